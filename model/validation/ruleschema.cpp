// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds: schema, note; and the schemas of shapes and of what their switch chooses.
#include "event/nameprint.h"
#include "validation/rulekinds.h"

#include <QCoreApplication>

#include <array>
#include <atomic>

namespace eventscope::rulekinds {

namespace {

RuleWords wordsOf(const SchemaFailure &failure)
{
    RuleWords words;
    words.sentence = failure.sentence;
    words.said = failure.said;
    words.expected = failure.expected;
    words.found = failure.found;
    words.source = failure.source;
    words.fix = failure.fix;
    words.lacks = !failure.member.isEmpty();
    words.respell = failure.keyword == "type" && !failure.key;
    return words;
}

// Short texts that schemas have accepted, of which many events have the same: cheaper than an expression.
// One a thread.
class AcceptedTexts {
public:
    [[nodiscard]] static bool isShort(const JsonNode &node) noexcept
    {
        return node.kind == JsonKind::String && node.length <= longest && !node.escaped;
    }

    // Whether that schema is known to accept it. Otherwise the place where that may be noted.
    [[nodiscard]] bool has(std::uint32_t schema, std::string_view text) noexcept
    {
        const Words words = wordsOf(text);
        std::uint64_t hash = schema + text.size() * 0x9e3779b97f4a7c15u;
        for (const std::uint64_t word : words)
            hash = (hash ^ word ^ hash >> 29) * 0xd1342543de82ef94u;
        m_asked = {schema, static_cast<std::uint32_t>(text.size()), words};
        m_place = hash >> 56;
        return m_known[m_place] == m_asked;
    }
    void note() noexcept { m_known[m_place] = m_asked; }

private:
    static constexpr std::uint32_t longest = 32;
    static constexpr std::size_t wordSize = sizeof(std::uint64_t);
    using Words = std::array<std::uint64_t, longest / wordSize>;

    // All of a text: its words from the front, and where it does not end with one, the last of its bytes.
    [[nodiscard]] static Words wordsOf(std::string_view text) noexcept
    {
        Words words{};
        if (text.size() < wordSize) {
            words[0] = nameprint::load(text.data(), text.size());
            return words;
        }
        std::size_t at = 0;
        for (; (at + 1) * wordSize < text.size(); ++at)
            words[at] = nameprint::load(text.data() + at * wordSize);
        words[at] = nameprint::load(text.data() + text.size() - wordSize);
        return words;
    }

    struct Entry {
        std::uint32_t schema = 0;    // none
        std::uint32_t length = 0;
        Words words{};

        friend bool operator==(const Entry &, const Entry &) = default;
    };

    Entry m_asked;
    std::size_t m_place = 0;
    std::array<Entry, 256> m_known{};
};

std::uint32_t nextSchemaNumber() noexcept
{
    static std::atomic<std::uint32_t> last = 0;
    return ++last;
}

class SchemaKind final : public RuleKind {
public:
    SchemaKind(SchemaPtr schema, QByteArray rule, Severity severity)
        : m_schema(std::move(schema))
        , m_rule(std::move(rule))
        , m_severity(severity)
    {}

    void judge(JsonValue at, const RuleInput &, RuleReport &report) const override
    {
        thread_local AcceptedTexts texts;
        const bool isShort = AcceptedTexts::isShort(at.node());
        if (isShort && texts.has(m_number, at.raw()))
            return;
        thread_local SchemaHits hits;
        if (!m_schema->judge(at, hits))
            return tell(hits, report);
        if (isShort)
            texts.note();
    }

private:
    void tell(const SchemaHits &hits, RuleReport &report) const
    {
        for (std::size_t i = 0; i < hits.size(); ++i) {
            const QByteArray &rule = hits.rule(i);
            const Severity severity = severityFromId(hits.severity(i)).value_or(m_severity);
            report.foundAs(
                hits.at(i), rule.isEmpty() ? m_rule : rule, severity, [i, &hits] { return wordsOf(hits.words(i)); });
        }
    }

    SchemaPtr m_schema;
    QByteArray m_rule;
    Severity m_severity;
    std::uint32_t m_number = nextSchemaNumber();
};

class SwitchKind final : public RuleKind {
public:
    explicit SwitchKind(std::map<std::string, SchemaPtr, std::less<>> schemas)
    {
        for (auto &[kind, schema] : schemas)
            m_kinds.emplace(kind, SchemaKind(std::move(schema), builtInSchemaRule, Severity::Error));
    }

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        if (const auto it = m_kinds.find(input.kind); it != m_kinds.end())
            it->second.judge(at, input, report);
    }

private:
    std::map<std::string, SchemaKind, std::less<>> m_kinds;
};

class NoteKind final : public RuleKind {
public:
    void judge(JsonValue at, const RuleInput &, RuleReport &report) const override
    {
        report.found(at, [at](bool wantsSentence) {
            RuleWords words;
            if (wantsSentence)
                words.sentence = QCoreApplication::translate("Rule", "%1 is worth a look").arg(ruletext::subject(at));
            words.found = ruletext::excerpt(at);
            return words;
        });
    }
};

}

RuleKindPtr shapeSchema(SchemaPtr schema)
{
    return std::make_unique<SchemaKind>(std::move(schema), builtInSchemaRule, Severity::Error);
}

RuleKindPtr switchSchemas(std::map<std::string, SchemaPtr, std::less<>> schemas)
{
    return std::make_unique<SwitchKind>(std::move(schemas));
}

RuleKindPtr schema(RuleSource &source)
{
    SchemaPtr schema = source.schema("schema");
    if (!schema)
        return nullptr;
    const QByteArray id = QByteArray::fromStdString(source.text("id"));
    const auto severity = severityFromId(QByteArray::fromStdString(source.textOr("severity", "error")));
    return std::make_unique<SchemaKind>(std::move(schema), id, severity.value_or(Severity::Error));
}

RuleKindPtr note(RuleSource &)
{
    return std::make_unique<NoteKind>();
}

}

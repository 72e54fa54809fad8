// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds about members of an object: unknown-members, forbidden, foreign-shape, member-names,
// same-key-in-both.
#include "event/utf8.h"
#include "schema/nametable.h"
#include "validation/members.h"
#include "validation/rulekinds.h"
#include "validation/text.h"

#include <algorithm>
#include <unordered_set>

namespace eventscope::rulekinds {

namespace {

NameTable tableOf(std::vector<std::string> names)
{
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return NameTable(names);
}

// Without case and separators.
std::string bareSpelling(const std::string &name)
{
    std::string bare;
    for (const char c : name) {
        if (c != '_' && c != '-' && c != ' ' && c != '.')
            bare += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return bare;
}

// Names that are spelled alike tell nothing.
std::map<std::string, std::string> bareSpellings(const std::vector<QByteArray> &names)
{
    std::map<std::string, std::string> spellings;
    std::map<std::string, std::size_t> counts;
    for (const QByteArray &name : names) {
        const std::string bare = bareSpelling(name.toStdString());
        const bool isNew = spellings.emplace(bare, name.toStdString()).second;
        counts[bare] += isNew || spellings[bare] != name.toStdString() ? 1 : 0;
    }
    std::erase_if(spellings, [&counts](const auto &spelling) { return counts[spelling.first] > 1; });
    return spellings;
}

void addNames(std::vector<std::string> &to, const std::vector<QByteArray> &names)
{
    for (const QByteArray &name : names)
        to.push_back(name.toStdString());
}

// Reports the members that break the rule and count. Most break none, so that is asked first.
template <typename Breaks, typename Report>
void forEachBreaking(JsonValue object, const RuleInput &input, Breaks breaks, Report report)
{
    if (!object.isObject())
        return;
    const JsonTape &tape = *object.tape();
    const JsonNode *nodes = tape.nodes().data();
    std::optional<LastMembers> last;
    std::string buffer;
    for (std::uint32_t key = object.index() + 1; key < object.node().next; key = nodes[key + 1].next) {
        if (!breaks(textOf(tape, key, buffer), nodes[key]))
            continue;
        if (input.mayRepeat && !last)
            last.emplace(object);
        if (!last || last->counts(key))
            report(JsonValue(&tape, key), JsonValue(&tape, key + 1));
    }
}

template <typename Sentence>
void report(RuleReport &report, JsonValue key, JsonValue value, Sentence sentence)
{
    report.found(value, [key, value, sentence] {
        RuleWords words;
        words.sentence = sentence(ruletext::name(key));
        words.found = ruletext::excerpt(value);
        return words;
    });
}

class UnknownMembersKind final : public RuleKind {
public:
    struct Names {
        bool any = false;    // the schema names none: then nothing is unknown
        NameTable known;
        std::map<std::string, std::string> alike = {};    // by their spelling without case and separators
    };

    UnknownMembersKind(Names always, std::map<std::string, Names, std::less<>> ofKinds, std::uint64_t watch)
        : m_always(std::move(always))
        , m_ofKinds(std::move(ofKinds))
        , m_watch(watch)
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &to) const override
    {
        if (m_watch != 0 && (input.places->strangers & m_watch) == 0)
            return;
        const auto kind = m_ofKinds.find(input.kind);
        const Names &names = kind == m_ofKinds.end() ? m_always : kind->second;
        if (!names.any)
            return;
        forEachBreaking(
            at, input,
            [&names](std::string_view name, const JsonNode &) { return names.known.find(name) == NameTable::absent; },
            [&](JsonValue key, JsonValue value) { reportUnknown(names, key, value, to); });
    }

private:
    static void reportUnknown(const Names &names, JsonValue key, JsonValue value, RuleReport &to)
    {
        to.found(value, [&names, key, value] {
            RuleWords words;
            words.sentence = Text::tr("%1 is not known here").arg(ruletext::name(key));
            words.found = ruletext::excerpt(value);
            if (const auto near = names.alike.find(bareSpelling(key.string())); near != names.alike.end()) {
                words.rename = stringOf(near->second);
                words.expected = ruletext::name(words.rename);
            }
            return words;
        });
    }

    Names m_always;
    std::map<std::string, Names, std::less<>> m_ofKinds;
    std::uint64_t m_watch;    // of the pointers found: whether there may be any; 0: not known
};

class ForbiddenKind final : public RuleKind {
public:
    explicit ForbiddenKind(std::vector<std::string> members)
        : m_members(tableOf(std::move(members)))
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &to) const override
    {
        forEachBreaking(
            at, input,
            [this](std::string_view name, const JsonNode &) { return m_members.find(name) != NameTable::absent; },
            [&to](JsonValue key, JsonValue value) {
                report(to, key, value, [](const QString &name) { return Text::tr("%1 must not be sent").arg(name); });
            });
    }

private:
    NameTable m_members;
};

class ForeignShapeKind final : public RuleKind {
public:
    explicit ForeignShapeKind(const std::map<std::string, QByteArray> &foreign)
    {
        std::vector<std::string> names;
        for (const auto &[name, title] : foreign) {
            names.push_back(name);
            m_titles.push_back(QString::fromUtf8(title));
        }
        m_names = NameTable(names);
    }

    void judge(JsonValue at, const RuleInput &input, RuleReport &to) const override
    {
        std::int32_t position = NameTable::absent;
        const auto isForeign = [&](std::string_view name, const JsonNode &) {
            position = m_names.find(name);
            return position != NameTable::absent;
        };
        forEachBreaking(at, input, isForeign, [&](JsonValue key, JsonValue value) {
            const QString &title = m_titles[static_cast<std::size_t>(position)];
            report(to, key, value, [title](const QString &name) {
                return Text::tr("%1 belongs to another form of event: %2").arg(name, title);
            });
        });
    }

private:
    NameTable m_names;
    std::vector<QString> m_titles;    // by the names' positions
};

class MemberNamesKind final : public RuleKind {
public:
    MemberNamesKind(Pattern pattern, QString expression)
        : m_pattern(std::move(pattern))
        , m_expression(std::move(expression))
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &to) const override
    {
        const auto matches = [this](std::string_view name, const JsonNode &node) {
            return m_pattern.match(name, node.lone) == PatternMatch::Yes;
        };
        forEachBreaking(at, input, matches, [&](JsonValue key, JsonValue value) {
            report(to, key, value,
                [this](const QString &name) { return Text::tr("the name %1 matches %2").arg(name, m_expression); });
        });
    }

private:
    Pattern m_pattern;
    QString m_expression;
};

class SameKeyKind final : public RuleKind {
public:
    SameKeyKind(JsonPointer other, qsizetype slot)
        : m_other(std::move(other))
        , m_slot(slot)
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &to) const override
    {
        const JsonValue other = (*input.places)[m_slot];
        if (!other || !other.isObject() || !at.isObject() || (!input.mayRepeat && !mayShare(at, other)))
            return;
        constexpr std::uint32_t few = 64;
        std::unordered_set<std::string> names;
        const bool large = other.node().next - other.index() > few;
        if (large) {
            for (const auto [key, value] : other.members())
                names.insert(key.string());
        }
        const auto isInBoth = [&](std::string_view name, const JsonNode &) {
            return large ? names.contains(std::string(name)) : has(other, name);
        };
        forEachBreaking(at, input, isInBoth, [&](JsonValue key, JsonValue value) {
            report(to, key, value, [this](const QString &quoted) {
                return Text::tr("%1 is also a key of %2").arg(quoted, QString::fromUtf8(m_other.text()));
            });
        });
    }

private:
    // Whether a name of one may be a name of the other, by their prints: both without escapes in names.
    static bool mayShare(JsonValue one, JsonValue other) noexcept { return (printsOf(one) & printsOf(other)) != 0; }

    // A bit of 64 for each name.
    static std::uint64_t printsOf(JsonValue object) noexcept
    {
        const JsonNode *nodes = object.tape()->nodes().data();
        const std::uint32_t end = object.node().next;
        std::uint64_t prints = 0;
        for (std::uint32_t key = object.index() + 1; key < end; key = nodes[key + 1].next)
            prints |= std::uint64_t(1) << (nodes[key].print & 63);
        return prints;
    }

    static bool has(JsonValue object, std::string_view name)
    {
        const JsonTape &tape = *object.tape();
        const JsonNode *nodes = tape.nodes().data();
        std::string buffer;
        for (std::uint32_t key = object.index() + 1; key < object.node().next; key = nodes[key + 1].next) {
            if (textOf(tape, key, buffer) == name)
                return true;
        }
        return false;
    }

    JsonPointer m_other;
    qsizetype m_slot;    // of the other object, in the plan's pointers
};

}

RuleKindPtr unknownMembers(RuleSource &source)
{
    const JsonPointer at = source.place("at");
    std::vector<std::string> allowed = source.texts("allow");
    const ShapeSource *shape = source.shape();
    if (shape == nullptr) {
        source.faultAt("is", Text::tr("Rules of this kind are about events."));
        return nullptr;
    }
    if (at.isRoot())
        allowed.insert(allowed.end(), shape->tolerated.begin(), shape->tolerated.end());
    const std::vector<QByteArray> named = shape->schema->propertyNames(at);
    const auto namesWith = [&](const std::vector<QByteArray> &more) {
        std::vector<std::string> names = allowed;
        addNames(names, named);
        addNames(names, more);
        std::vector<QByteArray> declared = named;
        declared.insert(declared.end(), more.begin(), more.end());
        return UnknownMembersKind::Names{!declared.empty(), tableOf(std::move(names)), bareSpellings(declared)};
    };
    std::map<std::string, UnknownMembersKind::Names, std::less<>> ofKinds;
    if (shape->switchAt) {
        const auto &inside = shape->switchAt->tokens();
        const bool below =
            at.tokens().size() >= inside.size() && std::equal(inside.begin(), inside.end(), at.tokens().begin());
        JsonPointer rest;
        for (std::size_t i = inside.size(); below && i < at.tokens().size(); ++i)
            rest = rest.child(at.tokens()[i]);
        for (const auto &[kind, schema] : shape->kinds) {
            if (below)
                ofKinds.emplace(kind, namesWith(schema->propertyNames(rest)));
        }
    }
    // What is always known is known whatever the kind.
    const auto &tokens = at.tokens();
    std::vector<std::string> always = allowed;
    addNames(always, named);
    const bool isOneObject = std::find(tokens.begin(), tokens.end(), "*") == tokens.end();
    const std::uint64_t watch = isOneObject ? source.pointers().watch(at, always) : 0;
    return std::make_unique<UnknownMembersKind>(namesWith({}), std::move(ofKinds), watch);
}

RuleKindPtr forbidden(RuleSource &source)
{
    std::vector<std::string> members = source.texts("members");
    if (members.empty())
        source.faultAt("members", Text::tr("\"members\" must name at least one member."));
    return std::make_unique<ForbiddenKind>(std::move(members));
}

RuleKindPtr foreignShape(RuleSource &source)
{
    if (source.shape() == nullptr) {
        source.faultAt("is", Text::tr("Rules of this kind are about events."));
        return nullptr;
    }
    return std::make_unique<ForeignShapeKind>(source.shape()->foreign);
}

RuleKindPtr memberNames(RuleSource &source)
{
    auto pattern = source.pattern("match");
    if (!pattern)
        return nullptr;
    return std::make_unique<MemberNamesKind>(std::move(*pattern), stringOf(source.text("match")));
}

RuleKindPtr sameKeyInBoth(RuleSource &source)
{
    if (!source.has("other"))
        source.faultAt("other", Text::tr("\"other\" must be the pointer of the second object."));
    const JsonPointer other = source.place("other");
    return std::make_unique<SameKeyKind>(other, source.pointers().add(other));
}

}

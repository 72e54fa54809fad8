// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds about scalars: decoded-length, looks-like, present-but-empty.
#include "validation/members.h"
#include "validation/rulekinds.h"
#include "validation/text.h"

#include <algorithm>

namespace eventscope::rulekinds {

namespace {

bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

// The bytes that base64 of either alphabet, padded or not, decodes to; nothing for what it is not.
std::optional<std::int64_t> base64Length(std::string_view text) noexcept
{
    const auto padding = std::min(text.find('='), text.size());
    const std::string_view digits = text.substr(0, padding);
    const std::size_t pads = text.size() - padding;
    const bool fine = std::all_of(digits.begin(), digits.end(), [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/' || c == '-' ||
               c == '_';
    });
    const bool onlyPads = text.substr(padding).find_first_not_of('=') == std::string_view::npos;
    if (!fine || !onlyPads || pads > 2 || digits.size() % 4 == 1 || (pads > 0 && text.size() % 4 != 0))
        return std::nullopt;
    return static_cast<std::int64_t>(digits.size() * 3 / 4);
}

class DecodedLengthKind final : public RuleKind {
public:
    DecodedLengthKind(std::int64_t least, std::int64_t most)
        : m_least(least)
        , m_most(most)
    {}

    void judge(JsonValue at, const RuleInput &, RuleReport &report) const override
    {
        if (!at.isString())
            return;
        std::string buffer;
        const auto length = base64Length(textOf(at, buffer));
        if (length && *length >= m_least && *length <= m_most)
            return;
        report.found(at, [this, at, length] {
            RuleWords words;
            words.expected = expectation();
            words.found =
                length ? Text::tr("%1 bytes").arg(*length) : Text::tr("%1, no base64").arg(ruletext::excerpt(at));
            words.sentence =
                Text::tr("%1 must be %2, but is %3").arg(ruletext::subject(at), words.expected, words.found);
            return words;
        });
    }

    static constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

private:
    [[nodiscard]] QString expectation() const
    {
        if (m_least == m_most)
            return Text::tr("%1 bytes as base64").arg(m_least);
        if (m_most != unlimited)
            return Text::tr("at most %1 bytes as base64").arg(m_most);
        return m_least > 0 ? Text::tr("at least %1 bytes as base64").arg(m_least) : Text::tr("base64");
    }

    std::int64_t m_least;
    std::int64_t m_most;
};

bool isJsonNumber(std::string_view text) noexcept
{
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t begin = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at - begin;
    };
    at += text.starts_with('-') ? 1 : 0;
    const bool zero = at < text.size() && text[at] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1))
        return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0)
            return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1 : 0;
        if (digits() == 0)
            return false;
    }
    return at == text.size();
}

enum class Likeness : std::uint8_t { Number, Boolean, Email, Prose, Seconds };

struct Measures {
    std::int64_t length = 64;
    std::int64_t words = 5;
};

// Without escapes a text has no line breaks; six words take eleven bytes, with the spaces between.
bool isSurelyNoProse(const JsonNode &string, const Measures &most) noexcept
{
    const std::int64_t bytes = string.length - 2;
    return !string.escaped && bytes <= most.length && bytes <= most.words * 2;
}

bool isSurelyNoNumber(const JsonNode &string, const char *text) noexcept
{
    const char first = text[string.offset + 1];
    return !isDigit(first) && first != '-' && first != '\\';
}

bool isProse(std::string_view text, const Measures &most) noexcept
{
    std::int64_t length = 0;
    std::int64_t words = 0;
    bool inWord = false;
    for (const char c : text) {
        if (c == '\n' || c == '\r')
            return true;
        length += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
        const bool space = c == ' ' || c == '\t';
        words += !space && !inWord ? 1 : 0;
        inWord = !space;
    }
    return length > most.length || words > most.words;
}

bool isSeconds(JsonValue value)
{
    constexpr std::int64_t first = 1'000'000'000;
    constexpr std::int64_t last = 9'999'999'999;
    if (value.isNumber()) {
        const auto integer = value.integer();
        return integer && *integer >= first && *integer <= last;
    }
    std::string buffer;
    const std::string_view text = value.isString() ? textOf(value, buffer) : std::string_view();
    return text.size() == 10 && text.front() != '0' && std::all_of(text.begin(), text.end(), isDigit);
}

class LooksLikeKind final : public RuleKind {
public:
    LooksLikeKind(Likeness likeness, Measures most, QString unit)
        : m_likeness(likeness)
        , m_most(most)
        , m_unit(std::move(unit))
    {}

    void judge(JsonValue at, const RuleInput &, RuleReport &report) const override
    {
        if (!isSurelyUnlike(at.node(), at.tape()->text().data()) && isLike(at))
            tell(at, report);
    }

    void judgeMembers(JsonValue object, const RuleInput &input, RuleReport &report) const override
    {
        const JsonTape *const tape = object.tape();
        const JsonNode *const nodes = tape->nodes().data();
        const char *const text = tape->text().data();
        const std::uint32_t end = object.node().next;
        for (std::uint32_t value = object.index() + 2; value < end; value = nodes[value].next + 1) {
            if (!isSurelyUnlike(nodes[value], text))
                judge({tape, value}, input, report);
        }
    }

private:
    // By its first look: most values are.
    [[nodiscard]] bool isSurelyUnlike(const JsonNode &node, const char *text) const noexcept
    {
        switch (m_likeness) {
        case Likeness::Seconds:
            return false;
        case Likeness::Prose:
            return node.kind != JsonKind::String || isSurelyNoProse(node, m_most);
        case Likeness::Number:
            return node.kind != JsonKind::String || isSurelyNoNumber(node, text);
        default:
            return node.kind != JsonKind::String;
        }
    }

    void tell(JsonValue at, RuleReport &report) const
    {
        report.found(at, [this, at](bool wantsSentence) {
            RuleWords words;
            words.found = ruletext::excerpt(at);
            if (wantsSentence)
                words.sentence = sentence(ruletext::subject(at));
            return words;
        });
    }

    [[nodiscard]] bool isLike(JsonValue at) const
    {
        if (m_likeness == Likeness::Seconds)
            return isSeconds(at);
        std::string buffer;
        const std::string_view text = textOf(at, buffer);
        switch (m_likeness) {
        case Likeness::Number:
            return isJsonNumber(text);
        case Likeness::Boolean:
            return text == "true" || text == "false";
        case Likeness::Email:
            return text.find('@') != std::string_view::npos;
        default:
            return isProse(text, m_most);
        }
    }

    [[nodiscard]] QString sentence(const QString &subject) const
    {
        switch (m_likeness) {
        case Likeness::Number:
            return Text::tr("%1 is a number in quotes").arg(subject);
        case Likeness::Boolean:
            return Text::tr("%1 is true or false in quotes").arg(subject);
        case Likeness::Email:
            return Text::tr("%1 looks like an e-mail address").arg(subject);
        case Likeness::Prose:
            return Text::tr("%1 reads like free text").arg(subject);
        case Likeness::Seconds:
            return Text::tr("%1 looks like seconds where %2 are meant").arg(subject, m_unit);
        }
        return {};
    }

    Likeness m_likeness;
    Measures m_most;
    QString m_unit;
};

class EmptyKind final : public RuleKind {
public:
    void judge(JsonValue at, const RuleInput &, RuleReport &report) const override
    {
        if (!at.isString() || at.length() != 2)
            return;
        report.found(at, [at] {
            RuleWords words;
            words.found = ruletext::excerpt(at);
            words.sentence = Text::tr("%1 is there, but empty").arg(ruletext::subject(at));
            return words;
        });
    }
};

}

RuleKindPtr decodedLength(RuleSource &source)
{
    if (source.textOr("encoding", "base64") != "base64")
        source.faultAt("encoding", Text::tr("The only encoding known is base64."));
    const auto exact = source.number("bytes");
    const auto least = source.number("min");
    const auto most = source.number("max");
    return std::make_unique<DecodedLengthKind>(
        exact ? *exact : least.value_or(0), exact ? *exact : most.value_or(DecodedLengthKind::unlimited));
}

RuleKindPtr looksLike(RuleSource &source)
{
    constexpr std::array<std::pair<std::string_view, Likeness>, 5> names{{
        {"number", Likeness::Number},
        {"boolean", Likeness::Boolean},
        {"email", Likeness::Email},
        {"prose", Likeness::Prose},
        {"seconds", Likeness::Seconds},
    }};
    const std::string as = source.text("as");
    const auto it = std::find_if(names.begin(), names.end(), [&as](const auto &entry) { return entry.first == as; });
    if (it == names.end()) {
        source.faultAt("as", Text::tr("\"%1\" is nothing that a value can look like.").arg(QString::fromStdString(as)));
        return nullptr;
    }
    const std::string unit = source.textOr("unit", "ms");
    if (unit != "ms" && unit != "us")
        source.faultAt("unit", Text::tr("\"unit\" must be ms or us."));
    Measures most;
    most.length = source.number("length").value_or(most.length);
    most.words = source.number("words").value_or(most.words);
    return std::make_unique<LooksLikeKind>(
        it->second, most, unit == "us" ? Text::tr("microseconds") : Text::tr("milliseconds"));
}

RuleKindPtr presentButEmpty(RuleSource &)
{
    return std::make_unique<EmptyKind>();
}

}

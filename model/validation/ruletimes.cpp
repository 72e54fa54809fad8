// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds: time, zoned, window.
#include "event/timestamp.h"
#include "schema/jsonnumber.h"
#include "validation/members.h"
#include "validation/rulekinds.h"
#include "validation/text.h"

#include <algorithm>
#include <limits>

namespace eventscope::rulekinds {

namespace {

bool isEpoch(TimeFormat format) noexcept
{
    return format != TimeFormat::Iso8601 && format != TimeFormat::JavaScriptDate;
}

bool isDigits(std::string_view text) noexcept
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What a value says as a time, where it is of a type that could be one.
struct Reading {
    bool isOne = false;
    std::optional<Timestamp> time;
};

Reading readTime(JsonValue value, TimeFormat format, const RuleInput &input)
{
    if (value.isString()) {
        std::string buffer;
        const std::string_view text = textOf(value, buffer);
        if (isEpoch(format) && !isDigits(text))
            return {};
        if (input.readTime.at != value || input.readTime.format != format)
            input.readTime = {value, format, parseTimestamp(text, format)};
        return {true, input.readTime.time};
    }
    if (!value.isNumber() || !isEpoch(format))
        return {};
    if (value.node().integral)
        return {true, parseTimestamp(value.raw(), format)};
    const auto integer = value.integer();
    return {true, integer ? parseTimestamp(std::to_string(*integer), format) : std::nullopt};
}

QString described(TimeFormat format)
{
    switch (format) {
    case TimeFormat::Iso8601:
        return Text::tr("a date and time with zone, such as 2026-03-29T12:00:00Z");
    case TimeFormat::JavaScriptDate:
        return Text::tr("a date that JavaScript reads, such as 2026-03-29T12:00:00Z");
    case TimeFormat::EpochSeconds:
        return Text::tr("a time in whole seconds since 1970");
    case TimeFormat::EpochMillis:
        return Text::tr("a time in whole milliseconds since 1970");
    case TimeFormat::EpochMicros:
        return Text::tr("a time in whole microseconds since 1970");
    }
    return {};
}

// “3 days”, by the largest unit that the span has at least two of.
QString spanText(Micros span)
{
    const Micros size = span < 0 ? -span : span;
    if (size >= 2 * microsPerDay)
        return Text::tr("%1 days").arg(size / microsPerDay);
    if (size >= 2 * microsPerHour)
        return Text::tr("%1 hours").arg(size / microsPerHour);
    if (size >= 2 * microsPerMinute)
        return Text::tr("%1 minutes").arg(size / microsPerMinute);
    return Text::tr("%1 seconds").arg(size / microsPerSecond);
}

// The same where a time beyond the years that can be told is the farthest one.
Reading readDistant(JsonValue value, TimeFormat format, const RuleInput &input)
{
    Reading reading = readTime(value, format, input);
    if (!reading.isOne || reading.time || !isEpoch(format))
        return reading;
    const JsonNumber number(value.isNumber() ? value.raw() : std::string_view("0"));
    constexpr Micros farthest = std::numeric_limits<Micros>::max() / 4;
    if (value.isString() || number.isWhole())
        reading.time = Timestamp{number.isNegative() ? -farthest : farthest, true};
    return reading;
}

class TimeKind final : public RuleKind {
public:
    explicit TimeKind(TimeFormat format)
        : m_format(format)
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        const Reading reading = readTime(at, m_format, input);
        if (!reading.isOne || reading.time)
            return;
        report.found(at, [this, at](bool wantsSentence) {
            RuleWords words;
            words.expected = described(m_format);
            words.found = ruletext::excerpt(at);
            if (wantsSentence)
                words.sentence =
                    Text::tr("%1 must be %2, but is %3").arg(ruletext::subject(at), words.expected, words.found);
            return words;
        });
    }

private:
    TimeFormat m_format;
};

class ZonedKind final : public RuleKind {
public:
    explicit ZonedKind(TimeFormat format)
        : m_format(format)
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        const Reading reading = readTime(at, m_format, input);
        if (!reading.time || reading.time->zoned)
            return;
        report.found(at, [at](bool wantsSentence) {
            RuleWords words;
            words.expected = Text::tr("a zone, such as Z or +01:00");
            words.found = ruletext::excerpt(at);
            if (wantsSentence)
                words.sentence = Text::tr("%1 names no zone").arg(ruletext::subject(at));
            return words;
        });
    }

private:
    TimeFormat m_format;
};

class WindowKind final : public RuleKind {
public:
    WindowKind(TimeFormat format, std::optional<Micros> from, std::optional<Micros> to)
        : m_format(format)
        , m_from(from)
        , m_to(to)
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        const Reading reading = readDistant(at, m_format, input);
        if (!reading.time)
            return;
        if (!input.context->now) {
            report.notJudged(at);
            return;
        }
        const Micros distance = reading.time->micros - *input.context->now;
        const bool early = m_from && distance < *m_from;
        if (!early && !(m_to && distance > *m_to))
            return;
        report.found(at, [this, at, distance, early](bool wantsSentence) {
            RuleWords words = wordsOf(distance, early);
            if (wantsSentence)
                words.sentence =
                    Text::tr("%1 must be %2, but is %3").arg(ruletext::subject(at), words.expected, words.found);
            return words;
        });
    }

private:
    [[nodiscard]] RuleWords wordsOf(Micros distance, bool early) const
    {
        const Micros limit = early ? *m_from : *m_to;
        RuleWords words;
        words.expected = limit < 0 ? Text::tr("not more than %1 before now").arg(spanText(limit))
                                   : Text::tr("not more than %1 after now").arg(spanText(limit));
        words.found = distance < 0 ? Text::tr("%1 before now").arg(spanText(distance))
                                   : Text::tr("%1 after now").arg(spanText(distance));
        return words;
    }

    TimeFormat m_format;
    std::optional<Micros> m_from;
    std::optional<Micros> m_to;
};

}

RuleKindPtr time(RuleSource &source)
{
    return std::make_unique<TimeKind>(source.timeFormat());
}

RuleKindPtr zoned(RuleSource &source)
{
    return std::make_unique<ZonedKind>(source.timeFormat());
}

RuleKindPtr window(RuleSource &source)
{
    const TimeFormat format = source.timeFormat();
    const auto from = source.span("from");
    const auto to = source.span("to");
    if (!from && !to)
        source.faultAt("is", Text::tr("A window needs \"from\", \"to\" or both."));
    return std::make_unique<WindowKind>(format, from, to);
}

}

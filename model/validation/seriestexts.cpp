// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/seriestexts.h"

#include "event/utf8.h"
#include "validation/ruletexts.h"
#include "validation/text.h"

#include <QLocale>

#include <algorithm>

namespace eventscope {

namespace {

using Why = SeriesBreach::Why;
using seriesvalues::Type;

QString words(Type type)
{
    switch (type) {
    case Type::Null:
        return Text::tr("null");
    case Type::Boolean:
        return Text::tr("a boolean");
    case Type::Number:
        return Text::tr("a number");
    case Type::String:
        return Text::tr("a string");
    case Type::Object:
        return Text::tr("an object");
    case Type::Array:
        break;
    }
    return Text::tr("an array");
}

QString counted(qint64 count, const QString &one, const QString &many)
{
    return count == 1 ? one : many.arg(QLocale().toString(count));
}

QString spanWords(Micros span)
{
    constexpr Micros second = 1'000'000;
    constexpr Micros hour = 3600 * second;
    if (span % (24 * hour) == 0 && span != 24 * hour)
        return Text::tr("%1 days").arg(QLocale().toString(span / (24 * hour)));
    if (span % hour == 0)
        return counted(span / hour, Text::tr("one hour"), Text::tr("%1 hours"));
    return counted(std::max<Micros>(1, span / second), Text::tr("one second"), Text::tr("%1 seconds"));
}

QString valuesText(const SeriesRule &rule)
{
    return counted(rule.limit, Text::tr("one value"), Text::tr("%1 different values"));
}

QString sentenceOf(const SeriesBreach &breach)
{
    const SeriesRule &rule = *breach.rule;
    switch (breach.why) {
    case Why::SameBatch:
        return Text::tr("An event before it in the same request has the same key.");
    case Why::WithinWindow:
        return Text::tr("An event that came before has the same key, at a time not more than %1 away.")
            .arg(spanWords(*rule.window));
    case Why::NewName:
        return rule.ofName ? Text::tr("Events of this name did not have this property before.")
                           : Text::tr("Events did not have this property before.");
    case Why::OtherNames:
        return rule.ofName ? Text::tr("Events of this name had other properties before.")
                           : Text::tr("Events had other properties before.");
    case Why::OtherType:
        return Text::tr("This property was %1 in events that came before.").arg(words(breach.before));
    case Why::TooMany:
        return Text::tr("Before this event came %1, and this is another one.").arg(valuesText(rule));
    case Why::Unknown:
        break;
    }
    switch (rule.kind) {
    case SeriesRule::Kind::Duplicate:
        return Text::tr("An event that came before has the same key.");
    case SeriesRule::Kind::Drift:
        return Text::tr("Events that came before had other properties, or of other types.");
    case SeriesRule::Kind::DistinctLimit:
        break;
    }
    return Text::tr("Before this event came more than %1.").arg(valuesText(rule));
}

QString expectedBy(const SeriesBreach &breach)
{
    switch (breach.why) {
    case Why::OtherType:
        return words(breach.before);
    case Why::TooMany:
        return Text::tr("at most %1").arg(valuesText(*breach.rule));
    case Why::SameBatch:
    case Why::WithinWindow:
        return Text::tr("a key of its own");
    default:
        return {};
    }
}

}

Finding findingOf(const SeriesBreach &breach)
{
    const SeriesRule &rule = *breach.rule;
    Finding finding;
    finding.rule = rule.id;
    finding.severity = rule.severity;
    finding.pointer = pointerTo(breach.at);
    finding.offset = breach.at.offset() - breach.at.tape()->root().offset();
    finding.length = breach.at.length();
    finding.sentence = sentenceOf(breach);
    if (!rule.say.isEmpty())
        finding.sentence += u' ' + rule.say;
    if (breach.why == Why::Unknown)
        finding.sentence += u' ' + Text::tr("It was found when the event was judged together with others.");
    finding.expected = expectedBy(breach);
    if (!breach.at.isObject())
        finding.found = ruletext::excerpt(breach.at);
    finding.source = rule.source;
    return finding;
}

}

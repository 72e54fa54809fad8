// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/coveragereport.h"

#include "cli/console.h"
#include "cli/planinput.h"
#include "event/tr.h"
#include "intake/jsonline.h"

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString moment(std::optional<Micros> at)
{
    return at ? isoText(*at) : QString();
}

QString noteOf(const EventCoverage &event)
{
    if (event.planned && event.seen == 0)
        return event.status == PlanStatus::Planned ? tr("not sent yet, as planned") : tr("never seen");
    if (event.planned)
        return event.status == PlanStatus::Deprecated ? tr("deprecated, and still sent") : QString();
    return event.nearly.isEmpty() ? tr("not in the plan")
                                  : tr("not in the plan; %1 is").arg(QString::fromUtf8(event.nearly));
}

QString noteOf(const PropertyCoverage &property)
{
    QStringList notes;
    if (!property.known)
        notes.append(tr("the plan is of whole events"));
    else if (!property.planned)
        notes.append(tr("not in the plan"));
    else if (property.seen == 0)
        notes.append(property.required ? tr("required, and never seen") : tr("never seen"));
    else if (property.required && property.share < 1)
        notes.append(tr("required"));
    if (property.typesDiffer)
        notes.append(tr("other types than planned"));
    return notes.join(u"; "_s);
}

QByteArray momentJson(std::optional<Micros> at)
{
    return at ? quoted(isoText(*at)) : QByteArray("null");
}

QByteArray shareJson(double share)
{
    return QByteArray::number(share, 'g', 6);
}

QByteArray propertyJson(const PropertyCoverage &property)
{
    return JsonLine()
        .text("name", property.name)
        .raw("planned", property.known ? (property.planned ? "true" : "false") : "null")
        .flag("required", property.required)
        .number("seen", property.seen)
        .raw("share", shareJson(property.share))
        .text("types", property.types)
        .flag("typesDiffer", property.typesDiffer)
        .raw("first", momentJson(property.first))
        .raw("last", momentJson(property.last))
        .json();
}

QByteArray eventJson(const EventCoverage &event)
{
    JsonLine properties(JsonLine::Kind::Array);
    for (const PropertyCoverage &property : event.properties)
        properties.raw("", propertyJson(property));
    JsonLine line;
    line.text("name", event.name).flag("planned", event.planned);
    if (event.status)
        line.text("status", planStatusId(*event.status));
    if (!event.nearly.isEmpty())
        line.text("nearly", event.nearly);
    return line.number("seen", event.seen)
        .raw("first", momentJson(event.first))
        .raw("last", momentJson(event.last))
        .raw("properties", properties.json())
        .json();
}

}

QString coverageText(const Coverage &coverage, const QString &title)
{
    std::vector<QStringList> rows{{tr("event"), tr("property"), tr("seen"), tr("share"), tr("types"), tr("first seen"),
        tr("last seen"), tr("note")}};
    for (const EventCoverage &event : coverage.events) {
        rows.push_back({QString::fromUtf8(event.name), {}, QString::number(event.seen), {}, {}, moment(event.first),
            moment(event.last), noteOf(event)});
        if (event.seen == 0)
            continue;    // that its properties were never seen goes without saying
        for (const PropertyCoverage &property : event.properties) {
            rows.push_back({{}, QString::fromUtf8(property.name), QString::number(property.seen),
                event.seen > 0 ? percentText(property.seen, event.seen) : QString(), property.types, {}, {},
                noteOf(property)});
        }
    }
    const QString plan = title.isEmpty() ? tr("The plan") : title;
    return tableText(rows, {2, 3}) +
           printable(tr("%1, events looked at: %2. Event names planned and seen: %3, planned and never seen: %4, seen "
                        "and not planned: %5.")
                         .arg(plan, QString::number(coverage.count), QString::number(coverage.plannedSeen),
                             QString::number(coverage.plannedUnseen), QString::number(coverage.unplannedSeen))) +
           u'\n';
}

QByteArray coverageJson(const Coverage &coverage)
{
    JsonLine names(JsonLine::Kind::Array);
    for (const EventCoverage &event : coverage.events)
        names.raw("", eventJson(event));
    return JsonLine()
        .number("events", coverage.count)
        .number("plannedSeen", coverage.plannedSeen)
        .number("plannedUnseen", coverage.plannedUnseen)
        .number("unplannedSeen", coverage.unplannedSeen)
        .raw("names", names.json())
        .json();
}

QString driftText(const std::vector<Drift> &drifts, qint64 before, qint64 after)
{
    std::vector<QStringList> rows;
    for (const Drift &drift : drifts) {
        const QByteArray where = drift.property.isEmpty() ? drift.event : drift.event + '.' + drift.property;
        rows.push_back({QString::fromUtf8(driftKindId(drift.kind)), QString::fromUtf8(where)});
    }
    QString text;
    const QStringList lines = tableText(rows, {}).split(u'\n');
    qsizetype width = 0;
    for (const QString &line : lines)
        width = std::max(width, line.size());
    for (std::size_t i = 0; i < drifts.size(); ++i)
        text += lines[static_cast<qsizetype>(i)].leftJustified(width) + u"  "_s + printable(drifts[i].sentence) + u'\n';
    return text + tr("Events before: %1, after: %2. Differences: %3.").arg(before).arg(after).arg(drifts.size()) +
           u'\n';
}

QByteArray driftJson(const std::vector<Drift> &drifts, qint64 before, qint64 after)
{
    JsonLine all(JsonLine::Kind::Array);
    for (const Drift &drift : drifts) {
        const bool counts = drift.kind == Drift::Kind::NewEvent || drift.kind == Drift::Kind::GoneEvent;
        const auto number = [counts](double value) {
            return counts ? QByteArray::number(static_cast<qint64>(value)) : shareJson(value);
        };
        all.raw("", JsonLine()
                        .text("kind", driftKindId(drift.kind))
                        .text("event", drift.event)
                        .text("property", drift.property)
                        .raw("before", number(drift.before))
                        .raw("after", number(drift.after))
                        .text("message", drift.sentence)
                        .json());
    }
    return JsonLine().number("before", before).number("after", after).raw("drift", all.json()).json();
}

}

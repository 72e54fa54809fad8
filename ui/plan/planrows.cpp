// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planrows.h"

#include "event/tr.h"
#include "plan/inference.h"
#include "views/bodytext.h"
#include "views/celltext.h"

#include <QLocale>

#include <algorithm>

namespace eventscope {

QString planSummary(const Coverage &coverage)
{
    const int planned = coverage.plannedSeen + coverage.plannedUnseen;
    const QString events = counted(coverage.count, tr("1 event"), tr("%1 events"));
    const QString others =
        coverage.unplannedSeen == 0
            ? tr("none seen that is not planned")
            : counted(coverage.unplannedSeen, tr("1 seen that is not planned"), tr("%1 seen that are not planned"));
    if (planned == 0)
        return tr("No planned event, %1; %2").arg(others, events);
    const QString seen = QLocale().toString(coverage.plannedSeen);
    return counted(planned, tr("%2 of 1 planned event seen, %3; %4"), tr("%2 of %1 planned events seen, %3; %4"))
        .arg(seen, others, events);
}

QString unplannedSentence(const QByteArray &name, const EventProfile &seen)
{
    const QString properties = counted(qint64(seen.properties.size()), tr("1 property"), tr("%1 properties"));
    return tr("%1 is not in the plan.\nIt was seen in %2, with %3.")
        .arg(visibleLine(QString::fromUtf8(name)), counted(seen.count, tr("1 event"), tr("%1 events")), properties);
}

PlannedEvent inferredEvent(const QByteArray &name, const EventProfile &seen)
{
    PlannedEvent event;
    event.name = name;
    event.schema = inferSchema(seen);
    return event;
}

PlannedEvent withInferred(const PlannedEvent &event, const QByteArray &property, const EventProfile &seen)
{
    const std::vector<PlannedProperty> inferred = propertiesOf(inferredEvent(event.name, seen));
    const auto found = std::ranges::find_if(inferred, [&](const PlannedProperty &one) { return one.name == property; });
    if (found == inferred.end())
        return event;
    PlannedProperty added = *found;
    added.more = false;
    return withProperty(event, property, added);
}

}

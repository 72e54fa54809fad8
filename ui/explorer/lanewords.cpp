// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/lanewords.h"

#include "event/tr.h"
#include "theme.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString countText(qint64 count)
{
    return QLocale().toString(qlonglong{count});
}

QString eventsText(qint64 count)
{
    return count == 1 ? tr("1 event") : tr("%1 events").arg(countText(count));
}

QString exactMoment(Micros time, const QTimeZone &zone)
{
    return momentText(time, time % microsPerMilli == 0 ? microsPerMilli : 1, zone);
}

QString nameOf(const LaneModel &model, Row row)
{
    const QByteArray name = model.columns().nameText(model.columns().name(row));
    return name.isEmpty() ? tr("(no name)") : QString::fromUtf8(name);
}

QString lineOf(const QString &text)
{
    return text.isEmpty() ? QString() : u"<br>"_s + text.toHtmlEscaped();
}

// Whose the event is, where the lane does not say it.
QString partiesOf(const LaneModel &model, Row row)
{
    QStringList parties;
    const Columns &columns = model.columns();
    if (const QByteArray tenant = columns.tenantText(columns.tenant(row));
        model.field() != Field::Tenant && !tenant.isEmpty())
        parties << tr("Tenant: %1").arg(QString::fromUtf8(tenant));
    if (const QByteArray user = columns.userText(columns.user(row)); model.field() != Field::User && !user.isEmpty())
        parties << tr("User: %1").arg(QString::fromUtf8(user));
    return parties.join(u" · "_s);
}

}

QString emptyLanesText(const LaneModel &model)
{
    if (model.lanes() > 0)
        return {};
    if (model.isEmptyStore())
        return tr("Lanes of your events will be here.");
    if (model.isLoading())
        return tr("Loading…");
    return tr("No event matches the filter.");
}

QString laneTitle(const LaneModel &model, const QByteArray &value)
{
    if (!value.isEmpty())
        return model.field() == Field::Service ? model.serviceTitle(value) : QString::fromUtf8(value).simplified();
    switch (model.field()) {
    case Field::Tenant:
        return tr("(no tenant)");
    case Field::User:
        return tr("(no user)");
    case Field::Service:
        return tr("(no service)");
    default:
        return tr("(no name)");
    }
}

QString laneDetails(const LaneModel &model, const Lane &lane, const QTimeZone &zone)
{
    return u"<b>%1</b>"_s.arg(laneTitle(model, lane.value).toHtmlEscaped()) + lineOf(eventsText(lane.total)) +
           lineOf(tr("First: %1").arg(exactMoment(lane.first, zone))) +
           lineOf(tr("Last: %1").arg(exactMoment(lane.last, zone)));
}

QString markDetails(const LaneModel &model, const Lane::Mark &mark, const QTimeZone &zone)
{
    const QString moment = exactMoment(model.columns().time(mark.row), zone);
    const QString name = nameOf(model, mark.row);
    if (mark.count == 1) {
        return u"<b>%1</b>"_s.arg(name.toHtmlEscaped()) + lineOf(moment) + lineOf(partiesOf(model, mark.row)) +
               lineOf(verdictTitle(mark.worst));
    }
    return u"<b>%1</b>"_s.arg(eventsText(mark.count)) + lineOf(rangeText(model.timeOf(mark), model.bucket(), zone)) +
           lineOf(tr("First: %1, %2").arg(name, moment)) + lineOf(tr("Worst: %1").arg(verdictTitle(mark.worst)));
}

QString lanesDescription(const LaneModel &model, const Lane *lane, const Lane::Mark *mark, const QTimeZone &zone)
{
    if (!lane) {
        const QString empty = emptyLanesText(model);
        return !empty.isEmpty()     ? empty
               : model.lanes() == 1 ? tr("1 lane")
                                    : tr("%1 lanes").arg(countText(model.lanes()));
    }
    const QString title = laneTitle(model, lane->value);
    QString whole = tr("%1: %2").arg(title, eventsText(lane->total));
    if (!mark)
        return whole;
    const QString moment = exactMoment(model.columns().time(mark->row), zone);
    const QString what = mark->count == 1 ? nameOf(model, mark->row) : eventsText(mark->count);
    return tr("%1. %2, %3, %4").arg(whole, what, moment, verdictTitle(mark->worst));
}

}

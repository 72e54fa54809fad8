// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/deliverytext.h"

#include "delivery/reply.h"
#include "event/tr.h"
#include "views/celltext.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString eventsText(const Delivery &delivery)
{
    const bool isCounted = delivery.end.accepted >= 0 && delivery.end.state == DeliveryState::Partly;
    if (!isCounted)
        return counted(delivery.events, tr("%1 event"), tr("%1 events"));
    const QLocale locale;
    return tr("%1 of %2 events").arg(locale.toString(delivery.end.accepted), locale.toString(delivery.events));
}

}

QString deliveryStateTitle(DeliveryState state)
{
    switch (state) {
    case DeliveryState::InFlight:
        return tr("In flight");
    case DeliveryState::Accepted:
        return tr("Accepted");
    case DeliveryState::Partly:
        return tr("Partly accepted");
    case DeliveryState::Rejected:
        return tr("Rejected");
    case DeliveryState::Failed:
        return tr("Not sent");
    case DeliveryState::Unknown:
        return tr("Unknown");
    case DeliveryState::Cancelled:
        return tr("Cancelled");
    }
    return {};
}

QString deliveryStateMeaning(DeliveryState state)
{
    switch (state) {
    case DeliveryState::InFlight:
        return tr("The request is on its way.");
    case DeliveryState::Failed:
        return tr("Nothing went out: the service has not got it.");
    case DeliveryState::Unknown:
        return tr("The request went out and no answer came: it may or may not have arrived. Before it is sent "
                  "again, look at the service whether it is there.");
    case DeliveryState::Cancelled:
        return tr("It was cancelled before anything went out: the service has not got it.");
    case DeliveryState::Accepted:
    case DeliveryState::Partly:
    case DeliveryState::Rejected:
        break;
    }
    return {};
}

QString statusText(int status)
{
    if (status <= 0)
        return {};
    return u"%1 %2"_s.arg(QString::number(status), statusWords(status)).trimmed();
}

QString deliveryHeadline(const Delivery &delivery)
{
    QStringList parts{deliveryStateTitle(delivery.end.state)};
    if (delivery.end.status > 0)
        parts << statusText(delivery.end.status);
    if (delivery.end.times.ended >= 0)
        parts << elapsedText(delivery.end.times.ended);
    if (delivery.events > 0)
        parts << eventsText(delivery);
    return parts.join(u" \u00B7 "_s);
}

QString elapsedText(Micros span)
{
    const QLocale locale;
    if (span < 10 * microsPerMilli)
        return tr("%1 ms").arg(locale.toString(static_cast<double>(span) / microsPerMilli, 'f', 1));
    if (span < microsPerSecond)
        return tr("%1 ms").arg(locale.toString(span / microsPerMilli));
    if (span < microsPerMinute)
        return tr("%1 s").arg(locale.toString(static_cast<double>(span) / microsPerSecond, 'f', 2));
    return tr("%1 min %2 s")
        .arg(locale.toString(span / microsPerMinute), locale.toString(span % microsPerMinute / microsPerSecond));
}

QStringList deliveryTimings(const DeliveryTimes &times)
{
    QStringList words;
    const auto add = [&words](Micros moment, const QString &text) {
        if (moment >= 0)
            words << text.arg(elapsedText(moment));
    };
    add(times.connected, tr("connected after %1"));
    add(times.secured, tr("TLS after %1"));
    add(times.sent, tr("sent after %1"));
    add(times.firstByte, tr("first byte after %1"));
    add(times.ended, tr("ended after %1"));
    return words;
}

bool isReplyWhole(const DeliveryEnd &end)
{
    return end.replyBytes <= end.reply.size();
}

QByteArray headerValue(const std::vector<NamedValue> &headers, QByteArrayView name)
{
    const auto found = std::ranges::find_if(
        headers, [name](const NamedValue &header) { return name.compare(header.name, Qt::CaseInsensitive) == 0; });
    return found == headers.end() ? QByteArray() : found->value;
}

}

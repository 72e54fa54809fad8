// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sendreport.h"

#include "cli/console.h"
#include "event/tr.h"
#include "intake/jsonline.h"
#include "views/deliverytext.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

double secondsOf(const DeliveryTimes &times)
{
    return times.ended < 0 ? 0 : static_cast<double>(times.ended) / 1e6;
}

QByteArray eventWord(qint64 events)
{
    return QByteArray::number(events) + (events == 1 ? " event" : " events");
}

}

QByteArray requestLine(DeliveryId delivery, const DeliveryEnd &end, qint64 events, bool json)
{
    const QByteArray state = deliveryStateId(end.state);
    if (json) {
        JsonLine line;
        line.number("delivery", delivery).text("state", state).number("events", events).number("status", end.status);
        if (end.accepted >= 0)
            line.number("accepted", end.accepted);
        return line.seconds("seconds", secondsOf(end.times)).text("message", end.message).json() + '\n';
    }
    QString text = u"%1  %2"_s.arg(QString::fromLatin1(state), QString::fromLatin1(eventWord(events)));
    if (end.state == DeliveryState::Partly)
        text += tr(", %1 accepted").arg(end.accepted);
    if (end.status > 0)
        text += tr("  status %1").arg(end.status);
    text += u"  %1 ms"_s.arg(QLocale::c().toString(secondsOf(end.times) * 1000, 'f', 1));
    if (!end.message.isEmpty() && end.message != statusText(end.status))
        text += u"  "_s + end.message;
    return printable(text).toUtf8() + '\n';
}

QByteArray dryRequest(const Request &masked, bool json)
{
    if (json) {
        JsonLine headers;
        for (const NamedValue &header : masked.headers)
            headers.text(header.name.constData(), header.value);
        return JsonLine()
                   .text("method", masked.method)
                   .text("url", masked.url)
                   .raw("headers", headers.json())
                   .text("body", masked.body)
                   .number("events", masked.events)
                   .json() +
               '\n';
    }
    QByteArray text = masked.method + ' ' + masked.url + '\n';
    for (const NamedValue &header : masked.headers)
        text += header.name + ": " + header.value + '\n';
    text += '\n';
    if (!masked.body.isEmpty())
        text += masked.body + "\n\n";
    return text;
}

QString orderNumbers(const std::vector<OutboxJobId> &jobs)
{
    QStringList numbers;
    for (const OutboxJobId job : jobs)
        numbers.append(QString::number(job));
    return numbers.join(u' ');
}

QByteArray sendSummary(const OutboxTally &tally, const FeedCounts &counts, bool dry, bool json)
{
    if (json) {
        JsonLine line;
        line.flag("dryRun", dry).number("requests", tally.requests).number("events", tally.events);
        line.number("accepted", tally.accepted).number("rejected", tally.rejected).number("failed", tally.failed);
        line.number("unknown", tally.unknown).number("cancelled", tally.cancelled);
        line.number("skipped", counts.skipped).number("invalid", counts.refused).number("unread", counts.rejected);
        line.number("queued", tally.queued);
        return line.flag("paused", tally.refused).json() + '\n';
    }
    QStringList parts;
    const auto add = [&parts](qint64 number, const QString &what) {
        if (number > 0)
            parts.append(u"%1 %2"_s.arg(number).arg(what));
    };
    add(tally.accepted, tr("accepted"));
    add(tally.rejected, tr("rejected"));
    add(tally.failed, tr("failed"));
    add(tally.unknown, tr("unknown"));
    add(tally.cancelled, tr("cancelled"));
    add(tally.queued, tr("still queued"));
    add(counts.skipped, tr("skipped, as they are of other services"));
    add(counts.refused, tr("not sent, as they are invalid (--invalid sends them)"));
    add(counts.rejected, tr("not readable"));
    const QString requests = tally.requests == 1 ? tr("in 1 request") : tr("in %1 requests").arg(tally.requests);
    const QString head = dry ? tr("would send %1 %2") : tr("sent %1 %2");
    // What waits was not sent; what waits after an attempt is told of all the same.
    const qint64 tried = tally.requests == 0 ? 0 : tally.events - tally.queued;
    QString text = head.arg(QString::fromLatin1(eventWord(dry ? tally.events : tried)), requests);
    if (!parts.isEmpty())
        text += u": "_s + parts.join(u", "_s);
    if (tally.refused)
        text += tr("; stopped, as the endpoint refuses more");
    return printable(text).toUtf8() + '\n';
}

}

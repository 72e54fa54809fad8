// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/listenreport.h"

#include "event/tr.h"

#include "cli/console.h"
#include "intake/jsonline.h"
#include "store/eventfilter.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString clockTime(Micros time)
{
    return QDateTime::fromMSecsSinceEpoch(time / microsPerMilli).toString(u"HH:mm:ss.zzz"_s);
}

QByteArray shown(const QString &text)
{
    return printable(text).toUtf8();
}

// "3 events, 1 invalid, 1 repeated".
QString contents(const Reception &reception)
{
    QStringList parts{tr("%n event(s)", nullptr, static_cast<int>(reception.events))};
    if (reception.worst == Verdict::Invalid)
        parts.append(tr("invalid"));
    else if (reception.worst == Verdict::Warning)
        parts.append(tr("with warnings"));
    if (reception.repeats > 0)
        parts.append(tr("%n repeated", nullptr, static_cast<int>(reception.repeats)));
    if (reception.rejects > 0)
        parts.append(tr("%n rejected", nullptr, static_cast<int>(reception.rejects)));
    return parts.join(u", "_s);
}

QString place(const Reception &reception)
{
    if (reception.service.isEmpty())
        return tr("no service's path");
    return QString::fromUtf8(reception.service + ' ' + reception.transport);
}

QByteArray receptionJson(const Reception &reception)
{
    JsonLine line;
    line.number("request", reception.id)
        .text("received", isoText(reception.received))
        .text("client", reception.client)
        .text("method", reception.method)
        .text("target", reception.target)
        .text("tag", reception.tag)
        .text("service", reception.service)
        .text("transport", reception.transport)
        .number("status", reception.status)
        .number("events", reception.events)
        .number("repeats", reception.repeats)
        .number("rejects", reception.rejects)
        .text("worst", verdictId(reception.worst))
        .text("note", reception.note);
    if (reception.forwarded)
        line.number("delivery", *reception.forwarded);
    return line.json();
}

}

QByteArray listeningText(const QString &url, quint16 port, bool json)
{
    if (json)
        return JsonLine().text("listening", url).number("port", port).json();
    return tr("Listening at %1. Ctrl+C ends it.").arg(url).toUtf8();
}

QByteArray waysText(const std::vector<WayIn> &ways, bool json)
{
    QByteArrayList lines;
    for (const WayIn &way : ways) {
        if (json) {
            lines.append(JsonLine()
                             .text("service", way.service->id())
                             .text("transport", way.transport)
                             .text("base", way.base)
                             .text("curl", way.curl)
                             .text("sdk", way.note)
                             .json());
            continue;
        }
        lines.append(QByteArray());
        lines.append(shown(way.title) + ": " + way.base.toUtf8());
        if (!way.note.isEmpty())
            lines.append("  " + shown(way.note));
        if (!way.curl.isEmpty())
            lines.append("  " + shown(way.curl));
    }
    if (!json)
        lines.append(QByteArray());
    return lines.join('\n');
}

QByteArray receptionLine(const Reception &reception, bool json)
{
    if (json)
        return receptionJson(reception);
    const QString status = reception.status > 0 ? QString::number(reception.status) : tr("none");
    QString line = u"%1  %2  %3 %4  %5  %6  %7"_s.arg(clockTime(reception.received), status,
        QString::fromLatin1(reception.method), QString::fromUtf8(reception.target), place(reception),
        contents(reception), QString::fromLatin1(reception.client));
    if (!reception.note.isEmpty())
        line += u"  "_s + reception.note;
    return shown(line);
}

QByteArray refusedLine(const QByteArray &client, int status, const QString &reason, bool json)
{
    if (json)
        return JsonLine().text("refused", reason).number("status", status).text("client", client).json();
    return shown(u"%1  %2  %3  %4"_s.arg(clockTime(currentMicros()), QString::number(status),
        tr("refused: %1").arg(reason), QString::fromLatin1(client)));
}

QByteArray summaryText(const ReceiverCounts &counts, bool json)
{
    if (json) {
        return JsonLine()
            .number("requests", counts.requests)
            .number("events", counts.events)
            .number("repeats", counts.repeats)
            .number("invalid", counts.invalid)
            .number("rejects", counts.rejects)
            .number("refused", counts.refused)
            .number("faults", counts.faults)
            .number("failed", counts.failed)
            .json();
    }
    const QLocale locale;
    QString text =
        tr("%1 requests, %2 events stored, %3 of them invalid, %4 repeated; %5 rejected, %6 refused")
            .arg(locale.toString(counts.requests), locale.toString(counts.events), locale.toString(counts.invalid),
                locale.toString(counts.repeats), locale.toString(counts.rejects), locale.toString(counts.refused));
    if (counts.faults > 0)
        text += u"; "_s + tr("%1 faults made").arg(locale.toString(counts.faults));
    if (counts.failed > 0)
        text += u"; "_s + tr("%1 could not be stored").arg(locale.toString(counts.failed));
    return shown(text);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deliverylog.h"

#include "event/timestamp.h"
#include "event/tr.h"
#include "store/notejson.h"

#include <QIODevice>

#include <algorithm>

namespace eventscope {

namespace {

// The members of one delivery, in their order, each as it stands in JSON and in a table.
struct LogMember {
    const char *name;
    QByteArray json;
    QByteArray cell;
};
using LogMembers = std::vector<LogMember>;

void addBytesMember(LogMembers &members, const char *name, const QByteArray &bytes)
{
    QByteArray json = QByteArray::fromStdString(jsonOf(bytes));
    QByteArray cell = json.startsWith('{') ? json : bytes;
    members.push_back({name, std::move(json), std::move(cell)});
}

void addTextMember(LogMembers &members, const char *name, const QString &text)
{
    addBytesMember(members, name, text.toUtf8());
}

void addJsonMember(LogMembers &members, const char *name, const std::string &json)
{
    const QByteArray bytes = QByteArray::fromStdString(json);
    members.push_back({name, bytes, bytes});
}

// `none` means that there is none.
void addNumberMember(LogMembers &members, const char *name, qint64 number, std::optional<qint64> none = {})
{
    if (number == none)
        members.push_back({name, "null", {}});
    else
        members.push_back({name, QByteArray::number(number), QByteArray::number(number)});
}

void addFlagMember(LogMembers &members, const char *name, bool flag)
{
    const QByteArray text = flag ? "true" : "false";
    members.push_back({name, text, text});
}

LogMembers membersOf(const Delivery &delivery, bool texts)
{
    const DeliveryEnd &end = delivery.end;
    LogMembers members;
    addNumberMember(members, "id", delivery.id);
    addBytesMember(members, "state", deliveryStateId(end.state));
    addTextMember(members, "started", isoText(delivery.started));
    addTextMember(members, "endpoint", delivery.endpointName);
    addBytesMember(members, "service", delivery.service);
    addBytesMember(members, "transport", delivery.transport);
    addFlagMember(members, "production", delivery.production);
    addNumberMember(members, "events", delivery.events);
    addNumberMember(members, "accepted", end.accepted, -1);
    addBytesMember(members, "method", delivery.method);
    addBytesMember(members, "url", delivery.url);
    addNumberMember(members, "status", end.status, 0);
    addTextMember(members, "message", end.message);
    addJsonMember(members, "ids", jsonOf(end.ids));
    addNumberMember(members, "connected_us", end.times.connected, -1);
    addNumberMember(members, "secured_us", end.times.secured, -1);
    addNumberMember(members, "sent_us", end.times.sent, -1);
    addNumberMember(members, "first_byte_us", end.times.firstByte, -1);
    addNumberMember(members, "ended_us", end.times.ended, -1);
    addNumberMember(members, "reply_bytes", end.replyBytes);
    if (!texts)
        return members;
    addJsonMember(members, "request_headers", jsonOf(delivery.headers));
    addBytesMember(members, "request_body", delivery.body);
    addJsonMember(members, "reply_headers", jsonOf(end.replyHeaders));
    addBytesMember(members, "reply_body", end.reply);
    return members;
}

QByteArray csvCell(QByteArray cell)
{
    const bool plain =
        std::none_of(cell.begin(), cell.end(), [](char c) { return c == ',' || c == '"' || c == '\n' || c == '\r'; });
    return plain ? cell : '"' + cell.replace('"', "\"\"") + '"';
}

Result<void> writeLogBytes(QIODevice &device, const QByteArray &bytes)
{
    if (device.write(bytes) == bytes.size())
        return {};
    return failure(Error::Kind::Io, tr("The log of deliveries cannot be written: %1.").arg(device.errorString()));
}

}

QByteArray deliveryLogHead(DeliveryLogFormat format, bool texts)
{
    if (format == DeliveryLogFormat::Ndjson)
        return {};
    QByteArrayList names;
    for (const LogMember &member : membersOf({}, texts))
        names.append(member.name);
    return names.join(',') + "\r\n";
}

QByteArray deliveryLogLine(const Delivery &delivery, DeliveryLogFormat format, bool texts)
{
    QByteArray line;
    for (LogMember &member : membersOf(delivery, texts)) {
        const char *const before = line.isEmpty() ? "" : ",";
        if (format == DeliveryLogFormat::Csv)
            line += before + csvCell(std::move(member.cell));
        else
            line += QByteArray(before) + '"' + member.name + "\":" + member.json;
    }
    return format == DeliveryLogFormat::Csv ? line + "\r\n" : '{' + line + "}\n";
}

Result<qint64> writeDeliveryLog(Deliveries &deliveries, const DeliveryLogSpec &spec, DeliveryLogFormat format,
    QIODevice &device, const std::function<bool()> &goOn)
{
    if (auto written = writeLogBytes(device, deliveryLogHead(format, spec.texts)); !written)
        return failure(written.error());
    qint64 count = 0;
    DeliveryLogPage page;
    do {
        QFuture<Result<DeliveryLogPage>> next = deliveries.log(spec, page.last, page.end);
        next.waitForFinished();
        Result<DeliveryLogPage> read = next.takeResult();
        if (!read)
            return failure(read.error());
        page = std::move(*read);
        for (const Delivery &delivery : page.deliveries) {
            if (!goOn())
                return count;
            if (auto written = writeLogBytes(device, deliveryLogLine(delivery, format, spec.texts)); !written)
                return failure(written.error());
            ++count;
        }
    } while (page.last < page.end && goOn());
    return count;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tablecsv.h"

#include "event/utf8.h"
#include "views/rulebook.h"

#include <algorithm>

namespace eventscope {

namespace {

using Kind = TableColumn::Kind;

QByteArray escaped(QByteArray cell)
{
    const bool plain =
        std::none_of(cell.begin(), cell.end(), [](char c) { return c == ',' || c == '"' || c == '\n' || c == '\r'; });
    return plain ? cell : '"' + cell.replace('"', "\"\"") + '"';
}

QByteArray textOf(JsonValue value)
{
    if (!value)
        return {};
    std::string buffer;
    return bytesOf(value.isString() ? value.string(buffer) : value.raw());
}

}

TableCsv::TableCsv(const QList<TableColumn> &columns, TimeStyle style)
    : m_columns(columns)
    , m_style(style == TimeStyle::Relative ? TimeStyle::Utc : style)
{
    for (const TableColumn &column : columns) {
        m_pointers.push_back(JsonPointer::parse(viewOf(column.path)).value_or(JsonPointer()));
        m_hasPaths = m_hasPaths || column.kind == Kind::Path;
    }
}

void TableCsv::begin(QByteArray &bytes) const
{
    QByteArrayList titles;
    for (const TableColumn &column : m_columns)
        titles.append(escaped(columnTitle(column).toUtf8()));
    bytes += titles.join(',') + "\r\n";
}

void TableCsv::write(const std::vector<StoredEvent> &events, QByteArray &bytes)
{
    for (const StoredEvent &stored : events) {
        const bool isRead = m_hasPaths && m_tape.read(viewOf(stored.event.text));
        for (qsizetype i = 0; i < m_columns.size(); ++i) {
            if (i > 0)
                bytes += ',';
            bytes += escaped(cell(stored, i, isRead));
        }
        bytes += "\r\n";
    }
}

QByteArray TableCsv::time(Micros time) const
{
    return m_style == TimeStyle::Utc ? isoText(time).toUtf8() : timeText(time, m_style, 0).toUtf8();
}

QByteArray TableCsv::cell(const StoredEvent &stored, qsizetype column, bool isRead) const
{
    const Event &event = stored.event;
    switch (m_columns.at(column).kind) {
    case Kind::Verdict:
        return verdictId(event.verdict);
    case Kind::Time:
        return time(event.identity.timeSource == TimeSource::Received ? event.received : event.identity.time);
    case Kind::Received:
        return time(event.received);
    case Kind::Name:
        return event.identity.name;
    case Kind::Tenant:
        return event.identity.tenant;
    case Kind::User:
        return event.identity.user;
    case Kind::Service:
        return event.service;
    case Kind::Origin:
        return stored.originLabel.toUtf8();
    case Kind::Size:
        return QByteArray::number(event.text.size());
    case Kind::Id:
        return QByteArray::number(stored.id);
    case Kind::Rules:
        return ruleIds(event.rules).toUtf8();
    case Kind::Path:
        return isRead ? textOf(m_pointers[static_cast<std::size_t>(column)].in(m_tape.root())) : QByteArray();
    }
    return {};
}

}

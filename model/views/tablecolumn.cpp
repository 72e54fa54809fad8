// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tablecolumn.h"

#include "event/jsonpointer.h"
#include "event/utf8.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Kind = TableColumn::Kind;

struct Known {
    Kind kind;
    QLatin1String id;
    const char *title;
    SortKey key;
};

constexpr QLatin1String pathPrefix("path:");

constexpr std::array known{
    Known{Kind::Verdict, QLatin1String("verdict"), QT_TRANSLATE_NOOP("TableColumn", "Verdict"), SortKey::Verdict},
    Known{Kind::Rules, QLatin1String("rules"), QT_TRANSLATE_NOOP("TableColumn", "Rules"), SortKey::Rules},
    Known{Kind::Time, QLatin1String("time"), QT_TRANSLATE_NOOP("TableColumn", "Time"), SortKey::Time},
    Known{Kind::Name, QLatin1String("name"), QT_TRANSLATE_NOOP("TableColumn", "Event name"), SortKey::Name},
    Known{Kind::Tenant, QLatin1String("tenant"), QT_TRANSLATE_NOOP("TableColumn", "Tenant"), SortKey::Tenant},
    Known{Kind::User, QLatin1String("user"), QT_TRANSLATE_NOOP("TableColumn", "User"), SortKey::User},
    Known{Kind::Service, QLatin1String("service"), QT_TRANSLATE_NOOP("TableColumn", "Service"), SortKey::Service},
    Known{Kind::Origin, QLatin1String("origin"), QT_TRANSLATE_NOOP("TableColumn", "Origin"), SortKey::Origin},
    Known{Kind::Size, QLatin1String("size"), QT_TRANSLATE_NOOP("TableColumn", "Size"), SortKey::Size},
    Known{Kind::Received, QLatin1String("received"), QT_TRANSLATE_NOOP("TableColumn", "Received"), SortKey::Received},
    Known{Kind::Id, QLatin1String("id"), QT_TRANSLATE_NOOP("TableColumn", "No."), SortKey::Arrival},
};

const Known *knownOf(Kind kind)
{
    for (const Known &entry : known)
        if (entry.kind == kind)
            return &entry;
    return nullptr;
}

}

QList<TableColumn> builtInColumns()
{
    QList<TableColumn> columns;
    for (const Known &entry : known)
        columns.append({entry.kind, {}});
    return columns;
}

QList<TableColumn> defaultColumns()
{
    return {{Kind::Verdict, {}}, {Kind::Time, {}}, {Kind::Name, {}}, {Kind::Tenant, {}}, {Kind::User, {}},
        {Kind::Service, {}}};
}

QString columnId(const TableColumn &column)
{
    if (const Known *entry = knownOf(column.kind))
        return entry->id;
    return pathPrefix + QString::fromUtf8(column.path);
}

std::optional<TableColumn> columnFromId(QStringView id)
{
    for (const Known &entry : known)
        if (id == entry.id)
            return TableColumn{entry.kind, {}};
    if (!id.startsWith(pathPrefix))
        return std::nullopt;
    const QByteArray path = id.mid(pathPrefix.size()).toUtf8();
    if (!JsonPointer::parse(viewOf(path)))
        return std::nullopt;
    return TableColumn{Kind::Path, path};
}

QString columnTitle(const TableColumn &column)
{
    if (const Known *entry = knownOf(column.kind))
        return QCoreApplication::translate("TableColumn", entry->title);
    return QString::fromUtf8(column.path);
}

SearchOrder orderBy(const TableColumn &column, bool descending)
{
    if (const Known *entry = knownOf(column.kind))
        return {entry->key, descending, {}};
    return {SortKey::Path, descending, column.path};
}

qsizetype rankIn(const SearchOrders &orders, const TableColumn &column)
{
    const SearchOrder wanted = orderBy(column);
    const auto found = std::find_if(orders.begin(), orders.end(),
        [&wanted](const SearchOrder &order) { return order.key == wanted.key && order.path == wanted.path; });
    return found == orders.end() ? -1 : found - orders.begin();
}

bool descendsFirst(const TableColumn &column)
{
    return column.kind == Kind::Time || column.kind == Kind::Received;
}

SearchOrders defaultOrders()
{
    return {{SortKey::Time, true, {}}};
}

NewestEnd newestEnd(const SearchOrders &orders)
{
    if (orders.empty())
        return NewestEnd::Last;
    const SearchOrder &first = orders.front();
    if (first.key != SortKey::Time && first.key != SortKey::Arrival && first.key != SortKey::Received)
        return NewestEnd::None;
    return first.descending ? NewestEnd::First : NewestEnd::Last;
}

QString orderId(const SearchOrder &order)
{
    const QString sign = order.descending ? u"-"_s : QString();
    for (const Known &entry : known)
        if (entry.key == order.key)
            return sign + entry.id;
    return sign + pathPrefix + QString::fromUtf8(order.path);
}

std::optional<SearchOrder> orderFromId(QStringView id)
{
    const bool descending = id.startsWith(u'-');
    const auto column = columnFromId(descending ? id.mid(1) : id);
    return column ? std::optional(orderBy(*column, descending)) : std::nullopt;
}

Result<TableColumn> pathColumn(const QString &text)
{
    const QString path = text.trimmed();
    if (path.isEmpty())
        return failure(
            Error::Kind::BadInput, QCoreApplication::translate("TableColumn",
                                       "There is no path. Type a JSON pointer such as /props/model, or props.model."));
    if (path.startsWith(u'/')) {
        const QByteArray pointer = path.toUtf8();
        const auto parsed = JsonPointer::parse(viewOf(pointer));
        if (!parsed)
            return failure(parsed.error());
        return TableColumn{Kind::Path, pointer};
    }
    JsonPointer pointer;
    for (const QString &name : path.split(u'.'))
        pointer = pointer.child(name.toStdString());
    return TableColumn{Kind::Path, pointer.text()};
}

}

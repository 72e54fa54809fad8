// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "store/eventstore.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace eventscope {

// A column of the event table: one that the store's columns answer, or a path into the payload.
struct TableColumn {
    enum class Kind : quint8 { Verdict, Time, Name, Tenant, User, Service, Origin, Size, Received, Id, Rules, Path };

    Kind kind = Kind::Verdict;
    QByteArray path;    // JSON pointer, for Path

    friend bool operator==(const TableColumn &, const TableColumn &) = default;
};

// The built-in columns, in the order of a column chooser.
[[nodiscard]] QList<TableColumn> builtInColumns();
// Those of a first start.
[[nodiscard]] QList<TableColumn> defaultColumns();

// The spelling of settings: "tenant", "path:/props/model".
[[nodiscard]] QString columnId(const TableColumn &column);
[[nodiscard]] std::optional<TableColumn> columnFromId(QStringView id);
[[nodiscard]] QString columnTitle(const TableColumn &column);    // translated

// The key that sorts by a column.
[[nodiscard]] SearchOrder orderBy(const TableColumn &column, bool descending = false);
// Where a column stands in an order; -1 when it is none of the keys.
[[nodiscard]] qsizetype rankIn(const SearchOrders &orders, const TableColumn &column);
// What a first click on the column's header gives: times from the newest on, all else from the smallest.
[[nodiscard]] bool descendsFirst(const TableColumn &column);
// The newest first.
[[nodiscard]] SearchOrders defaultOrders();
// Where the newest events stand in such an order.
enum class NewestEnd : quint8 { None, First, Last };
[[nodiscard]] NewestEnd newestEnd(const SearchOrders &orders);

// The spelling of settings: "tenant", "-time", "-path:/props/model".
[[nodiscard]] QString orderId(const SearchOrder &order);
[[nodiscard]] std::optional<SearchOrder> orderFromId(QStringView id);

// The payload column that a person means: a JSON pointer, or names joined by dots. BadInput for a
// broken pointer or nothing at all.
[[nodiscard]] Result<TableColumn> pathColumn(const QString &text);

}

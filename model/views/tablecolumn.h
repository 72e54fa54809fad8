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

// Nothing for columns that the store cannot sort by.
[[nodiscard]] std::optional<SortKey> sortKeyOf(const TableColumn &column);
[[nodiscard]] QString sortKeyId(SortKey key);
[[nodiscard]] std::optional<SortKey> sortKeyFromId(QStringView id);

// The payload column that a person means: a JSON pointer, or names joined by dots. BadInput for a
// broken pointer or nothing at all.
[[nodiscard]] Result<TableColumn> pathColumn(const QString &text);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"

#include <QFuture>

#include <vector>

namespace eventscope {

// Stored events that somebody wants to send, with what decides whether they can go to an endpoint. A value.
struct SendSelection {
    struct Kind {
        QByteArray service;
        QByteArray shape;

        friend bool operator==(const Kind &, const Kind &) = default;
    };
    struct Item {
        Row row = 0;
        quint16 kind = 0;    // of `kinds`
        bool invalid = false;
    };
    struct Share {
        qint64 fitting = 0;    // of that service and shape
        qint64 invalid = 0;    // of the fitting ones
        qint64 other = 0;
    };

    std::vector<Kind> kinds;
    std::vector<Item> items;    // in the order they were given; events removed are left out

    [[nodiscard]] Share shareOf(const Kind &kind) const;
    [[nodiscard]] std::vector<Row> rowsOf(const Kind &kind, bool withInvalid) const;
    [[nodiscard]] bool hasService(const QByteArray &service) const;
};

// Read in slices on a pool thread; ends soon and without a result when cancelled. The store must live until
// it has finished.
[[nodiscard]] QFuture<Result<SendSelection>> readSelection(EventStore &store, std::vector<Row> rows);

}

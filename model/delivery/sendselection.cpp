// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/sendselection.h"

#include <QPromise>
#include <QtConcurrentRun>

#include <algorithm>
#include <limits>

namespace eventscope {

namespace {

constexpr std::size_t slice = 500;

quint16 placeOf(SendSelection &selection, const SendSelection::Kind &kind)
{
    const auto found = std::ranges::find(selection.kinds, kind);
    if (found != selection.kinds.end())
        return static_cast<quint16>(found - selection.kinds.begin());
    if (selection.kinds.size() == std::numeric_limits<quint16>::max())
        return static_cast<quint16>(selection.kinds.size() - 1);
    selection.kinds.push_back(kind);
    return static_cast<quint16>(selection.kinds.size() - 1);
}

void read(QPromise<Result<SendSelection>> &promise, EventStore *store, const std::vector<Row> &rows)
{
    SendSelection selection;
    selection.items.reserve(rows.size());
    for (std::size_t from = 0; from < rows.size(); from += slice) {
        const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(from);
        const auto end = begin + static_cast<std::ptrdiff_t>(std::min(slice, rows.size() - from));
        auto fetched = store->fetch({begin, end});
        fetched.waitForFinished();
        if (promise.isCanceled() || fetched.resultCount() == 0)
            return;
        const Result<std::vector<StoredEvent>> events = fetched.result();
        if (!events) {
            promise.addResult(failure(events.error()));
            return;
        }
        for (const StoredEvent &one : *events) {
            if (store->columns().removed(one.row))
                continue;
            const quint16 kind = placeOf(selection, {one.event.service, one.event.shape});
            selection.items.push_back({one.row, kind, one.event.verdict == Verdict::Invalid});
        }
    }
    promise.addResult(std::move(selection));
}

}

SendSelection::Share SendSelection::shareOf(const Kind &kind) const
{
    Share share;
    for (const Item &item : items) {
        const bool fits = kinds[item.kind] == kind;
        share.fitting += fits ? 1 : 0;
        share.invalid += fits && item.invalid ? 1 : 0;
        share.other += fits ? 0 : 1;
    }
    return share;
}

std::vector<Row> SendSelection::rowsOf(const Kind &kind, bool withInvalid) const
{
    std::vector<Row> rows;
    for (const Item &item : items) {
        if (kinds[item.kind] == kind && (withInvalid || !item.invalid))
            rows.push_back(item.row);
    }
    return rows;
}

bool SendSelection::hasService(const QByteArray &service) const
{
    return std::ranges::find(kinds, service, &Kind::service) != kinds.end();
}

QFuture<Result<SendSelection>> readSelection(EventStore &store, std::vector<Row> rows)
{
    return QtConcurrent::run(read, &store, std::move(rows));
}

}

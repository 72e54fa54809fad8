// SPDX-License-Identifier: GPL-3.0-or-later
#include "review/bulkfix.h"

#include "event/longwork.h"
#include "review/eventmender.h"
#include "store/taken.h"

#include <QCoreApplication>
#include <QPromise>
#include <QtConcurrent>

#include <algorithm>
#include <climits>
#include <map>
#include <set>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t pageRows = 512;

QString cancelled()
{
    return QCoreApplication::translate("eventscope::BulkFix", "The events were left as they were.");
}

// Fetches the events of rows that can be seen, page by page, one ahead of the work.
template <typename T>
class Pages {
public:
    Pages(QPromise<Result<T>> &promise, EventStore &store, std::vector<Row> rows)
        : m_promise(promise)
        , m_store(store)
        , m_rows(std::move(rows))
    {
        const Columns &columns = store.columns();
        const Row end = columns.size();
        std::sort(m_rows.begin(), m_rows.end());
        m_rows.erase(std::unique(m_rows.begin(), m_rows.end()), m_rows.end());
        std::erase_if(m_rows, [&](Row row) { return row >= end || columns.removed(row); });
        m_promise.setProgressRange(0, static_cast<int>(std::min<std::size_t>(m_rows.size(), INT_MAX)));
    }

    template <typename Visit>
    [[nodiscard]] Result<void> visit(Visit visit)
    {
        QFuture<Result<std::vector<StoredEvent>>> next = fetch(0);
        for (std::size_t at = 0; at < m_rows.size(); at += pageRows) {
            const auto page = taken(std::move(next), cancelled());
            if (!page)
                return failure(page.error());
            if (at + pageRows < m_rows.size())
                next = fetch(at + pageRows);
            for (const StoredEvent &stored : *page) {
                if (m_promise.isCanceled())
                    return failure(Error::Kind::Cancelled, cancelled());
                visit(stored);
            }
            m_promise.setProgressValue(static_cast<int>(std::min<std::size_t>(at + page->size(), INT_MAX)));
        }
        return {};
    }

private:
    [[nodiscard]] QFuture<Result<std::vector<StoredEvent>>> fetch(std::size_t at)
    {
        const auto first = m_rows.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = static_cast<std::ptrdiff_t>(std::min(pageRows, m_rows.size() - at));
        return m_store.fetch({first, first + count});
    }

    QPromise<Result<T>> &m_promise;
    EventStore &m_store;
    std::vector<Row> m_rows;
};

Result<std::vector<SharedFix>> countFixes(QPromise<Result<std::vector<SharedFix>>> &promise, EventStore &store,
    EventMender &mender, const std::vector<Row> &rows)
{
    std::map<std::pair<QByteArray, QString>, qint64> counts;
    const Result<void> done = Pages(promise, store, rows).visit([&](const StoredEvent &stored) {
        std::set<std::pair<QByteArray, QString>> own;
        for (const Finding &finding : mender.findings(stored)) {
            if (finding.fix && !finding.inEnvelope)
                own.insert({finding.rule, finding.fix->label});
        }
        for (const auto &fix : own)
            ++counts[fix];
    });
    if (!done)
        return failure(done.error());
    std::vector<SharedFix> fixes;
    fixes.reserve(counts.size());
    for (const auto &[fix, count] : counts)
        fixes.push_back({fix.first, fix.second, count});
    std::stable_sort(
        fixes.begin(), fixes.end(), [](const SharedFix &a, const SharedFix &b) { return a.events > b.events; });
    return fixes;
}

Result<BulkFixReport> fixAll(QPromise<Result<BulkFixReport>> &promise, EventStore &store, EventMender &mender,
    const std::vector<Row> &rows, const QByteArray &rule, const QString &label)
{
    if (store.isReadOnly())
        return failure(Error::Kind::ReadOnly, store.readOnlyReason());
    BulkFixReport report;
    std::vector<Row> replaced;
    std::vector<Event> mended;
    const Result<void> done = Pages(promise, store, rows).visit([&](const StoredEvent &stored) {
        if (std::optional<Event> event = mender.mended(stored, rule, label)) {
            replaced.push_back(stored.row);
            mended.push_back(std::move(*event));
        } else {
            ++report.unchanged;
        }
    });
    if (!done)
        return failure(done.error());
    if (mended.empty())
        return report;
    report.mended = static_cast<qint64>(mended.size());
    const auto replacement =
        taken(store.replace(replaced, std::move(mended), {u"edit"_s, label, QString::fromUtf8(rule)}), cancelled());
    if (!replacement)
        return failure(replacement.error());
    report.replacement = *replacement;
    return report;
}

Result<ReceivedOrigins> originsOf(EventStore &store)
{
    const auto origins = taken(store.origins(), cancelled());
    if (!origins)
        return failure(origins.error());
    return receivedOrigins(*origins);
}

}

QFuture<Result<std::vector<SharedFix>>> sharedFixes(
    EventStore &store, ServiceSet services, PlanJudgePtr plan, std::vector<Row> rows)
{
    return QtConcurrent::run([&store, services = std::move(services), plan = std::move(plan), rows = std::move(rows)](
                                 QPromise<Result<std::vector<SharedFix>>> &promise) {
        const LongWork lasts;
        const Result<ReceivedOrigins> received = originsOf(store);
        if (!received) {
            promise.addResult(failure(received.error()));
            return;
        }
        EventMender mender(services, plan, *received);
        promise.addResult(countFixes(promise, store, mender, rows));
    });
}

QFuture<Result<BulkFixReport>> applyFix(
    EventStore &store, ServiceSet services, PlanJudgePtr plan, std::vector<Row> rows, QByteArray rule, QString label)
{
    return QtConcurrent::run(
        [&store, services = std::move(services), plan = std::move(plan), rows = std::move(rows), rule = std::move(rule),
            label = std::move(label)](QPromise<Result<BulkFixReport>> &promise) {
            const LongWork lasts;
            const Result<ReceivedOrigins> received = originsOf(store);
            if (!received) {
                promise.addResult(failure(received.error()));
                return;
            }
            EventMender mender(services, plan, *received);
            promise.addResult(fixAll(promise, store, mender, rows, rule, label));
        });
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timelinemodel.h"

#include "views/timelinerange.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>

namespace eventscope {

namespace {

using namespace std::chrono_literals;

// Imports append many times a second; and what takes its time to answer is not asked all the time.
constexpr auto refreshPause = 200ms;
constexpr auto longestPause = 5s;
constexpr auto shortPause = 10ms;
// So long an answer is waited for though the window has moved on: a hand that moves all the time would
// otherwise cancel every one of them.
constexpr auto patience = 100ms;
constexpr int narrowBuckets = 1000;
constexpr int seriesShown = 8;

}

TimelineModel::TimelineModel(EventStore &store, FilterState &state, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_state(state)
    , m_extentAnswer(this, answer(&TimelineModel::takeExtent))
    , m_narrowAnswer(this, answer(&TimelineModel::takeNarrowed))
    , m_histogramAnswer(this, answer(&TimelineModel::takeHistogram))
{
    // Never restarted while it runs, so that a stream of changes cannot put the refresh off for ever.
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &TimelineModel::refreshNow);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &TimelineModel::askHistogram);
    connect(&m_store, &EventStore::appended, this, &TimelineModel::refreshSoon);
    connect(&m_store, &EventStore::changed, this, &TimelineModel::refreshSoon);
    connect(&m_store, &EventStore::loaded, this, [this] {
        m_keeps = m_held;
        refreshSoon();
        emit changed();
    });
    connect(&m_store, &EventStore::loadProgress, this, &TimelineModel::refreshSoon);
    connect(&m_state, &FilterState::changed, this, [this](const EventFilter &filter) {
        if (filter.without(Field::Time) != m_asked) {
            m_keeps = m_all = m_again = false;
            m_patience.stop();
            m_histogramAnswer.cancel();
            refresh();
        } else {
            emit changed();
        }
    });
    connect(&m_state, &FilterState::windowChanged, this, [this] {
        requestHistogram();
        emit changed();
    });
    refresh();
}

std::function<void(Result<SearchResult>)> TimelineModel::answer(void (TimelineModel::*take)(const SearchResult &))
{
    return [this, take](const Result<SearchResult> &result) {
        if (result)
            (this->*take)(*result);
        else
            report(result.error());
        ended();
    };
}

void TimelineModel::setStack(HistogramSpec::Stack stack)
{
    if (std::exchange(m_stack, stack) == stack)
        return;
    requestHistogram();
}

void TimelineModel::setServiceTitles(const QHash<QByteArray, QString> &titles)
{
    m_serviceTitles = titles;
    emit changed();
}

QString TimelineModel::serviceTitle(const QByteArray &id) const
{
    return m_serviceTitles.value(id, QString::fromUtf8(id));
}

void TimelineModel::setRoom(int bars)
{
    if (std::exchange(m_room, std::max(1, bars)) != m_room)
        requestHistogram();
}

void TimelineModel::setZone(const QTimeZone &zone)
{
    if (m_zone == zone)
        return;
    m_zone = zone;
    requestHistogram();
    emit changed();
}

std::optional<TimeRange> TimelineModel::shown() const
{
    if (const auto window = m_state.window())
        return TimeRange{window->from, window->to};
    return m_overview;
}

std::optional<TimeRange> TimelineModel::whole() const
{
    return m_all && m_extent ? comfortable(m_extent->from, m_extent->to - 1) : m_overview;
}

qint64 TimelineModel::outside() const
{
    return m_state.window() ? 0 : m_outside;
}

bool TimelineModel::isEmptyStore() const
{
    return m_store.isLoaded() && m_store.columns().visible() == 0;
}

bool TimelineModel::isLoading() const
{
    return !m_answered || !m_store.isLoaded();
}

bool TimelineModel::isGrowing() const
{
    return !m_store.isLoaded();
}

bool TimelineModel::isBusy() const
{
    return m_soon.isActive() || isSearching();
}

bool TimelineModel::isSearching() const
{
    return m_extentAnswer.isRunning() || m_narrowAnswer.isRunning() || m_histogramAnswer.isRunning();
}

std::optional<TimeRange> TimelineModel::selection() const
{
    const std::optional<Micros> from = m_state.filter().timeFrom();
    const std::optional<Micros> to = m_state.filter().timeTo();
    if (!from && !to)
        return {};
    const TimeRange open = m_extent.value_or(allTime);
    return TimeRange{from.value_or(std::min(open.from, *to)), to.value_or(std::max(open.to, *from))};
}

void TimelineModel::select(TimeRange range)
{
    m_state.setFilter(m_state.filter().withTime(range.from, range.to));
}

void TimelineModel::clearSelection()
{
    m_state.setFilter(m_state.filter().without(Field::Time));
}

void TimelineModel::show(TimeRange range)
{
    if (!m_extent)
        return;
    const TimeRange all = comfortable(m_extent->from, m_extent->to - 1);
    const Micros widest = std::min(allTime.span(), 2 * all.span());
    if (range.span() > widest) {
        const Micros middle = range.from + range.span() / 2;
        range = {middle - widest / 2, middle + widest / 2};
    }
    // The middle stays over the events, and a window wider than them has them all.
    const Micros span = range.span();
    const Micros from = span >= all.span() ? std::clamp(range.from, all.to - span, all.from)
                                           : std::clamp(range.from, all.from - span / 2, all.to - span / 2);
    const TimeRange moved = TimeAxis({from, from + span}, 1).range();
    m_state.setWindow(FilterState::Window{moved.from, moved.to});
}

void TimelineModel::fit()
{
    const std::optional<TimeRange> chosen = selection();
    const TimeRange target = chosen ? comfortable(chosen->from, chosen->to - 1) : TimeRange{};
    if (chosen && shown() != target)
        return m_state.setWindow(FilterState::Window{target.from, target.to});
    m_all = false;
    const bool wasWindow = m_state.window().has_value();
    if (m_overview)
        m_overview = comfortable(m_narrowed.from, m_narrowed.to - 1);
    m_state.setWindow({});
    if (wasWindow || !m_overview)
        return;
    requestHistogram();
    emit changed();
}

void TimelineModel::showAll()
{
    if (!m_extent)
        return;
    m_all = true;
    show(comfortable(m_extent->from, m_extent->to - 1));
}

void TimelineModel::toggleValue(const QByteArray &value, bool add)
{
    const QByteArray chosen = literal(value);
    QList<QByteArray> values = chosenValues();
    const bool was = values.removeAll(chosen) > 0;
    if (!add) {
        const bool alone = was && values.isEmpty();
        values.clear();
        if (!alone)
            values << chosen;
    } else if (!was) {
        values << chosen;
    }
    m_state.setFilter(m_state.filter().withValues(stackField(), values));
}

QList<QByteArray> TimelineModel::chosenValues() const
{
    return m_state.filter().values(stackField());
}

void TimelineModel::excludeValue(const QByteArray &value)
{
    const QByteArray spelled = literal(value);
    QList<QByteArray> chosen = chosenValues();
    chosen.removeAll(spelled);
    QList<QByteArray> excluded = m_state.filter().values(stackField(), true);
    if (!excluded.contains(spelled))
        excluded << spelled;
    m_state.setFilter(m_state.filter().withValues(stackField(), chosen).withValues(stackField(), excluded, true));
}

// At once when nothing was asked for a while, else after a pause.
void TimelineModel::refreshSoon()
{
    if (m_soon.isActive())
        return;
    const qint64 pause = std::clamp<qint64>(3 * m_lastRefresh, std::chrono::milliseconds(refreshPause).count(),
        std::chrono::milliseconds(longestPause).count());
    const qint64 passed = m_sinceRefresh.isValid() ? m_sinceRefresh.elapsed() : pause;
    m_soon.start(std::chrono::milliseconds(std::max<qint64>(pause - passed, shortPause.count())));
}

// Never in the place of a search that is under way: those of a slow filter would never come to an end.
void TimelineModel::refreshNow()
{
    if (isSearching())
        m_soon.start(refreshPause);
    else
        refresh();
}

void TimelineModel::refresh()
{
    m_refreshing = true;
    m_sinceRefresh.start();
    m_asked = m_state.filter().without(Field::Time);
    m_narrowAnswer.cancel();
    SearchSpec spec;
    spec.rows = false;
    m_extentAnswer.follow(m_store.search(m_asked, spec));
    emit asked();
}

void TimelineModel::takeExtent(const SearchResult &result)
{
    m_total = result.total;
    if (result.total == 0 || !result.earliest || !result.latest) {
        m_histogramAnswer.cancel();
        m_extent.reset();
        m_overview.reset();
        m_outside = 0;
        m_histogram = {};
        m_extentCounts = m_overviewCounts = {};
        m_answered = true;
        m_again = false;
        emit changed();
        return;
    }
    m_extent = TimeRange{*result.earliest, *result.latest + 1};
    m_inNarrowed = m_total;
    if (m_state.window())
        requestHistogram();
    narrow(*m_extent);
}

void TimelineModel::narrow(TimeRange range)
{
    m_narrowed = range;
    const Micros width = range.span() / narrowBuckets + 1;
    SearchSpec spec;
    spec.rows = false;
    spec.histogram = HistogramSpec{.from = range.from,
        .to = range.from + width * narrowBuckets,
        .buckets = narrowBuckets,
        .stack = HistogramSpec::Stack::Verdict,
        .series = seriesShown};
    m_narrowAnswer.follow(m_store.search(m_asked, spec));
}

void TimelineModel::takeNarrowed(const SearchResult &result)
{
    if (!result.histogram)
        return settleOverview();
    const Histogram &histogram = *result.histogram;
    const std::vector<qint64> counts = bucketTotals(histogram);
    m_narrowedCounts = {{histogram.from, histogram.bucket, static_cast<int>(counts.size())}, counts};
    if (m_narrowed == m_extent)
        m_extentCounts = m_narrowedCounts;
    const bool wide = m_narrowed.span() >= microsPerMinute;
    const std::optional<TimeRange> range = wide ? withoutStrays(histogram, m_total) : std::nullopt;
    if (!range) {
        m_narrowed = trimmed(histogram, m_narrowed);
        return settleOverview();
    }
    const auto first = counts.begin() + (range->from - histogram.from) / histogram.bucket;
    const auto last = counts.begin() + (range->to - histogram.from) / histogram.bucket;
    m_inNarrowed = std::accumulate(first, last, qint64{0});
    narrow({std::max(range->from, m_extent->from), std::min(range->to, m_extent->to)});
}

void TimelineModel::settleOverview()
{
    m_overviewCounts = m_narrowedCounts;
    if (!m_overview || !m_keeps)
        m_overview = comfortable(m_narrowed.from, m_narrowed.to - 1);
    else if (!m_held)
        m_overview = extended(*m_overview, m_narrowed);
    m_keeps = true;
    m_outside = m_total - m_inNarrowed;
    if (!m_state.window())
        requestHistogram();
    emit changed();
}

void TimelineModel::requestHistogram()
{
    const qint64 passed = m_histogramAnswer.isRunning() ? m_sinceAsked.elapsed() : patience.count();
    if (passed >= patience.count())
        return askHistogram();
    m_again = true;
    if (!m_patience.isActive())
        m_patience.start(patience - std::chrono::milliseconds(passed));
}

void TimelineModel::askHistogram()
{
    m_again = false;
    m_patience.stop();
    const std::optional<TimeRange> range = shown();
    if (!range || m_total == 0)
        return;
    m_sinceAsked.start();
    const TimeBuckets buckets = bucketsFor(*range, m_room, m_zone);
    m_awaited = buckets;
    SearchSpec spec;
    spec.rows = false;
    spec.histogram = HistogramSpec{.from = buckets.from,
        .to = buckets.all().to,
        .buckets = buckets.count,
        .stack = m_stack,
        .series = seriesShown};
    m_histogramAnswer.follow(m_store.search(m_asked, spec));
    emit asked();
}

void TimelineModel::takeHistogram(const SearchResult &result)
{
    if (result.histogram) {
        m_histogram = *result.histogram;
        m_buckets = m_awaited;
    }
    m_answered = true;
    if (m_again)
        askHistogram();
    emit changed();
}

// An answer came, or a failure.
void TimelineModel::ended()
{
    if (isSearching() || !std::exchange(m_refreshing, false))
        return;
    m_lastRefresh = m_sinceRefresh.elapsed();
}

void TimelineModel::report(const Error &error)
{
    if (error.kind != Error::Kind::Cancelled)
        emit failed(error);
}

Field TimelineModel::stackField() const
{
    switch (m_stack) {
    case HistogramSpec::Stack::Name:
        return Field::Name;
    case HistogramSpec::Stack::Service:
        return Field::Service;
    case HistogramSpec::Stack::Verdict:
        return Field::Verdict;
    case HistogramSpec::Stack::Tenant:
        return Field::Tenant;
    }
    return Field::Name;
}

}

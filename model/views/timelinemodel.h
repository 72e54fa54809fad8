// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/filterstate.h"
#include "views/latest.h"
#include "views/timeaxis.h"
#include "views/timelinerange.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace eventscope {

// What the timeline shows: a histogram of what the filter matches, its own time range aside, over the
// window of time. With no window set it is an overview of all there is; should a few strays stretch
// that to uselessness, they are left out and counted in outside(). Asks the store again when filter,
// window or store change; the newest question wins, and what was answered last is kept meanwhile. While
// events arrive the overview stays where it is as long as it can, and then grows by a good deal.
// GUI thread.
class TimelineModel : public QObject {
    Q_OBJECT

public:
    TimelineModel(EventStore &store, FilterState &state, QObject *parent = nullptr);

    [[nodiscard]] HistogramSpec::Stack stack() const { return m_stack; }
    void setStack(HistogramSpec::Stack stack);
    // What services are called, by id; without one it is the id.
    void setServiceTitles(const QHash<QByteArray, QString> &titles);
    [[nodiscard]] QString serviceTitle(const QByteArray &id) const;
    // How many bars there is room for.
    void setRoom(int bars);
    void setZone(const QTimeZone &zone);
    [[nodiscard]] const QTimeZone &zone() const { return m_zone; }
    [[nodiscard]] const Columns &columns() const { return m_store.columns(); }

    // The time shown. Empty while nothing is known of any event.
    [[nodiscard]] std::optional<TimeRange> shown() const;
    // Of all events that the filter matches, its time range aside.
    [[nodiscard]] std::optional<TimeRange> extent() const { return m_extent; }
    // What an overview beside it shows, and how many events when; does not follow the window. Strays are
    // in it once showAll() was called, until fit() or another filter.
    [[nodiscard]] std::optional<TimeRange> whole() const;
    [[nodiscard]] const TimeCounts &wholeCounts() const { return m_all ? m_extentCounts : m_overviewCounts; }
    [[nodiscard]] qint64 outside() const;    // events that the overview leaves out
    [[nodiscard]] qint64 total() const { return m_total; }
    [[nodiscard]] bool isEmptyStore() const;
    [[nodiscard]] bool isLoading() const;      // the first answer is yet to come
    [[nodiscard]] bool isGrowing() const;      // the store is still loading: counts are of what is there so far
    [[nodiscard]] bool isBusy() const;         // an answer is awaited
    [[nodiscard]] bool isSearching() const;    // and the store is at it
    // While a hand is at work the overview does not move.
    void setHeld(bool held) { m_held = held; }

    // The last answer; its buckets lie on their own times, whatever is shown by now.
    [[nodiscard]] const Histogram &histogram() const { return m_histogram; }
    [[nodiscard]] const TimeBuckets &buckets() const { return m_buckets; }

    // The filter's own time range, open ends filled from the extent.
    [[nodiscard]] std::optional<TimeRange> selection() const;
    void select(TimeRange range);
    void clearSelection();

    // Writes the window; at most twice the extent is shown.
    void show(TimeRange range);
    // The filter's time range; when that is shown already, or there is none, the overview.
    void fit();
    // All there is, strays too.
    void showAll();

    // A value of the current stack becomes the only one that the filter lets through, or is added to
    // those; one that is let through already is taken out.
    void toggleValue(const QByteArray &value, bool add);
    [[nodiscard]] QList<QByteArray> chosenValues() const;
    // The filter lets no event with that value of the current stack through.
    void excludeValue(const QByteArray &value);

signals:
    void changed();
    void asked();    // the store, for something
    void failed(const eventscope::Error &error);

private:
    void refreshSoon();
    void refreshNow();
    void refresh();
    void ended();
    void takeExtent(const SearchResult &result);
    void narrow(TimeRange range);
    void takeNarrowed(const SearchResult &result);
    void settleOverview();
    void requestHistogram();
    void askHistogram();
    void takeHistogram(const SearchResult &result);
    void report(const Error &error);
    [[nodiscard]] std::function<void(Result<SearchResult>)> answer(void (TimelineModel::*take)(const SearchResult &));
    [[nodiscard]] Field stackField() const;

    EventStore &m_store;
    FilterState &m_state;
    EventFilter m_asked;
    HistogramSpec::Stack m_stack = HistogramSpec::Stack::Name;
    QTimeZone m_zone = QTimeZone::utc();
    QHash<QByteArray, QString> m_serviceTitles;
    int m_room = 200;

    std::optional<TimeRange> m_extent;
    std::optional<TimeRange> m_overview;
    TimeRange m_narrowed;       // on the way to the overview
    qint64 m_inNarrowed = 0;    // events in it
    TimeCounts m_extentCounts;
    TimeCounts m_overviewCounts;
    TimeCounts m_narrowedCounts;
    bool m_all = false;      // strays are looked at too
    bool m_keeps = false;    // the overview is to stay if it can: the same filter is asked again
    bool m_held = false;
    qint64 m_total = 0;
    qint64 m_outside = 0;
    Histogram m_histogram;
    TimeBuckets m_buckets;
    TimeBuckets m_awaited;    // of the histogram that is asked for
    bool m_answered = false;
    QTimer m_soon;
    QElapsedTimer m_sinceRefresh;
    bool m_refreshing = false;
    qint64 m_lastRefresh = 0;    // how long it took, in ms
    QTimer m_patience;
    QElapsedTimer m_sinceAsked;
    bool m_again = false;    // the histogram that is asked for is not what is wanted by now
    Latest<SearchResult> m_extentAnswer;
    Latest<SearchResult> m_narrowAnswer;
    Latest<SearchResult> m_histogramAnswer;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "event/result.h"
#include "event/ruleset.h"
#include "event/told.h"
#include "store/columns.h"
#include "store/eventfilter.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace eventscope {

class Deliveries;
class Drafts;
class Endpoints;
class Outbox;
class Plans;
class Receptions;

using OriginId = qint64;

// Where events came from: one import, one capture, one compose session.
struct OriginInfo {
    QString kind;      // "import", "paste", "capture", "compose"
    QString label;     // what people call it: the file's name
    QString detail;    // the whole path, or an address
};

struct Origin {
    enum class State : quint8 { Importing = 0, Complete = 1 };

    OriginId id = 0;
    OriginInfo info;
    State state = State::Importing;
    Micros started = 0;
    qint64 events = 0;
    qint64 rejects = 0;
};

// What was not one readable JSON object within bounds.
struct Reject {
    QString file;
    qint64 line = 0;      // from 1
    qint64 offset = 0;    // bytes from the start of the (decompressed) input
    qint64 length = 0;    // bytes it took there, even when `bytes` was cut
    QString reason;       // one sentence
    QByteArray bytes;     // secrets replaced; at most JsonBounds::bytes of them
};

struct HistogramSpec {
    enum class Stack : quint8 { Name, Service, Verdict, Tenant };

    Micros from = 0;    // of the first bucket
    Micros to = 0;      // exclusive; the last bucket may reach beyond
    int buckets = 1;
    Stack stack = Stack::Name;
    int series = 8;    // the most frequent ones; what is left is summed as the last, "other"
};

struct Histogram {
    struct Series {
        QByteArray value;    // term text, service id or verdict id; empty for events without one
        bool other = false;
        qint64 total = 0;
        std::vector<quint32> counts;
    };

    Micros from = 0;
    Micros bucket = 1;             // width
    std::vector<Series> series;    // most frequent first; verdicts in the order of the enum
};

struct FacetSpec {
    // Tenant, User, Name, Service, Verdict, Origin, Rule, Path. An event counts for each rule of its set. For
    // Path, values are told as a filter on that path compares them; objects and arrays do not count.
    Field field = Field::Tenant;
    int top = 10;    // 0: all
    // Only values that hold this text, whatever the case; `*` and `?` are wildcards. Empty: all.
    QByteArray containing = {};
    QByteArray path = {};    // for Path, as FilterTerm::path
};

// Counted under the filter without its own top-level terms of that field.
struct Facet {
    struct Value {
        QByteArray value;
        qint64 count = 0;
    };

    Field field = Field::Tenant;
    qint64 total = 0;    // events that have the field, with one of the values meant
    qint64 distinct = 0;
    // More different values came than are told apart (1,000,000 of a path): those that came last are counted
    // in total alone.
    bool cut = false;
    std::vector<Value> values;    // most frequent first, then by text
    QByteArray path = {};
};

enum class SortKey : quint8 {
    Arrival,
    Time,
    Tenant,
    User,
    Name,
    Service,
    Verdict,
    Size,
    Received,
    Origin,
    Rules,
    Path
};

// One key of an order. Texts are compared byte by byte; origins by label. By Path: numbers first, by value,
// then `false` and `true`, texts, null, objects and arrays, then events without the value; these stay last when
// descending.
struct SearchOrder {
    SortKey key = SortKey::Arrival;
    bool descending = false;
    QByteArray path = {};    // as FilterTerm::path

    friend bool operator==(const SearchOrder &, const SearchOrder &) = default;
};
// The first key counts most; what is equal in all of them stays in the order of arrival. Empty: arrival.
using SearchOrders = std::vector<SearchOrder>;

struct SearchSpec {
    SearchOrders order;
    bool rows = true;    // false: only the count and what else is asked for
    // What needs payloads takes its time: the future then has results before its last one, the first as soon
    // as there is anything, later ones about ten times a second. See SearchResult::partial.
    bool stream = false;
    std::optional<HistogramSpec> histogram;
    std::vector<FacetSpec> facets;
};

struct SearchResult {
    // Not the last one of a streamed search: what was found so far. `rows` are at most streamedRows of them, in
    // the order asked for; where that is arrival or time they are the first in that order, and what is found
    // later stands behind them. total counts all found so far; histogram and facets are of the last result only.
    bool partial = false;
    static constexpr std::size_t streamedRows = 10'000;
    qint64 looked = 0;    // rows looked at so far, of `seen`

    std::vector<Row> rows;
    qint64 total = 0;
    std::optional<Micros> earliest;    // event time over what matched
    std::optional<Micros> latest;
    std::optional<Histogram> histogram;
    std::vector<Facet> facets;
    Row seen = 0;    // rows published when it was answered; later ones are not in it
};

// Lanes: one for each value of a field, with what happened in it, for a view of so many pixels.
struct LaneSpec {
    enum class Order : quint8 { Count, FirstSeen, Value };

    Field field = Field::User;    // Tenant, User, Name, Service
    Micros from = 0;              // of the first bucket
    Micros to = 0;                // exclusive
    int buckets = 1;              // of equal width, rounded up to whole µs
    Order order = Order::Count;
    qsizetype first = 0;    // the lanes wanted: [first, first + count) in that order
    qsizetype count = 0;
};

struct Lane {
    // The events of one bucket.
    struct Mark {
        quint32 bucket = 0;
        quint32 count = 0;
        Row row = 0;    // the earliest of them by time
        Verdict worst = Verdict::Unjudged;

        friend bool operator==(const Mark &, const Mark &) = default;
    };

    QByteArray value;    // empty: events without one
    qint64 total = 0;    // events of the filter, whenever they happened
    Micros first = 0;    // time of the earliest and the latest of these
    Micros last = 0;
    std::vector<Mark> marks;    // ascending by bucket; only buckets that hold events
};

// The filter says which events; its own time range counts as any other term.
struct Lanes {
    qint64 lanes = 0;    // how many there are in all
    qsizetype first = 0;
    std::vector<Lane> shown;
    Micros from = 0;
    Micros bucket = 1;    // width
    Row seen = 0;         // as SearchResult::seen
};

struct StoredEvent {
    EventId id = 0;
    Row row = 0;
    OriginId origin = 0;
    QString originLabel;
    Event event;
};

// How often one rule was broken by events of one service and name.
struct ProblemGroup {
    QByteArray service;
    QByteArray rule;
    Severity severity = Severity::Error;
    QByteArray name;
    qint64 count = 0;
    Row first = 0;    // the earliest of them by time
    Row last = 0;     // the latest
};

// A verdict given again.
struct VerdictChange {
    Row row = 0;
    Verdict verdict = Verdict::Unjudged;
    bool partly = false;
    QByteArray rules;    // as ruleset.h writes them
};

// An event as it is stored, while it is being visited: the texts are valid during that call only.
struct VisitedEvent {
    Row row = 0;
    std::string_view text;
    std::string_view envelope;
};

// The rows are divided into stretches [from, to), which together are all of them; a worker takes the lowest
// that is left, so that its stretches ascend. The calls below come from several threads at once.
struct VisitOptions {
    bool inOrder = false;        // one worker only: all events in the order of the rows
    std::size_t block = 1024;    // at most so many events at once; also how long stretches are, about
    std::function<void(int worker, Row from, Row to)> begun = {};     // before the first event of a stretch
    std::function<bool(int worker, Row from, Row to)> passed = {};    // behind the last; false ends the visit
    // The visit ends before all is visited: it failed or was cancelled. Some stretches are not begun, or not
    // passed. Perhaps several times.
    std::function<void()> ended = {};
};

struct StoreOptions {
    QString path;    // ":memory:" is not offered; use a temporary file
    bool readOnly = false;
    std::function<Micros()> clock;    // the current time, for tests; empty: the system's
    qint64 maxBytes = 0;              // the file does not grow beyond: Io, as on a full disk; 0: no bound
};

// Every event, kept in one SQLite file and, for what people filter by, in columns in memory.
//
// Lives on the thread that opened it (the GUI's); signals leave there. Any thread may call search(),
// fetch(), append() and the other calls that return a QFuture; the answers come from the store's own
// threads. A search or fetch that is cancelled ends soon and without a result; what was queued to be
// written is written all the same. Destruction waits for that, and cancels what is being read.
class EventStore : public QObject {
    Q_OBJECT

public:
    // Creates the file when there is none. A store that a newer version wrote opens read-only; origins
    // whose process is gone are removed. Errors: Io, BadInput (not a store of ours), Busy. Blocks for
    // the migration and the clean-up, not for the loading of the columns, which goes on behind.
    [[nodiscard]] static Result<std::unique_ptr<EventStore>> open(const StoreOptions &options);
    ~EventStore() override;

    [[nodiscard]] QString path() const;
    [[nodiscard]] bool isReadOnly() const;
    [[nodiscard]] QString readOnlyReason() const;    // a sentence; empty when it can be written

    // The columns, to be read without a lock up to columns().size(). Valid as long as the store is.
    [[nodiscard]] const Columns &columns() const;
    [[nodiscard]] bool isLoaded() const;    // all that was stored before is in the columns

    // --- Writing. Batches are committed in the order given, many to one origin or several at once.
    [[nodiscard]] QFuture<Result<OriginId>> begin(const OriginInfo &info);
    [[nodiscard]] QFuture<Result<void>> append(OriginId origin, std::vector<Event> events);
    [[nodiscard]] QFuture<Result<void>> reject(OriginId origin, std::vector<Reject> rejects);
    // Makes all of the origin visible at once, here and to other processes. The rows are in the columns
    // when it finishes, unless the columns are still being loaded: then they follow behind. What is
    // appended to a complete origin (a capture's, a compose session's) is visible when committed.
    [[nodiscard]] QFuture<Result<Origin>> complete(OriginId origin);
    // The three above at once, in one transaction: what was composed, edited or made.
    [[nodiscard]] QFuture<Result<Origin>> store(
        const OriginInfo &info, std::vector<Event> events, Told<Result<Origin>> told = {});
    // Removes the events and rejects of an origin that is not complete; finishes when they are gone.
    [[nodiscard]] QFuture<Result<void>> abandon(OriginId origin);

    // Hides events; restore() brings exactly these back, also after a restart. Rows that are hidden
    // already do not count; NotFound when there is nothing (any more) to bring back.
    struct Removal {
        qint64 id = 0;
        qint64 events = 0;
    };
    [[nodiscard]] QFuture<Result<Removal>> remove(const std::vector<Row> &rows);
    [[nodiscard]] QFuture<Result<void>> restore(Removal removal);

    // Puts mended copies in the place of events: hides the rows and shows the events under a new origin, in
    // one transaction. restore() brings the old ones back and hides the new ones, likewise; also after a restart.
    // NotFound, and nothing done, when one of the rows is unknown or removed, or when it was undone already.
    struct Replacement {
        Removal removal;
        OriginId origin = 0;
        qint64 events = 0;    // that came in their place
    };
    [[nodiscard]] QFuture<Result<Replacement>> replace(
        const std::vector<Row> &rows, std::vector<Event> events, const OriginInfo &info);
    [[nodiscard]] QFuture<Result<void>> restore(Replacement replacement);

    // Gives events verdicts again; rows that are unknown or already so are passed over. The columns have them
    // when it finishes, and changed() is emitted, here and in other processes. The number that changed.
    [[nodiscard]] QFuture<Result<qint64>> judged(std::vector<VerdictChange> changes);

    // What is kept beside the events. They live as long as the store does.
    [[nodiscard]] Endpoints &endpoints();
    [[nodiscard]] Drafts &drafts();
    [[nodiscard]] Deliveries &deliveries();
    [[nodiscard]] Outbox &outbox();
    [[nodiscard]] Plans &plans();
    [[nodiscard]] Receptions &receptions();

    // What judging a series of events goes on with (SeriesJudge::state()); empty at first.
    [[nodiscard]] QFuture<Result<QByteArray>> seriesState();
    [[nodiscard]] QFuture<Result<void>> setSeriesState(const QByteArray &state);

    // --- Reading
    [[nodiscard]] QFuture<Result<SearchResult>> search(const EventFilter &filter, const SearchSpec &spec = {});
    [[nodiscard]] QFuture<Result<std::vector<StoredEvent>>> fetch(std::vector<Row> rows);
    // In the order asked for; those that are removed, unknown or not in the columns yet are left out.
    [[nodiscard]] QFuture<Result<std::vector<StoredEvent>>> fetchById(std::vector<EventId> ids);
    [[nodiscard]] QFuture<Result<std::vector<Origin>>> origins();
    [[nodiscard]] QFuture<Result<std::vector<Reject>>> rejects(OriginId origin, int limit = 10'000);

    // The rules that events of the filter broke, by service, rule and name, the most frequent first; from
    // the columns alone where the filter needs no payload.
    [[nodiscard]] QFuture<Result<std::vector<ProblemGroup>>> problems(const EventFilter &filter);
    [[nodiscard]] QFuture<Result<Lanes>> lanes(const EventFilter &filter, const LaneSpec &spec);
    // Where properties stand in events, as JSON pointers: what `props.name` looks at, beside `/props`. For the
    // searches from now on; emits changed() when they are others. Any thread.
    void setPropertyPlaces(const QList<QByteArray> &pointers);
    [[nodiscard]] QList<QByteArray> propertyPlaces() const;
    // Hands the texts of all events of the filter to the visitor, on threads of the store's pool, several
    // at once: `worker` numbers them from 0 below visitWorkers(). False from the visitor ends it, as
    // cancelling does. The number of events visited; progress is in events looked at. What is stored later
    // is not visited.
    using Visitor = std::function<bool(int worker, std::span<const VisitedEvent> events)>;
    [[nodiscard]] QFuture<Result<qint64>> visit(
        const EventFilter &filter, Visitor visitor, const VisitOptions &options = {});
    [[nodiscard]] int visitWorkers() const;
    // Of an origin's events, or of all for 0, those whose dedup key another event has that came before them,
    // with a time at most `window` away; in the order of the rows.
    [[nodiscard]] QFuture<Result<std::vector<Row>>> repeats(OriginId origin, Micros window);

    // Waits until the columns are loaded; for the command line and tests.
    Result<void> waitUntilLoaded();

signals:
    // Rows [from, to) became visible: one signal a transaction, also for those of other processes.
    void appended(eventscope::Row from, eventscope::Row to);
    // Rows already published changed: removed, restored, judged again.
    void changed();
    void loadProgress(qint64 done, qint64 total);
    void loaded();
    // The store could not be read or written behind our back: a full disk, a vanished file.
    void failed(const eventscope::Error &error);

private:
    struct Private;
    explicit EventStore(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

}

Q_DECLARE_METATYPE(eventscope::Error)

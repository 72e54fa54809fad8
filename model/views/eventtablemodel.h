// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/filterstate.h"
#include "views/latest.h"
#include "views/pathcells.h"
#include "views/rulebook.h"
#include "views/tablecolumn.h"
#include "views/timetext.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QHash>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>
#include <span>

namespace eventscope {

class EventMarks;

// What the filter leaves, in order: four bytes a row, values read from the store's columns when they
// are painted, payload paths in pages around what is visible. Follows the filter (newest wins) and the
// store: at once after a rest, at most ten times a second, and less often where searches take long. When
// events come or go under the same filter and order, few changes are told as insertions and removals, and
// only many as a reset.
//
// A search that has to look into payloads is streamed: what was found so far is shown at once, the rows
// being the first of it. GUI thread.
class EventTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role {
        VerdictRole = Qt::UserRole,    // int
        PartlyJudgedRole,              // bool
        AbsentRole,                    // bool: the event has no such value
        MarkedRole,                    // bool
        MissingRole,                   // bool: the value has not been read yet
    };
    // How far a search has come, while it goes on or when it was stopped.
    struct Progress {
        qint64 found = 0;
        qint64 looked = 0;    // events looked at, of so many
        qint64 of = 0;

        [[nodiscard]] int percent() const { return of > 0 ? static_cast<int>(looked * 100 / of) : 0; }
    };
    using Clock = std::function<Micros()>;

    EventTableModel(EventStore &store, FilterState &state, Clock clock = currentMicros, QObject *parent = nullptr);

    // --- Columns
    [[nodiscard]] const QList<TableColumn> &columns() const { return m_columns; }
    void setColumns(const QList<TableColumn> &columns);
    void insertColumn(int at, const TableColumn &column);    // nothing when it is there already
    void takeColumn(int at);
    // Service ids are shown by these titles.
    void setServiceTitles(const QHash<QByteArray, QString> &titles);
    // What is said of the rules that an event broke.
    void setRuleBook(const RuleBook &book) { m_book = book; }
    // Verdicts as words, by the value of the enum.
    void setVerdictTitles(const QStringList &titles);

    [[nodiscard]] const SearchOrders &orders() const { return m_orders; }
    void setOrders(const SearchOrders &orders);    // an empty one is that of arrival
    [[nodiscard]] TimeStyle timeStyle() const { return m_timeStyle; }
    void setTimeStyle(TimeStyle style);

    // --- Rows
    [[nodiscard]] std::span<const Row> rows() const { return m_rows; }
    [[nodiscard]] Row rowAt(int position) const { return m_rows[static_cast<std::size_t>(position)]; }
    [[nodiscard]] int positionOf(Row row) const;    // -1 when the filter leaves it out. Linear
    // Where an event stands that is there, else the first that would stand behind it, else the last; -1 when
    // there is none or it depends on payloads.
    [[nodiscard]] int nearestTo(Row row) const;
    // Of rows sorted by time: the first in time that is not before it, else the one that comes last in time.
    // -1 when they are sorted otherwise, or there are none.
    [[nodiscard]] int positionAt(Micros time) const;
    // Rows from this one on that are here: linear.
    [[nodiscard]] qint64 countFrom(Row row) const;
    // What is on the screen, so that the payloads there (and a page around) are fetched.
    void setVisible(int first, int last);

    // --- The search
    void refresh();         // asks again, with the least disturbance
    void cancelSearch();    // what was found so far, else what was there, stays until somebody asks again
    [[nodiscard]] bool isSearching() const { return m_search.isRunning(); }
    [[nodiscard]] bool isAnswered() const { return m_answered; }    // at least once
    // The rows are the first of what was found before the search ended.
    [[nodiscard]] bool isPartial() const { return m_partial; }
    // Somebody ended the search before it was done; the store is not followed meanwhile.
    [[nodiscard]] bool isStopped() const { return m_stopped; }
    // The rows answer the filter and order in force, as far as was looked.
    [[nodiscard]] bool isOfQuestion() const { return m_ofQuestion; }
    [[nodiscard]] const Progress &progress() const { return m_progress; }
    // Rows published when the rows were searched for.
    [[nodiscard]] Row seen() const { return m_seen; }

    // Whose rows are marked; null: none. Must outlive this.
    void setMarks(const EventMarks *marks);

    // --- Cells
    // The condition "has this cell's value"; nothing where there is none to make.
    [[nodiscard]] std::optional<FilterTerm> termAt(const QModelIndex &index) const;
    // What copying the cell gives: the value itself.
    [[nodiscard]] QString copyText(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void timeStyleChanged(eventscope::TimeStyle style);
    void ordersChanged();
    void searchStarted();
    void searchProgressed();
    // Answered, failed or cancelled; the rows are in place.
    void searchEnded();
    void failed(const eventscope::Error &error);

private:
    void search();
    void take(Result<SearchResult> result);
    void takePartial(Result<SearchResult> result);
    void askAnew();
    void followStore();
    void followLoading();
    void followIn(std::chrono::milliseconds spacing);
    void readOrigins();
    [[nodiscard]] bool patch(std::vector<Row> &rows);
    void reset(std::vector<Row> rows);
    void setPaths();
    void columnsShown(TableColumn::Kind kind);
    [[nodiscard]] bool isBefore(Row a, Row b) const;
    [[nodiscard]] QString headerToolTip(const TableColumn &column) const;
    [[nodiscard]] QString text(Row row, const TableColumn &column) const;
    [[nodiscard]] QString toolTip(Row row, const TableColumn &column) const;
    [[nodiscard]] QString pathText(Row row, const TableColumn &column) const;
    [[nodiscard]] const PathCell *pathCell(Row row, const TableColumn &column) const;
    [[nodiscard]] bool isAbsent(Row row, const TableColumn &column) const;

    EventStore &m_store;
    FilterState &m_state;
    Clock m_clock;
    QList<TableColumn> m_columns = defaultColumns();
    QList<QByteArray> m_paths;
    SearchOrders m_orders = defaultOrders();
    TimeStyle m_timeStyle = TimeStyle::Utc;
    QHash<QByteArray, QString> m_serviceTitles;
    QStringList m_verdictTitles;
    RuleBook m_book;
    QHash<OriginId, QString> m_originLabels;

    std::vector<Row> m_rows;
    int m_firstVisible = 0;
    int m_lastVisible = -1;
    bool m_downwards = true;      // how it was scrolled last
    bool m_ofQuestion = false;    // the rows belong to the filter and order in force
    bool m_partial = false;
    bool m_stopped = false;
    bool m_stale = false;    // the store changed while a search was under way
    bool m_answered = false;
    Progress m_progress;
    Row m_seen = 0;
    const EventMarks *m_marks = nullptr;

    PathCells m_cells;
    Latest<SearchResult> m_search;
    Latest<std::vector<Origin>> m_origins;
    QElapsedTimer m_sinceAsked;
    QElapsedTimer m_sinceAnswer;
    std::chrono::milliseconds m_took{0};
    QTimer m_follow;
    QTimer m_tick;    // moves relative times on
};

}

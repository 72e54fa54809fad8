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
#include <QHash>
#include <QTimer>

#include <functional>
#include <optional>
#include <span>

namespace eventscope {

// What the filter leaves, in order: four bytes a row, values read from the store's columns when they
// are painted, payload paths in pages around what is visible. Follows the filter (newest wins) and,
// at most four times a second, the store. When events come or go under the same filter and order, few
// changes are told as insertions and removals, and only many as a reset. GUI thread.
class EventTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role {
        VerdictRole = Qt::UserRole,    // int
        PartlyJudgedRole,              // bool
        AbsentRole,                    // bool: the event has no such value
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

    [[nodiscard]] SearchOrder order() const { return m_order; }
    void setOrder(SearchOrder order);
    [[nodiscard]] TimeStyle timeStyle() const { return m_timeStyle; }
    void setTimeStyle(TimeStyle style);

    // --- Rows
    [[nodiscard]] std::span<const Row> rows() const { return m_rows; }
    [[nodiscard]] Row rowAt(int position) const { return m_rows[static_cast<std::size_t>(position)]; }
    [[nodiscard]] int positionOf(Row row) const;    // -1 when the filter leaves it out. Linear
    // What is on the screen, so that the payloads there (and a page around) are fetched.
    void setVisible(int first, int last);

    // --- The search
    void refresh();         // asks again, with the least disturbance
    void cancelSearch();    // what was there stays
    [[nodiscard]] bool isSearching() const { return m_search.isRunning(); }
    [[nodiscard]] bool isAnswered() const { return m_answered; }    // at least once

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
    void searchStarted();
    // Answered, failed or cancelled; the rows are in place.
    void searchEnded();
    void failed(const eventscope::Error &error);

private:
    void search();
    void take(Result<SearchResult> result);
    void followStore();
    void readOrigins();
    [[nodiscard]] bool patch(std::vector<Row> &rows);
    void reset(std::vector<Row> rows);
    void setPaths();
    void columnsShown(TableColumn::Kind kind);
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
    SearchOrder m_order{SortKey::Time, true};
    TimeStyle m_timeStyle = TimeStyle::Utc;
    QHash<QByteArray, QString> m_serviceTitles;
    QStringList m_verdictTitles;
    RuleBook m_book;
    QHash<OriginId, QString> m_originLabels;

    std::vector<Row> m_rows;
    int m_firstVisible = 0;
    int m_lastVisible = -1;
    bool m_sameQuestion = false;    // the search under way repeats the one that gave the rows
    bool m_stale = false;           // the store changed while a search was under way
    bool m_answered = false;

    PathCells m_cells;
    Latest<SearchResult> m_search;
    Latest<std::vector<Origin>> m_origins;
    QTimer m_follow;
    QTimer m_tick;    // moves relative times on
};

}

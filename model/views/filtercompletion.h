// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/filterstate.h"
#include "views/latest.h"
#include "views/propertysample.h"

#include <QAbstractListModel>
#include <QHash>
#include <QTimer>

#include <functional>

namespace eventscope {

// What stands at the cursor of a filter's text, to be completed.
struct FilterCursor {
    enum class What : quint8 {
        Nothing,
        Condition,    // the beginning of a condition: a key, a path or a word
        Path,         // what `has:` asks for
        Value,        // of `field`, or of `path`
    };

    What what = What::Nothing;
    Field field = Field::Text;    // Value
    QByteArray path = {};         // Value of a Path, as FilterTerm::path
    QString key = {};             // Value: as it is written
    QString typed = {};           // up to the cursor, quotes and escapes taken off
    qsizetype from = 0;           // what a completion replaces
    qsizetype to = 0;
    qsizetype termFrom = 0;    // the whole condition
    qsizetype termTo = 0;
    QList<QByteArray> given = {};    // the other values of the same condition

    friend bool operator==(const FilterCursor &, const FilterCursor &) = default;
};
[[nodiscard]] FilterCursor filterCursor(QStringView text, qsizetype cursor);

// What may stand at the cursor of a filter's text: keys with a line about each, values with their counts under the
// rest of the filter, paths with the share of events that have them, times. Counts come from the store, the newest
// question wins; what is known at once is listed at once. GUI thread.
class FilterCompletion : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        AboutRole = Qt::UserRole,    // QString: one line; may be empty
        CountRole,                   // qint64: events; -1 where it is not known
        ShareRole,                   // double: 0 to 1, of the events looked at; below 0 where it is not known
        InsertRole,                  // QString: what is written into the text
    };
    static constexpr int top = 50;
    using Clock = std::function<Micros()>;

    FilterCompletion(
        EventStore &store, const FilterState &state, Clock clock = currentMicros, QObject *parent = nullptr);

    // Asks what may stand there. `asked`: the person wants to see all there is; else only what begins as typed.
    void ask(const QString &text, qsizetype cursor, bool asked);
    void stop();    // the list becomes empty
    [[nodiscard]] const FilterCursor &at() const { return m_at; }
    [[nodiscard]] bool isAsking() const { return m_wait.isActive() || m_search.isRunning(); }
    // What the list is of, in a few words.
    [[nodiscard]] QString title() const;
    // The row that is meant unless another is chosen; -1 where what is typed may be meant itself.
    [[nodiscard]] int preferredRow() const;

    // Values told in other words, e.g. a service's title.
    void setTitles(Field field, const QHash<QByteArray, QString> &titles);

    // What to write where for a row, and whether there is more to complete behind it.
    struct Edit {
        qsizetype from = 0;
        qsizetype to = 0;
        QString text;
        bool more = false;
    };
    [[nodiscard]] Edit edit(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

signals:
    void listed();    // the list, or whether it is still asked for, changed
    void failed(const eventscope::Error &error);

private:
    struct Candidate {
        QString text;     // written
        QString title;    // shown
        QString about = {};
        qint64 count = -1;
        double share = -1;
        bool more = false;
    };

    void collect();
    void addKeys();
    void addPaths();
    void addOperators();
    void addTimes();
    void addVerdicts();
    void askValues();
    void takeValues(const Facet &facet);
    void search();
    void show(QList<Candidate> candidates);
    [[nodiscard]] QString valueText(const QByteArray &value) const;
    [[nodiscard]] EventFilter rest() const;

    EventStore &m_store;
    const FilterState &m_state;
    Clock m_clock;
    PropertySample m_sample;
    QHash<Field, QHash<QByteArray, QString>> m_titles;
    Latest<SearchResult> m_search;
    QTimer m_wait;
    QString m_text;
    FilterCursor m_at;
    bool m_asked = false;
    bool m_active = false;
    QList<Candidate> m_next;
    QList<Candidate> m_candidates;
};

}

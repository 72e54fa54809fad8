// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/filterstate.h"
#include "views/latest.h"
#include "views/timeaxis.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <optional>

namespace eventscope {

// The lanes of what the filter matches, one for each value of a field, as far as they are looked at: some
// around the visible ones, with marks for the time shown. Asks the store again when field, order, filter, time,
// place or store change, the store's changes at most four times a second; the newest question wins, and the
// last answer is kept meanwhile. GUI thread.
class LaneModel : public QObject {
    Q_OBJECT

public:
    LaneModel(EventStore &store, FilterState &state, QObject *parent = nullptr);

    [[nodiscard]] Field field() const { return m_field; }
    void setField(Field field);    // Tenant, User, Name or Service; User at first
    [[nodiscard]] LaneSpec::Order order() const { return m_order; }
    void setOrder(LaneSpec::Order order);

    // Nothing is asked while it is not looked at, as at first.
    void setActive(bool active);
    // The time shown on so many pixels, and how wide a mark is there.
    void setRange(TimeRange range, int pixels, int markWidth);
    // The lanes that are in view.
    void setVisible(qsizetype first, qsizetype count);
    // While a hand is at the lanes, those in view keep their places though their order becomes another; they move
    // once it is gone.
    void setHeld(bool held);
    // What services are called, by id; without one it is the id.
    void setServiceTitles(const QHash<QByteArray, QString> &titles);
    [[nodiscard]] QString serviceTitle(const QByteArray &id) const;
    // Asks the store again.
    void refresh();

    [[nodiscard]] qint64 lanes() const { return m_answer.lanes; }    // in all
    // Nothing while it is not known.
    [[nodiscard]] const Lane *lane(qsizetype index) const;
    // Of the marks: bucket i is at `from + i × bucket`, whatever is shown by now.
    [[nodiscard]] Micros from() const { return m_answer.from; }
    [[nodiscard]] Micros bucket() const { return m_answer.bucket; }
    [[nodiscard]] TimeRange timeOf(const Lane::Mark &mark) const;

    [[nodiscard]] const Columns &columns() const { return m_store.columns(); }
    [[nodiscard]] bool isEmptyStore() const;
    [[nodiscard]] bool isLoading() const;    // the first answer is yet to come
    [[nodiscard]] bool isBusy() const;       // an answer is awaited

    // Conditions on a lane's value put into the filter: it alone of its field; anything but it; it alone,
    // whatever else the filter said but for the time.
    void filterFor(const QByteArray &value);
    void filterOut(const QByteArray &value);
    void showOnly(const QByteArray &value);

signals:
    void changed();
    void failed(const eventscope::Error &error);

private:
    [[nodiscard]] LaneSpec wanted() const;
    [[nodiscard]] bool covers(const LaneSpec &asked) const;
    [[nodiscard]] FilterTerm termOf(const QByteArray &value) const;
    void restart();
    void askIfNeeded();
    void ask();
    void storeChanged();
    void take(Result<Lanes> answer);
    [[nodiscard]] bool keepPlaces(Lanes &answer) const;

    EventStore &m_store;
    FilterState &m_state;
    Field m_field = Field::User;
    LaneSpec::Order m_order = LaneSpec::Order::Count;
    bool m_active = false;
    bool m_outdated = true;    // filter, field or order are not those of the last question
    bool m_held = false;
    bool m_kept = false;         // lanes stand where they stood, not where they belong
    bool m_otherLanes = true;    // the answer to come is to another filter, field or order
    std::optional<TimeRange> m_range;
    Micros m_width = 1;    // of a bucket
    qsizetype m_first = 0;
    qsizetype m_count = 0;

    QHash<QByteArray, QString> m_serviceTitles;
    LaneSpec m_asked;
    Lanes m_answer;
    bool m_answered = false;
    QTimer m_soon;
    QElapsedTimer m_sinceAsked;
    Latest<Lanes> m_latest;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/severity.h"
#include "plan/coverage.h"
#include "plan/drift.h"
#include "plan/plan.h"
#include "views/timetext.h"
#include "views/twolevelmodel.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

// A tracking plan as a tree: events, and below each its properties, planned ones and those that were seen, with
// how often and what is notable about them. GUI thread.
class PlanModel : public TwoLevelModel {
    Q_OBJECT

public:
    enum Column { NameColumn, TypeColumn, SeenColumn, ShareColumn, NoteColumn, FirstColumn, LastColumn, columns };
    enum Role {
        EventRole = Qt::UserRole,    // QByteArray: the event's name
        PropertyRole,                // QByteArray: the property's; null for an event
        PlannedRole,                 // bool
        SeenRole,                    // qint64: events; -1 while it is not known
        ShareRole,                   // double 0 to 1: of a property in the events of its name, of an event in all
        MarkRole,                    // int, a Severity: how much the note matters; NotJudged for nothing notable
        SortRole,                    // what sorting a column goes by
    };

    explicit PlanModel(QObject *parent = nullptr);

    // Rows stay where they are unless events or properties come or go.
    void setPlan(const Plan &plan);
    // The events that the plan is held against; null: not known (yet).
    void setProfile(std::shared_ptr<const Profile> profile);
    // What became different from an earlier set of events; sentences stand in notes.
    void setDrift(std::vector<Drift> drift);
    void setTimeStyle(TimeStyle style, Micros now);

    [[nodiscard]] const Plan &plan() const noexcept { return m_plan; }
    [[nodiscard]] const Coverage &coverage() const noexcept { return m_coverage; }    // of nothing without a profile
    [[nodiscard]] bool isCovered() const noexcept { return m_profile != nullptr; }
    // The event of an index, or of the one that it stands below.
    [[nodiscard]] QByteArray eventAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const QByteArray &event, const QByteArray &property = {}) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    [[nodiscard]] std::size_t topCount() const override { return m_events.size(); }
    [[nodiscard]] std::size_t countBelow(std::size_t top) const override { return m_events[top].properties.size(); }

private:
    struct Note {
        Severity mark = Severity::NotJudged;
        QString text;
    };
    struct Item {
        QByteArray name;
        bool planned = false;
        bool isKnown = true;    // whether it is planned
        QString type;           // as planned; of an event its status or owner
        qint64 seen = -1;
        qint64 of = 0;    // the events that `share` is a share of
        double share = 0;
        QString types;    // as seen
        Note note;
        std::optional<Micros> first, last;
        QString help;
    };
    struct EventItem {
        Item item;
        std::vector<Item> properties;
    };

    void rebuild();
    [[nodiscard]] bool hasRowsOf(const std::vector<EventItem> &events) const;
    [[nodiscard]] EventItem eventItem(const EventCoverage &event) const;
    [[nodiscard]] Item propertyItem(const EventCoverage &event, const PropertyCoverage &property,
        const std::vector<PlannedProperty> &planned) const;
    [[nodiscard]] static Note eventNote(const EventCoverage &event);
    [[nodiscard]] static Note propertyNote(const EventCoverage &event, const PropertyCoverage &property);
    void addDrift(Item &item, const QByteArray &event, const QByteArray &property) const;
    [[nodiscard]] const Item *itemAt(const QModelIndex &index) const;
    [[nodiscard]] QVariant text(const Item &item, bool isEvent, int column) const;
    [[nodiscard]] QVariant sortKey(const Item &item, int column) const;
    [[nodiscard]] QString help(const Item &item, bool isEvent, int column) const;
    [[nodiscard]] QString accessible(const Item &item, bool isEvent) const;

    Plan m_plan;
    std::shared_ptr<const Profile> m_profile;
    Coverage m_coverage;
    std::vector<Drift> m_drift;
    std::multimap<std::pair<QByteArray, QByteArray>, std::size_t> m_driftOf;    // by event and property
    TimeStyle m_timeStyle = TimeStyle::Utc;
    Micros m_now = 0;
    std::vector<EventItem> m_events;
};

}

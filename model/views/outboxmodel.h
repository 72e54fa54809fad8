// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outbox.h"
#include "views/timetext.h"

#include <QAbstractTableModel>

#include <vector>

namespace eventscope {

// The jobs of an outbox as a table, in the order they were given. GUI thread.
class OutboxModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Status, Label, Endpoint, Events, Progress, Queued, ColumnCount };
    enum Role {
        StateRole = Qt::UserRole,    // int of OutboxState: the worst of its events
        ProductionRole,              // bool
        IdRole,                      // OutboxJobId
        ShareRole,                   // double, 0 to 1: of its events, those that are over
    };

    explicit OutboxModel(QObject *parent = nullptr);

    // Rows that stay keep their index: jobs of the same ids in the same order are changed, not reset.
    void setJobs(std::vector<OutboxJob> jobs);
    void setTimeStyle(TimeStyle style);
    [[nodiscard]] const std::vector<OutboxJob> &jobs() const { return m_jobs; }
    [[nodiscard]] const OutboxJob *jobAt(const QModelIndex &index) const;    // null for what is none
    [[nodiscard]] QModelIndex indexOf(OutboxJobId id) const;                 // invalid when it is not there

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString text(const OutboxJob &job, int column) const;

    std::vector<OutboxJob> m_jobs;
    TimeStyle m_style = TimeStyle::Utc;
};

// What became of one job's events: runs of places that share a fate. GUI thread.
class OutboxPartModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { State, Places, Attempts, Next, Message, ColumnCount };
    enum Role {
        StateRole = Qt::UserRole,    // int of OutboxState
        DeliveryRole,                // DeliveryId of the last attempt; 0: none
    };

    explicit OutboxPartModel(QObject *parent = nullptr);

    void setParts(std::vector<OutboxPart> parts, Micros now);
    void setNow(Micros now);                                                   // "in 4 s" counts down
    [[nodiscard]] const OutboxPart *partAt(const QModelIndex &index) const;    // null for what is none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString text(const OutboxPart &part, int column) const;

    std::vector<OutboxPart> m_parts;
    Micros m_now = 0;
};

}

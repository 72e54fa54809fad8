// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"
#include "views/timetext.h"

#include <QAbstractTableModel>

#include <vector>

namespace eventscope {

// Deliveries as a table, in the order they were given. GUI thread.
class DeliveryModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { State, Time, Status, Endpoint, Events, ColumnCount };
    enum Role {
        StateRole = Qt::UserRole,    // int of DeliveryState
        ProductionRole,              // bool
        IdRole,                      // DeliveryId
    };

    explicit DeliveryModel(QObject *parent = nullptr);

    // Rows that stay keep their index: those of the same ids in the same order are changed, not reset.
    void setDeliveries(std::vector<Delivery> deliveries);
    void setTimeStyle(TimeStyle style);
    [[nodiscard]] const Delivery *deliveryAt(const QModelIndex &index) const;    // null for what is none
    [[nodiscard]] QModelIndex indexOf(DeliveryId id) const;                      // invalid when it is not there

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString text(const Delivery &delivery, int column) const;

    std::vector<Delivery> m_deliveries;
    TimeStyle m_style = TimeStyle::Utc;
};

}

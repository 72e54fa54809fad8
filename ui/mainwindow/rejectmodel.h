// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"

#include <QAbstractTableModel>

namespace eventscope {

// Rejects as a table. Fixed once set.
class RejectModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column : quint8 { File, Line, Reason, Text, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRejects(std::vector<Reject> rejects);
    [[nodiscard]] const std::vector<Reject> &rejects() const { return m_rejects; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Reject> m_rejects;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outbox.h"

#include <QStyledItemDelegate>

namespace eventscope {

// Puts the symbol of an outcome before its word.
class OutboxDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    // The column with the word, and the role that holds its OutboxState.
    OutboxDelegate(int column, int role, QObject *parent = nullptr);

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    int m_column;
    int m_role;
};

}

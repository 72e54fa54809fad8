// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/endpoints.h"

#include <QWidget>

class QTableWidget;
class QToolButton;

namespace eventscope {

// Names and values to be edited, with an empty row at the end for the next one. Delete removes a row.
class HeaderTable : public QWidget {
    Q_OBJECT

public:
    explicit HeaderTable(QWidget *parent = nullptr);

    void setHeaders(const std::vector<NamedValue> &headers);
    [[nodiscard]] std::vector<NamedValue> headers() const;    // rows that are empty left out

signals:
    void edited();

private:
    void addRow(const NamedValue &header);
    void removeRow();
    void settle();

    QTableWidget *m_table;
    QToolButton *m_remove;
    bool m_quiet = false;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planfiles.h"
#include "views/latest.h"

#include <QDialog>

#include <memory>
#include <optional>

class QComboBox;
class QGridLayout;
class QPushButton;

namespace eventscope {

class SaidLabel;

// What the columns of a table are that becomes a plan: guessed by its header, mapped by the user, with the first
// rows and what would become of it. GUI thread.
class CsvDialog : public QDialog {
    Q_OBJECT

public:
    CsvDialog(const CsvTable &table, const QString &file, QWidget *parent = nullptr);

signals:
    void imported(const eventscope::Plan &plan);

private:
    QWidget *buildRows();
    void addColumn(QGridLayout *grid, int at, const QString &title, int CsvColumns::*column);
    void read();
    void take(const Result<Plan> &plan);

    std::shared_ptr<const CsvTable> m_table;
    QString m_file;
    CsvColumns m_columns;
    Latest<Plan> m_reading;
    std::optional<Plan> m_plan;
    SaidLabel *m_said;
    QPushButton *m_ok;
};

}

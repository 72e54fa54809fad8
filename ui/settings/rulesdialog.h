// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/rulemodel.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTreeView;

namespace eventscope {

// Every rule of every service and of plans, and how each counts. What was chosen is told when the dialog is
// accepted. Opened with open(). GUI thread.
class RulesDialog : public QDialog {
    Q_OBJECT

public:
    RulesDialog(std::vector<RuleList> lists, const SeverityChanges &changes, QWidget *parent = nullptr);

    [[nodiscard]] RuleModel &model() { return *m_model; }
    // That rule's row, visible and chosen.
    void showRule(const QByteArray &service, const QByteArray &rule);

    void accept() override;

signals:
    // Only where something was changed.
    void changed(const eventscope::SeverityChanges &changes);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void find(const QString &text);
    void showRule(const QModelIndex &index);
    void showChanges();
    void edit();
    void dress();

    SeverityChanges m_before;
    RuleModel *m_model;
    QSortFilterProxyModel *m_found;
    QLineEdit *m_search;
    QTreeView *m_tree;
    QLabel *m_about;
    QLabel *m_note;
    QPushButton *m_reset;
};

}

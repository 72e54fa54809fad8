// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/scopeprofile.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QMenu;
class QPushButton;
class QToolButton;

namespace eventscope {

class PlanBook;

// Which plan is looked at, whether events are judged by it, what can be done with it, and which events it is
// held against. GUI thread.
class PlanStrip : public QWidget {
    Q_OBJECT

public:
    PlanStrip(PlanBook &book, QMenu &menu, QWidget *parent = nullptr);

    void setEditable(bool editable);
    void setScope(const PlanScope &scope);
    void setOrigins(const std::vector<Origin> &origins);

signals:
    void scopeChosen(const eventscope::PlanScope &scope);
    void compareRequested();
    void refreshRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void showPlans();
    void fillScopes();
    void dress();

    PlanBook &m_book;
    QComboBox *m_plans;
    QCheckBox *m_inForce;
    QPushButton *m_more;
    QComboBox *m_scopes;
    QWidget *m_scopeTitle = nullptr;
    QToolButton *m_compare;
    QToolButton *m_refresh;
    PlanScope m_scope;
    QStringList m_origins;    // labels, the newest first
    bool m_isEditable = true;
};

}

Q_DECLARE_METATYPE(eventscope::PlanScope)

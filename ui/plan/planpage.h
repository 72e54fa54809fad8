// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planbook.h"
#include "plan/scopeprofile.h"
#include "views/timetext.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QDialog;
class QLabel;
class QSettings;
class QStackedWidget;

namespace eventscope {

class PlanActions;
class PlanEmpty;
class PlanFiling;
class PlanStrip;
class PlanView;

// The tracking plans of a store: made, edited, held against events, and put in force. `services` may change
// behind its reference: rulesChanged() then. GUI thread; destruction waits until all is kept.
class PlanPage : public QWidget {
    Q_OBJECT

public:
    PlanPage(EventStore &store, const ServiceSet &services, FilterState &state, QSettings &settings,
        QWidget *parent = nullptr);
    ~PlanPage() override;

    [[nodiscard]] PlanBook &book() { return m_book; }
    [[nodiscard]] QUndoStack &undoStack() { return m_book.undoStack(); }
    [[nodiscard]] PlanActions &actions() { return *m_actions; }

public slots:
    void setTimeStyle(eventscope::TimeStyle style);
    void rulesChanged();
    void find();
    void refresh();

signals:
    // Events are judged by it from now on; nothing: by none.
    void planChosen(const std::optional<eventscope::StoredPlan> &plan);
    void eventRequested(const eventscope::EventFilter &filter);
    void noticed(const QString &sentence);
    void failed(const QString &sentence);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void connectParts();
    void showState();
    void noteJudged();
    void judge();
    void compare(const std::vector<Origin> &origins);
    [[nodiscard]] QByteArray definitions() const;

    EventStore &m_store;
    const ServiceSet &m_services;
    FilterState &m_state;
    PlanBook m_book;
    ScopeProfile m_profile;
    PlanActions *m_actions;
    PlanStrip *m_strip;
    QStackedWidget *m_stack;
    PlanEmpty *m_empty;
    QLabel *m_fault;
    QLabel *m_loading;
    PlanView *m_view;
    PlanFiling *m_filing;
    Latest<std::vector<Origin>> m_origins;
    Latest<std::vector<Origin>> m_comparing;    // what can be compared
    QPointer<QDialog> m_comparison;             // it looks at the store
    Latest<StoredPlan> m_judging;               // its text is being written
    QTimer m_rest;                              // since the last edit of what is in force
    QByteArray m_definitions;                   // the services' revisions, as last seen
    int m_judged = 0;                           // the key of what is in force, as told
};

}

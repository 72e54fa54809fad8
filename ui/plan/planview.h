// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventfilter.h"
#include "views/planmodel.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSettings;
class QSplitter;
class QToolButton;

namespace eventscope {

class DriftList;
class PlanBook;
class PlanEditor;
class PlanTree;
class ScopeProfile;

// The current plan of a book beside the events that it is held against: the tree at the left, the editor of the
// chosen event at the right. GUI thread.
class PlanView : public QWidget {
    Q_OBJECT

public:
    PlanView(PlanBook &book, ScopeProfile &profile, QSettings &settings, QWidget *parent = nullptr);
    ~PlanView() override;

    [[nodiscard]] PlanModel &model() { return m_model; }
    void setEditable(bool editable);
    void setTimeStyle(TimeStyle style);
    void showRow(const QByteArray &event, const QByteArray &property);
    void find();
    // What became different is marked in the tree and listed below; nothing compared: cleared.
    void setDrift(const std::vector<Drift> &drift, const QString &title);
    void clearDrift();
    void commit();    // what is typed and does not count yet

signals:
    void eventRequested(const eventscope::EventFilter &filter);

private:
    QWidget *buildBar();
    QWidget *buildLeft();
    void connectParts();
    void showPlan(const QByteArray &event);
    void showProfile();
    void showSummary();
    void showCurrent();
    void showProgress(bool running);
    void showMenu(QPoint at);
    void requestEvents();
    void edit();
    void take(const QByteArray &name, const PlannedEvent &event, const QString &sentence);
    void addEvent();
    void addToPlan();
    void removeFromPlan();
    [[nodiscard]] const EventProfile *seenEvent(const QByteArray &name) const;
    [[nodiscard]] bool canAdd() const;
    [[nodiscard]] bool canRemove() const;

    PlanBook &m_book;
    ScopeProfile &m_profile;
    QSettings &m_settings;
    PlanModel m_model;
    PlanTree *m_tree;
    PlanEditor *m_editor;
    DriftList *m_drift;
    QSplitter *m_split;
    QLabel *m_summary;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    QLineEdit *m_search;
    QCheckBox *m_notable;
    QPushButton *m_new;
    QPushButton *m_events;
    QPushButton *m_add;
    QPushButton *m_remove;
    QTimer m_patience;    // progress is shown from then on
    TimeStyle m_timeStyle = TimeStyle::Utc;
    bool m_isEditable = true;
};

}

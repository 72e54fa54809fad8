// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace eventscope {

class CommitLine;
class PropertyTable;
class SchemaSource;

// The event of a plan that was chosen: what it is called, what it is for, its properties as a table and its
// schema as text. It does not change anything itself: who listens to edited() sets the event again. GUI thread.
class PlanEditor : public QWidget {
    Q_OBJECT

public:
    explicit PlanEditor(QWidget *parent = nullptr);

    // `key` tells plans apart.
    void setEvent(int key, const PlannedEvent &event, bool assertsFormats);
    // An event that is not planned: `sentence` says what was seen of it. Empty: nothing is chosen.
    void setUnplanned(const QByteArray &name, const QString &sentence);
    void setEditable(bool editable);
    void showProperty(const QByteArray &name);
    void focusName();
    void focusProperty(const QByteArray &name);
    void beginAddingProperty();
    void showFault(const QString &sentence);    // empty: none (any more)
    void commit();                              // what is typed and does not count yet

signals:
    // `sentence` follows "Undo".
    void edited(const QByteArray &name, const eventscope::PlannedEvent &event, const QString &sentence);
    void addRequested();    // the unplanned event

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildForm();
    QWidget *buildUnplanned();
    void buildTexts(QGridLayout *grid);
    void buildChoices(QGridLayout *grid);
    void connectFields();
    void change(PlannedEvent event, const QString &sentence);
    void fill(const PlannedEvent &event);
    void dress();

    QStackedWidget *m_stack;
    CommitLine *m_name;
    CommitLine *m_description;
    CommitLine *m_owner;
    QComboBox *m_status;
    QComboBox *m_about;
    QCheckBox *m_others;
    QLabel *m_fault;
    QTabWidget *m_tabs;
    PropertyTable *m_properties;
    QLabel *m_whole;
    QPushButton *m_add;
    QPushButton *m_remove;
    SchemaSource *m_source;
    QLabel *m_seen;
    QPushButton *m_addEvent;
    PlannedEvent m_event;
    bool m_isEditable = true;
    bool m_isFilling = false;
};

}

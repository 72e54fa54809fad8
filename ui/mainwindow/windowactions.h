// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"
#include "views/timetext.h"

#include <QHash>
#include <QKeySequence>
#include <QObject>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;

namespace eventscope {

// The window's menus and what is in them. What an action does is the window's business; object names
// are those of the members.
class WindowActions : public QObject {
    Q_OBJECT

public:
    explicit WindowActions(QMainWindow &window);

    // What needs a store is greyed out without one, what writes where it is read-only.
    void setStoreState(bool open, bool writable);
    // Whether a draft is in front, and what there is to be opened again.
    void setDraftState(bool inFront, bool canReopen);
    // No event is in front either: what is about selected ones has no place. After setDraftState().
    void setPlanInFront();
    // What a new event can be made of is filled in when the menu opens.
    [[nodiscard]] QMenu *newMenu() const { return m_new; }
    void setTimelineActions(const QList<QAction *> &actions);
    void setTableActions(const QList<QAction *> &actions);
    void setDockActions(const QList<QAction *> &actions);
    void setRecent(const QStringList &paths);
    void setTheme(ThemeChoice choice);
    void setTimeStyle(TimeStyle style);

    // All actions with a shortcut, by menu, for the list of shortcuts.
    struct Shortcut {
        QString menu;
        QString text;
        QString keys;
    };
    [[nodiscard]] QList<Shortcut> shortcuts() const;

    QAction *undo;
    QAction *redo;
    QAction *newEvent;
    QAction *editCopy;
    QAction *sendEvents;
    QAction *sendDraft;
    QAction *keepDraft;
    QAction *closeDraft;
    QAction *reopenDraft;
    QAction *endpoints;
    QAction *showOutbox;
    QAction *showReceiver;
    QAction *listen;
    QAction *newStore;
    QAction *openStore;
    QAction *importFiles;
    QAction *pasteEvents;
    QAction *exportEvents;
    QAction *quit;
    QAction *rules;
    QAction *reloadDefinitions;
    QAction *judgeAll;
    QAction *showProblems;
    QAction *fixEvents;
    QAction *copy;
    QAction *deleteEvents;
    QAction *find;
    QAction *refresh;
    QAction *nextTab;
    QAction *previousTab;
    QAction *resetLayout;
    QAction *showShortcuts;
    QAction *about;

signals:
    void recentChosen(const QString &path);
    void recentCleared();
    void themeChosen(eventscope::ThemeChoice choice);
    void timeStyleChosen(eventscope::TimeStyle style);

private:
    QAction *make(QMenu *menu, const QString &name, const QString &text, const QKeySequence &key = {});
    void makeFile();
    void makeEdit();
    void makeEvent();
    void makeRules();
    void makeView();
    void makeHelp();
    void paintIcons();
    bool eventFilter(QObject *object, QEvent *event) override;

    QMainWindow &m_window;
    QMenu *m_file;
    QMenu *m_recent;
    QMenu *m_edit;
    QMenu *m_event;
    QMenu *m_new;
    QMenu *m_rules;
    QMenu *m_view;
    QMenu *m_timeline;
    QMenu *m_table;
    QMenu *m_help;
    QAction *m_afterDocks = nullptr;
    QActionGroup *m_themes;
    QActionGroup *m_timeStyles;
    QHash<QAction *, QString> m_icons;
};

}

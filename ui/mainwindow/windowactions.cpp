// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowactions.h"

#include <QActionGroup>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QMainWindow>
#include <QMenuBar>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QMenu *makeMenu(QMainWindow &window, const QString &name, const QString &title)
{
    QMenu *menu = window.menuBar()->addMenu(title);
    menu->setObjectName(name);
    menu->setToolTipsVisible(true);
    return menu;
}

// Two stores may have the same name in different folders.
QString recentTitle(const QString &path)
{
    const QFileInfo info(path);
    QString folder = QDir::toNativeSeparators(info.absolutePath());
    if (folder.size() > 48)
        folder = u'…' + folder.right(47);
    return u"%1 – %2"_s.arg(info.completeBaseName(), folder).replace(u'&', u"&&"_s);
}

}

WindowActions::WindowActions(QMainWindow &window)
    : QObject(&window)
    , m_window(window)
    , m_file(makeMenu(window, u"fileMenu"_s, tr("&File")))
    , m_recent(new QMenu(tr("Open &recent"), &window))
    , m_edit(makeMenu(window, u"editMenu"_s, tr("&Edit")))
    , m_event(makeMenu(window, u"eventMenu"_s, tr("E&vent")))
    , m_new(new QMenu(tr("New event &from"), &window))
    , m_rules(makeMenu(window, u"rulesMenu"_s, tr("R&ules")))
    , m_view(makeMenu(window, u"viewMenu"_s, tr("Vie&w")))
    , m_timeline(new QMenu(tr("&Timeline"), &window))
    , m_table(new QMenu(tr("T&able"), &window))
    , m_help(makeMenu(window, u"helpMenu"_s, tr("&Help")))
    , m_themes(new QActionGroup(this))
    , m_timeStyles(new QActionGroup(this))
{
    makeFile();
    makeEdit();
    makeEvent();
    makeRules();
    makeView();
    makeHelp();
    paintIcons();
    setStoreState(false, false);
    window.installEventFilter(this);
}

QAction *WindowActions::make(QMenu *menu, const QString &name, const QString &text, const QKeySequence &key)
{
    QAction *action = menu->addAction(text);
    action->setObjectName(name);
    action->setShortcut(key);
    return action;
}

void WindowActions::makeFile()
{
    newStore = make(m_file, u"newStore"_s, tr("&New store…"), QKeySequence(u"Ctrl+Shift+N"_s));
    openStore = make(m_file, u"openStore"_s, tr("&Open store…"), QKeySequence::Open);
    m_recent->setObjectName(u"recentMenu"_s);
    m_recent->setToolTipsVisible(true);
    m_file->addMenu(m_recent);
    m_file->addSeparator();
    importFiles = make(m_file, u"importFiles"_s, tr("&Import…"), QKeySequence(u"Ctrl+I"_s));
    pasteEvents = make(m_file, u"pasteEvents"_s, tr("&Paste events"), QKeySequence::Paste);
    exportEvents = make(m_file, u"exportEvents"_s, tr("&Export…"), QKeySequence(u"Ctrl+Shift+E"_s));
    m_file->addSeparator();
    quit = make(m_file, u"quit"_s, tr("&Quit"), QKeySequence(u"Ctrl+Q"_s));
    quit->setMenuRole(QAction::QuitRole);
    m_icons = {{newStore, u"new"_s}, {openStore, u"open"_s}, {importFiles, u"import"_s}, {pasteEvents, u"paste"_s},
        {exportEvents, u"export"_s}};
}

void WindowActions::makeEdit()
{
    undo = make(m_edit, u"undo"_s, tr("&Undo"));
    undo->setShortcuts(QKeySequence::Undo);
    redo = make(m_edit, u"redo"_s, tr("Re&do"));
    redo->setShortcuts({QKeySequence(u"Ctrl+Shift+Z"_s), QKeySequence(u"Ctrl+Y"_s)});
    m_edit->addSeparator();
    // The keys of these two belong to the widget that has the focus; here they are only shown.
    copy = make(m_edit, u"copy"_s, tr("&Copy events") + u"\tCtrl+C"_s);
    deleteEvents = make(m_edit, u"deleteEvents"_s, tr("&Delete events") + u"\tDel"_s);
    m_edit->addSeparator();
    find = make(m_edit, u"find"_s, tr("&Find"), QKeySequence::Find);
    refresh = make(m_edit, u"refresh"_s, tr("&Refresh"), QKeySequence::Refresh);
    m_icons.insert(undo, u"undo"_s);
    m_icons.insert(redo, u"redo"_s);
    m_icons.insert(copy, u"copy"_s);
    m_icons.insert(deleteEvents, u"delete"_s);
    m_icons.insert(find, u"search"_s);
    m_icons.insert(refresh, u"refresh"_s);
}

void WindowActions::makeEvent()
{
    newEvent = make(m_event, u"newEvent"_s, tr("&New event"), QKeySequence::New);
    m_new->setObjectName(u"newEventMenu"_s);
    m_new->setToolTipsVisible(true);
    m_event->addMenu(m_new);
    // As above: the keys are the table's.
    editCopy = make(m_event, u"editCopy"_s, tr("&Edit a copy") + u"\tE"_s);
    m_event->addSeparator();
    sendEvents = make(m_event, u"sendEvents"_s, tr("Send selected e&vents…") + u"\tS"_s);
    sendDraft = make(m_event, u"sendDraft"_s, tr("&Send this event"), QKeySequence(u"Ctrl+Return"_s));
    keepDraft = make(m_event, u"keepDraft"_s, tr("&Keep without sending"), QKeySequence::Save);
    m_event->addSeparator();
    closeDraft = make(m_event, u"closeDraft"_s, tr("&Close draft"), QKeySequence(u"Ctrl+W"_s));
    reopenDraft = make(m_event, u"reopenDraft"_s, tr("&Reopen closed draft"), QKeySequence(u"Ctrl+Shift+T"_s));
    m_event->addSeparator();
    endpoints = make(m_event, u"endpoints"_s, tr("E&ndpoints…"), QKeySequence(u"Ctrl+Shift+D"_s));
    m_event->addSeparator();
    showOutbox = make(m_event, u"showOutbox"_s, tr("Show &outbox"), QKeySequence(u"Ctrl+Shift+O"_s));
    showReceiver = make(m_event, u"showReceiver"_s, tr("Show rece&iver"), QKeySequence(u"Ctrl+Shift+L"_s));
    listen = make(m_event, u"listen"_s, tr("Start or stop &listening"), QKeySequence(u"Ctrl+E"_s));
    m_icons.insert(newEvent, u"new"_s);
    m_icons.insert(keepDraft, u"save"_s);
}

void WindowActions::makeRules()
{
    showProblems = make(m_rules, u"showProblems"_s, tr("Show &problems"), QKeySequence(u"Ctrl+Shift+M"_s));
    // As above: the key is the table's.
    fixEvents = make(m_rules, u"fixEvents"_s, tr("&Fix selected events…") + u"\tF"_s);
    m_rules->addSeparator();
    rules = make(m_rules, u"rules"_s, tr("&Rules and severities…"), QKeySequence(u"Ctrl+Shift+R"_s));
    reloadDefinitions = make(m_rules, u"reloadDefinitions"_s, tr("Re&load definitions"));
    reloadDefinitions->setToolTip(tr("Read the service definitions in your own folder again"));
    judgeAll = make(m_rules, u"judgeAll"_s, tr("&Judge all events again"));
}

void WindowActions::makeView()
{
    QMenu *times = m_view->addMenu(tr("Time &format"));
    for (const TimeStyle style : {TimeStyle::Utc, TimeStyle::Local, TimeStyle::Epoch, TimeStyle::Relative}) {
        QAction *action = make(times, u"time-"_s + timeStyleId(style), timeStyleTitle(style));
        action->setCheckable(true);
        action->setData(QVariant::fromValue(static_cast<int>(style)));
        m_timeStyles->addAction(action);
    }
    connect(m_timeStyles, &QActionGroup::triggered, this,
        [this](const QAction *action) { emit timeStyleChosen(static_cast<TimeStyle>(action->data().toInt())); });

    QMenu *themes = m_view->addMenu(tr("&Theme"));
    const std::array<std::pair<ThemeChoice, QString>, 3> choices{
        {{ThemeChoice::System, tr("&System")}, {ThemeChoice::Light, tr("&Light")}, {ThemeChoice::Dark, tr("&Dark")}}};
    for (const auto &[choice, title] : choices) {
        QAction *action = make(themes, u"theme-"_s + themeChoiceId(choice), title);
        action->setCheckable(true);
        action->setData(QVariant::fromValue(static_cast<int>(choice)));
        m_themes->addAction(action);
    }
    connect(m_themes, &QActionGroup::triggered, this,
        [this](const QAction *action) { emit themeChosen(static_cast<ThemeChoice>(action->data().toInt())); });

    m_timeline->setObjectName(u"timelineMenu"_s);
    m_view->addMenu(m_timeline);
    m_table->setObjectName(u"tableMenu"_s);
    m_view->addMenu(m_table);
    m_view->addSeparator();
    // Ctrl+Tab does the same, but for where a list or an inner tab bar takes it.
    nextTab = make(m_view, u"nextTab"_s, tr("Ne&xt tab"), QKeySequence(u"Ctrl+PgDown"_s));
    previousTab = make(m_view, u"previousTab"_s, tr("&Previous tab"), QKeySequence(u"Ctrl+PgUp"_s));
    m_view->addSeparator();
    m_afterDocks = m_view->addSeparator();
    resetLayout = make(m_view, u"resetLayout"_s, tr("&Reset layout"));
}

void WindowActions::makeHelp()
{
    showShortcuts = make(m_help, u"showShortcuts"_s, tr("&Keyboard shortcuts"));
    showShortcuts->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)});
    about = make(m_help, u"about"_s, tr("&About Eventscope"));
    about->setMenuRole(QAction::AboutRole);
}

void WindowActions::setStoreState(bool open, bool writable)
{
    for (QAction *action : {copy, find, refresh, exportEvents, newEvent, editCopy, endpoints, rules, reloadDefinitions,
             showProblems, showOutbox, showReceiver})
        action->setEnabled(open);
    for (QAction *action : {importFiles, pasteEvents, deleteEvents, sendEvents, fixEvents, judgeAll, listen})
        action->setEnabled(open && writable);
    m_new->setEnabled(open);
    setDraftState(false, false);
    m_timeline->setEnabled(open);
    m_table->setEnabled(open);
    m_timeStyles->setEnabled(open);
}

void WindowActions::setDraftState(bool inFront, bool canReopen)
{
    for (QAction *action : {sendDraft, keepDraft, closeDraft})
        action->setEnabled(inFront);
    for (QAction *action : {copy, deleteEvents, editCopy, sendEvents, fixEvents, refresh})
        action->setVisible(!inFront);
    reopenDraft->setEnabled(canReopen);
}

void WindowActions::setPlanInFront()
{
    for (QAction *action : {copy, deleteEvents, editCopy, sendEvents, fixEvents})
        action->setVisible(false);
}

void WindowActions::setTimelineActions(const QList<QAction *> &actions)
{
    m_timeline->clear();
    m_timeline->addActions(actions);
}

void WindowActions::setTableActions(const QList<QAction *> &actions)
{
    m_table->clear();
    m_table->addActions(actions);
}

void WindowActions::setDockActions(const QList<QAction *> &actions)
{
    m_view->insertActions(m_afterDocks, actions);
}

void WindowActions::setRecent(const QStringList &paths)
{
    m_recent->clear();
    for (const QString &path : paths) {
        QAction *action = m_recent->addAction(recentTitle(path));
        action->setToolTip(QDir::toNativeSeparators(path));
        connect(action, &QAction::triggered, this, [this, path] { emit recentChosen(path); });
    }
    m_recent->setEnabled(!paths.isEmpty());
    if (paths.isEmpty())
        return;
    m_recent->addSeparator();
    connect(m_recent->addAction(tr("&Clear this list")), &QAction::triggered, this, &WindowActions::recentCleared);
}

void WindowActions::setTheme(ThemeChoice choice)
{
    for (QAction *action : m_themes->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(choice));
}

void WindowActions::setTimeStyle(TimeStyle style)
{
    for (QAction *action : m_timeStyles->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(style));
}

QList<WindowActions::Shortcut> WindowActions::shortcuts() const
{
    QList<Shortcut> list;
    for (const QMenu *menu : {m_file, m_edit, m_event, m_rules, m_view, m_table, m_help}) {
        for (const QAction *action : menu->actions()) {
            const QStringList parts = action->text().split(u'\t');
            QStringList keys;
            for (const QKeySequence &key : action->shortcuts())
                keys << key.toString(QKeySequence::NativeText);
            if (parts.size() > 1)
                keys << parts[1];
            if (!keys.isEmpty())
                list.append({menu->title().remove(u'&'), QString(parts[0]).remove(u'&'), keys.join(tr(" or "))});
        }
    }
    return list;
}

void WindowActions::paintIcons()
{
    for (auto icon = m_icons.cbegin(); icon != m_icons.cend(); ++icon)
        icon.key()->setIcon(themedIcon(icon.value(), m_window.palette()));
}

bool WindowActions::eventFilter(QObject *object, QEvent *event)
{
    if (object == &m_window && event->type() == QEvent::PaletteChange)
        paintIcons();
    return QObject::eventFilter(object, event);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowimports.h"

#include "mainwindow/choosers.h"
#include "mainwindow/importreporter.h"
#include "mainwindow/session.h"

#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QMainWindow>
#include <QMimeData>

#include <utility>

namespace eventscope {

WindowImports::WindowImports(QMainWindow &window, MessageBar &messages, StatusLine &status)
    : QObject(&window)
    , m_window(window)
    , m_messages(messages)
    , m_status(status)
{
    window.setAcceptDrops(true);
    window.installEventFilter(this);
}

void WindowImports::setSession(Session *session)
{
    delete std::exchange(m_imports, nullptr);
    m_session = session;
    if (!session)
        return;
    m_imports = new ImportController(session->store(), session->services(), this);
    auto *reporter = new ImportReporter(*session, *m_imports, m_messages, m_status, m_imports);
    connect(reporter, &ImportReporter::rejectsRequested, this, &WindowImports::rejectsRequested);
    connect(reporter, &ImportReporter::rejectsChanged, this, &WindowImports::rejectsChanged);
    connect(m_imports, &ImportController::runningChanged, &session->judging(), &JudgingController::setHeld);
    const auto follow = [this, session] { m_imports->setPlan(session->judging().currentPlan()); };
    connect(&session->judging(), &JudgingController::rulesChanged, m_imports, follow);
    follow();
}

void WindowImports::start(const ImportController::Job &job)
{
    if (m_imports && !job.sources.empty())
        m_imports->start(job);
}

void WindowImports::choose()
{
    chooseFiles(&m_window, [this](const QStringList &paths) { start(ImportController::filesJob(paths)); });
}

void WindowImports::paste()
{
    const QMimeData *clipboard = QApplication::clipboard()->mimeData();
    if (accepts(clipboard)) {
        start(ImportController::mimeJob(*clipboard));
        return;
    }
    m_messages.post({Message::Kind::Notice,
        tr("There is no text on the clipboard. Copy events as JSON, then paste them here."), "paste", {}});
}

bool WindowImports::isRunning() const
{
    return m_imports && m_imports->isRunning();
}

bool WindowImports::mayStop() const
{
    return !isRunning() || confirmStop(&m_window);
}

bool WindowImports::accepts(const QMimeData *mime) const
{
    return m_imports && mime && !m_session->store().isReadOnly() && ImportController::holdsEvents(*mime);
}

bool WindowImports::eventFilter(QObject *object, QEvent *event)
{
    const bool drop = event->type() == QEvent::Drop;
    if (object != &m_window || (!drop && event->type() != QEvent::DragEnter))
        return QObject::eventFilter(object, event);
    auto *dropping = static_cast<QDropEvent *>(event);
    if (!accepts(dropping->mimeData()))
        return false;
    if (drop)
        start(ImportController::mimeJob(*dropping->mimeData()));
    dropping->acceptProposedAction();
    return true;
}

}

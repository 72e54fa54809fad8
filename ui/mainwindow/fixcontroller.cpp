// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/fixcontroller.h"

#include "fixcommand.h"
#include "mainwindow/session.h"
#include "mainwindow/statusline.h"
#include "problems/fixdialog.h"
#include "views/celltext.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QByteArray fixWork = "fix";
const QByteArray fixMessage = "fix";

// The last rows are the latest, so it is found soon.
std::optional<Row> rowOfOrigin(const Columns &columns, OriginId origin)
{
    for (Row row = columns.size(); row > 0; --row)
        if (columns.origin(row - 1) == static_cast<Term>(origin))
            return row - 1;
    return std::nullopt;
}

}

FixController::FixController(Session &session, StatusLine &status, QWidget &window, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_status(status)
    , m_window(window)
    , m_search(this, [this](const Result<SearchResult> &found) { takeRows(found); })
{
    connect(&m_fixes, &QFutureWatcherBase::finished, this, &FixController::takeFixes);
    connect(&m_fixing, &QFutureWatcherBase::finished, this, &FixController::takeReport);
    const auto showProgress = [this](const QFutureWatcherBase &watcher) {
        const qint64 total = std::max(1, watcher.progressMaximum());
        m_status.setWork(fixWork, static_cast<int>(watcher.progressValue() * 1000LL / total),
            tr("%1 of %2 events")
                .arg(QLocale().toString(watcher.progressValue()), QLocale().toString(watcher.progressMaximum())));
    };
    connect(&m_fixes, &QFutureWatcherBase::progressValueChanged, this, [this, showProgress] { showProgress(m_fixes); });
    connect(
        &m_fixing, &QFutureWatcherBase::progressValueChanged, this, [this, showProgress] { showProgress(m_fixing); });
    connect(&status, &StatusLine::cancelRequested, this, [this](const QByteArray &key) {
        if (key != fixWork)
            return;
        m_fixes.cancel();
        m_fixing.cancel();
    });
}

FixController::~FixController()
{
    delete m_dialog.data();
    for (QFutureWatcherBase *watcher : std::initializer_list<QFutureWatcherBase *>{&m_fixes, &m_fixing}) {
        watcher->disconnect(this);
        watcher->cancel();
        watcher->waitForFinished();    // it reads and writes the session's store
    }
    m_status.endWork(fixWork);
}

bool FixController::mayStart()
{
    if (m_session.store().isReadOnly()) {
        emit posted({Message::Kind::Notice, tr("Nothing was changed. %1").arg(m_session.store().readOnlyReason()),
            fixMessage, {}});
        return false;
    }
    if (m_fixes.isRunning() || m_fixing.isRunning()) {
        emit posted({Message::Kind::Notice, tr("Other events are being mended. Wait until that is done, or cancel it."),
            fixMessage, {}});
        return false;
    }
    return true;
}

void FixController::begin(const QString &sentence)
{
    m_status.beginWork(fixWork, sentence);
}

void FixController::offer(const std::vector<Row> &rows)
{
    if (rows.empty() || !mayStart())
        return;
    m_rows = rows;
    begin(tr("Looking for what can be mended…"));
    m_fixes.setFuture(sharedFixes(m_session.store(), m_session.services(), m_session.judging().currentPlan(), m_rows));
}

void FixController::offerAll()
{
    m_search.follow(m_session.store().search(m_session.filter().filter()));
}

void FixController::takeRows(const Result<SearchResult> &found)
{
    if (found)
        offer(found->rows);
    else
        sayError(found.error());
}

void FixController::takeFixes()
{
    m_status.endWork(fixWork);
    const QFuture<Result<std::vector<SharedFix>>> future = m_fixes.future();
    if (future.resultCount() == 0)
        return;
    const Result<std::vector<SharedFix>> fixes = future.result();
    if (!fixes)
        sayError(fixes.error());
    else if (fixes->empty())
        emit posted({Message::Kind::Notice,
            counted(static_cast<qint64>(m_rows.size()),
                tr("There is nothing in this event that can be mended automatically. Edit a copy of it instead."),
                tr("There is nothing in these %1 events that can be mended automatically.")),
            fixMessage, {}});
    else
        choose(*fixes);
}

void FixController::choose(const std::vector<SharedFix> &fixes)
{
    delete m_dialog.data();
    auto *dialog = new FixDialog(fixes, static_cast<qint64>(m_rows.size()), &m_window);
    m_dialog = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FixDialog::chosen, this,
        [this, rows = m_rows](const SharedFix &chosen) { fix(rows, chosen.rule, chosen.label); });
    dialog->open();
}

void FixController::fix(const std::vector<Row> &rows, const QByteArray &rule, const QString &label)
{
    if (rows.empty() || !mayStart())
        return;
    m_rows = rows;
    m_rule = rule;
    m_label = label;
    begin(counted(static_cast<qint64>(rows.size()), tr("Mending 1 event…"), tr("Mending %1 events…")));
    m_fixing.setFuture(
        applyFix(m_session.store(), m_session.services(), m_session.judging().currentPlan(), m_rows, m_rule, m_label));
}

void FixController::takeReport()
{
    m_status.endWork(fixWork);
    const QFuture<Result<BulkFixReport>> future = m_fixing.future();
    if (future.resultCount() == 0) {
        emit posted({Message::Kind::Notice, tr("Nothing was changed."), fixMessage, {}});
        return;
    }
    const Result<BulkFixReport> report = future.result();
    if (!report)
        return sayError(report.error());
    if (report->mended == 0) {
        emit posted({Message::Kind::Notice,
            tr("Nothing was changed: the event has changed meanwhile. Look at its findings again."), fixMessage, {}});
        return;
    }
    const std::vector<Row> rows = std::exchange(m_rows, {});
    // The command outlives this object in the stack of undo, but not the session.
    const auto again = [&session = m_session, rows, rule = m_rule, label = m_label] {
        return applyFix(session.store(), session.services(), session.judging().currentPlan(), rows, rule, label);
    };
    const std::optional<Row> one = rows.size() == 1 ? std::optional(rows.front()) : std::nullopt;
    const FixCommand::Callbacks callbacks{[self = QPointer(this)](const Error &error) {
                                              if (self)
                                                  self->sayError(error);
                                          },
        [self = QPointer(this), one](bool mended, const EventStore::Replacement &replacement) {
            if (self && one)
                self->follow(mended, replacement, *one);
        }};
    m_session.undo().push(new FixCommand(m_session.store(), *report, again, callbacks));
    if (one)
        follow(true, report->replacement, *one);
    emit posted({Message::Kind::Notice,
        tr("%1: %2.").arg(m_label, counted(report->mended, tr("1 event mended"), tr("%1 events mended"))), fixMessage,
        {{tr("Undo"), [this] { m_session.undo().undo(); }}}});
}

void FixController::follow(bool mended, const EventStore::Replacement &replacement, Row row)
{
    const std::optional<Row> now =
        mended ? rowOfOrigin(m_session.store().columns(), replacement.origin) : std::optional(row);
    if (now)
        emit moved(*now);
}

void FixController::sayError(const Error &error)
{
    if (error.kind != Error::Kind::Cancelled)
        emit posted({Message::Kind::Error, error.message, fixMessage, {}});
    else
        emit posted({Message::Kind::Notice, tr("Nothing was changed."), fixMessage, {}});
}

}

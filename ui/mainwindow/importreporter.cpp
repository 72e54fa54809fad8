// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/importreporter.h"

#include "mainwindow/messagebar.h"
#include "mainwindow/session.h"
#include "mainwindow/statusline.h"
#include "removecommand.h"

#include <QFutureWatcher>
#include <QLocale>
#include <QPromise>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QByteArray importWork = "import";

QString number(qint64 count)
{
    return QLocale().toString(qlonglong{count});
}

void rowsOfOrigin(QPromise<std::vector<Row>> &promise, const Columns *columns, OriginId origin)
{
    constexpr Row stride = 1U << 16;
    std::vector<Row> rows;
    const Row size = columns->size();
    for (Row row = 0; row < size; ++row) {
        if (row % stride == 0 && promise.isCanceled())
            return;
        if (columns->origin(row) == static_cast<Term>(origin) && !columns->removed(row))
            rows.push_back(row);
    }
    promise.addResult(std::move(rows));
}

}

ImportReporter::ImportReporter(
    Session &session, ImportController &imports, MessageBar &messages, StatusLine &status, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_imports(imports)
    , m_messages(messages)
    , m_status(status)
{
    connect(&imports, &ImportController::started, this,
        [this](const QString &label) { m_status.beginWork(importWork, tr("Importing %1…").arg(label)); });
    connect(&imports, &ImportController::progressed, this,
        [this](int perMille, const QString &detail) { m_status.setWork(importWork, perMille, detail); });
    connect(&status, &StatusLine::cancelRequested, this, [this](const QByteArray &key) {
        if (key == importWork)
            m_imports.cancel();
    });
    connect(&imports, &ImportController::finished, this, &ImportReporter::finished);
    connect(&imports, &ImportController::failed, this, [this](const QString &label, const Error &error) {
        m_status.endWork(importWork);
        m_messages.post({Message::Kind::Error,
            tr("%1 was not imported, nothing of it was kept. %2").arg(label, error.message), "import", {}});
    });
    connect(&imports, &ImportController::cancelled, this, [this](const QString &label) {
        m_status.endWork(importWork);
        m_messages.post({Message::Kind::Notice,
            tr("The import of %1 was cancelled; nothing of it was kept.").arg(label), "import", {}});
    });
}

ImportReporter::~ImportReporter()
{
    m_scan.cancel();
    m_scan.waitForFinished();    // it reads the session's columns
}

QString ImportReporter::sentence(const QString &label, const ImportReport &report)
{
    if (report.read == 0)
        return tr("There are no events in %1.").arg(label);
    if (report.stored == 0)
        return tr("Nothing could be imported from %1: %2 rejected.").arg(label, number(report.rejected));
    const QString imported = report.stored == 1 ? tr("1 event imported from %1").arg(label)
                                                : tr("%1 events imported from %2").arg(number(report.stored), label);
    return report.rejected == 0 ? tr("%1.").arg(imported)
                                : tr("%1, %2 rejected.").arg(imported, number(report.rejected));
}

void ImportReporter::finished(const ImportController::Job &job, const ImportReport &report)
{
    m_status.endWork(importWork);
    if (report.rejected > 0)
        emit rejectsChanged();
    if (report.commentsFound && !job.options.stripComments)
        return offerStripping(job, report);
    Message message{Message::Kind::Notice, sentence(job.label(), report), "import", {}};
    if (report.rejected > 0 || !report.requestFindings.empty())
        message.kind = Message::Kind::Warning;
    if (!report.requestFindings.empty())
        message.text += u' ' + tr("About the request around them: %1").arg(report.requestFindings.front().sentence);
    if (report.rejected > 0)
        message.actions.push_back(
            {tr("Show rejects"), [this, origin = report.origin] { emit rejectsRequested(origin); }});
    if (report.stored > 0)
        message.actions.push_back({tr("Undo"), [this, origin = report.origin] { remove(origin, [] {}); }});
    m_messages.post(std::move(message));
}

void ImportReporter::offerStripping(const ImportController::Job &job, const ImportReport &report)
{
    Message message{Message::Kind::Warning,
        tr("The text has // comments or trailing commas, which JSON does not allow. %1")
            .arg(sentence(job.label(), report)),
        "import", {}};
    ImportController::Job again = job;
    again.options.stripComments = true;
    // What was readable is read again, so it must not stay twice.
    message.actions.push_back({tr("Strip comments and import"), [this, again, report] {
                                   if (report.stored > 0)
                                       remove(report.origin, [this, again] { m_imports.start(again); });
                                   else
                                       m_imports.start(again);
                               }});
    message.actions.push_back({tr("Show rejects"), [this, origin = report.origin] { emit rejectsRequested(origin); }});
    if (report.stored > 0)
        message.actions.push_back({tr("Undo"), [this, origin = report.origin] { remove(origin, [] {}); }});
    m_messages.post(std::move(message));
}

void ImportReporter::remove(OriginId origin, std::function<void()> then)
{
    m_scan.waitForFinished();
    auto *watcher = new QFutureWatcher<std::vector<Row>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, then = std::move(then)] {
        watcher->deleteLater();
        if (watcher->future().resultCount() == 0)
            return;
        auto onFailure = [this](const Error &error) {
            m_messages.post({Message::Kind::Error, error.message, "remove", {}});
        };
        if (std::vector<Row> rows = watcher->result(); !rows.empty())
            m_session.undo().push(new RemoveCommand(m_session.store(), std::move(rows), onFailure));
        then();
    });
    // No then() on it: Qt 6.4 follows dangling continuations when such a future is cancelled.
    m_scan = QtConcurrent::run(rowsOfOrigin, &m_session.store().columns(), origin);
    watcher->setFuture(m_scan);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/importcontroller.h"

#include <QFileInfo>
#include <QLocale>
#include <QMimeData>
#include <QUrl>

#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QStringList localFiles(const QMimeData &mime)
{
    QStringList files;
    for (const QUrl &url : mime.urls()) {
        if (url.isLocalFile())
            files << url.toLocalFile();
    }
    return files;
}

}

QString ImportController::Job::label() const
{
    if (sources.size() == 1)
        return sources.front().label;
    return ImportController::tr("%1 files").arg(QLocale().toString(qulonglong{sources.size()}));
}

ImportController::ImportController(EventStore &store, const ServiceSet &services, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_services(services)
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &ImportController::take);
    connect(&m_watcher, &QFutureWatcherBase::progressValueChanged, this,
        [this](int value) { emit progressed(value, m_watcher.progressText()); });
}

ImportController::~ImportController()
{
    m_watcher.disconnect(this);
    m_watcher.cancel();
    m_watcher.waitForFinished();
}

ImportController::Job ImportController::filesJob(const QStringList &paths, const QByteArray &service)
{
    Job job;
    for (const QString &path : paths) {
        ImportSource source;
        source.label = QFileInfo(path).fileName();
        source.path = path;
        job.sources.push_back(std::move(source));
    }
    job.options.read.service = service;
    return job;
}

ImportController::Job ImportController::textJob(const QByteArray &text)
{
    ImportSource source;
    source.label = tr("pasted text");
    source.bytes = text;
    Job job;
    job.sources.push_back(std::move(source));
    job.options.kind = u"paste"_s;
    return job;
}

bool ImportController::holdsEvents(const QMimeData &mime)
{
    return !localFiles(mime).isEmpty() || !mime.text().trimmed().isEmpty();
}

ImportController::Job ImportController::mimeJob(const QMimeData &mime)
{
    const QStringList files = localFiles(mime);
    return files.isEmpty() ? textJob(mime.text().toUtf8()) : filesJob(files);
}

void ImportController::start(Job job)
{
    m_waiting.push_back(std::move(job));
    if (!m_running)
        next();
}

void ImportController::cancel()
{
    m_waiting.clear();
    m_watcher.cancel();
}

void ImportController::next()
{
    if (m_waiting.empty())
        return;
    m_job = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_running = true;
    m_job.options.read.plan = m_plan;
    emit runningChanged(true);
    emit started(m_job.label());
    m_watcher.setFuture(importInto(m_store, m_services, m_job.sources, m_job.options));
}

void ImportController::take()
{
    m_running = false;
    const Job job = std::exchange(m_job, {});
    const QFuture<Result<ImportReport>> future = m_watcher.future();
    if (future.resultCount() == 0) {    // NOLINT(bugprone-branch-clone): in the order in which they are asked
        emit cancelled(job.label());
    } else if (const Result<ImportReport> result = future.result()) {
        emit finished(job, *result);
    } else if (result.error().kind == Error::Kind::Cancelled) {
        emit cancelled(job.label());
    } else {
        emit failed(job.label(), result.error());
    }
    next();
    if (!m_running)
        emit runningChanged(false);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/importer.h"

#include <QFutureWatcher>
#include <QObject>

#include <deque>

class QMimeData;

namespace eventscope {

// Runs imports into one store, one after the other. GUI thread; the work is done elsewhere. Destruction
// cancels what runs and waits for it, which leaves nothing of it in the store.
class ImportController : public QObject {
    Q_OBJECT

public:
    struct Job {
        std::vector<ImportSource> sources;
        ImportOptions options;

        [[nodiscard]] QString label() const;    // "a.ndjson", "3 files"
    };

    ImportController(EventStore &store, const ServiceSet &services, QObject *parent = nullptr);
    ~ImportController() override;

    // The service is detected where it is empty.
    [[nodiscard]] static Job filesJob(const QStringList &paths, const QByteArray &service = {});
    [[nodiscard]] static Job textJob(const QByteArray &text);
    [[nodiscard]] static bool holdsEvents(const QMimeData &mime);
    // What was dropped or pasted: files, else text.
    [[nodiscard]] static Job mimeJob(const QMimeData &mime);

    // What events are judged by beside their service's rules, from the next import on; may be null.
    void setPlan(PlanJudgePtr plan) { m_plan = std::move(plan); }

    void start(Job job);
    [[nodiscard]] bool isRunning() const { return m_running; }

public slots:
    void cancel();    // the one that runs; those that wait are forgotten

signals:
    // Whether something is under way, or waits for its turn.
    void runningChanged(bool running);
    void started(const QString &label);
    void progressed(int perMille, const QString &sentence);
    // Each start ends in one of these.
    void finished(const eventscope::ImportController::Job &job, const eventscope::ImportReport &report);
    void failed(const QString &label, const eventscope::Error &error);
    void cancelled(const QString &label);

private:
    void next();
    void take();

    EventStore &m_store;
    const ServiceSet &m_services;
    PlanJudgePtr m_plan;
    std::deque<Job> m_waiting;
    Job m_job;
    bool m_running = false;
    QFutureWatcher<Result<ImportReport>> m_watcher;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plankeeper.h"

#include <QFutureWatcher>
#include <QThreadPool>
#include <QTimer>
#include <QtConcurrent>

#include <map>

namespace eventscope {

namespace {

constexpr int waitMs = 400;

struct Job {
    std::optional<PlanContent> content;
    bool inForce = false;
};

using Jobs = std::map<int, Job>;

struct Outcome {
    Jobs unsaved;
    std::optional<Error> error;
};

// Where the store has the plans; one save after another, on one thread.
struct Saver {
    Plans &plans;
    std::map<int, PlanId> ids;

    Result<void> save(int key, const Job &job)
    {
        PlanId &id = ids[key];
        if (!job.content)
            return id == 0 ? Result<void>() : plans.remove(id).result();
        StoredPlan stored;
        stored.id = id;
        stored.title = job.content->title;
        stored.text = job.content->plan ? job.content->plan->text() : job.content->text;
        stored.inForce = job.inForce;
        const Result<PlanId> saved = plans.save(std::move(stored)).result();
        if (!saved)
            return failure(saved.error());
        id = *saved;
        return {};
    }

    Outcome save(Jobs jobs)
    {
        Outcome outcome;
        for (auto &[key, job] : jobs) {
            const Result<void> saved = save(key, job);
            if (saved)
                continue;
            outcome.error = saved.error();
            outcome.unsaved.emplace(key, std::move(job));
        }
        return outcome;
    }
};

}

struct PlanKeeper::Private {
    explicit Private(Plans &plans)
        : saver(std::make_shared<Saver>(Saver{plans, {}}))
    {
        pool.setMaxThreadCount(1);
        timer.setSingleShot(true);
        timer.setTimerType(Qt::PreciseTimer);
        timer.setInterval(waitMs);
    }

    [[nodiscard]] QFuture<Outcome> save()
    {
        timer.stop();
        isBusy = true;
        return QtConcurrent::run(&pool,
            [saver = saver, jobs = std::exchange(waiting, {})]() mutable { return saver->save(std::move(jobs)); });
    }

    // One save at a time: while one is under way, the next waits for its end.
    void saveNow()
    {
        isDue = isBusy;
        if (!isDue)
            watcher.setFuture(save());
    }

    std::shared_ptr<Saver> saver;
    Jobs waiting;
    bool isBusy = false;    // until the store's answer is taken
    bool isDue = false;
    QTimer timer;
    // Of its own: what is typed does not wait for an import. Waits for its jobs when it goes.
    QThreadPool pool;
    QFutureWatcher<Outcome> watcher;
};

PlanKeeper::PlanKeeper(Plans &plans, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(plans))
{
    connect(&d->timer, &QTimer::timeout, this, [this] { d->saveNow(); });
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] {
        Outcome outcome = d->watcher.future().takeResult();
        d->isBusy = false;
        d->waiting.merge(outcome.unsaved);    // what was changed since is newer
        if (d->isDue)
            d->saveNow();
        if (outcome.error)
            emit failed(*outcome.error);
        else if (d->waiting.empty() && !d->isBusy)
            emit kept();
    });
}

PlanKeeper::~PlanKeeper()
{
    if (!d->waiting.empty())
        static_cast<void>(d->save());
}

void PlanKeeper::know(int key, PlanId id)
{
    const auto saver = d->saver;
    d->pool.start([saver, key, id] { saver->ids[key] = id; });
}

void PlanKeeper::keep(int key, const std::optional<PlanContent> &content, bool inForce)
{
    d->waiting.insert_or_assign(key, Job{content, inForce});
    // The timer is not put off by further changes: who types without a pause is kept all the same.
    if (!d->timer.isActive())
        d->timer.start();
}

}

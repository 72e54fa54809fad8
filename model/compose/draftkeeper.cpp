// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/draftkeeper.h"

#include "event/utf8.h"
#include "service/redaction.h"

#include <QFutureWatcher>
#include <QThreadPool>
#include <QTimer>
#include <QtConcurrent>

namespace eventscope {

namespace {

constexpr int waitMs = 400;

// The text without secrets, else byte for byte as it was typed.
QByteArray withoutSecrets(const QByteArray &text, const Service *service, const Services &services)
{
    if (text.isEmpty())
        return text;
    JsonTape tape;
    if (!tape.read(viewOf(text)))
        return redactedBytes(text, services.all());
    const JsonValue root = tape.root();
    QByteArray redacted;
    if (!redact(root, service, services, redacted))
        return text;
    return text.left(root.offset()) + redacted + text.mid(qsizetype(root.offset()) + root.length());
}

// Where the store has the draft; one save after another, on one thread.
struct Saver {
    Drafts &drafts;
    Services services;
    DraftId id = 0;

    Result<DraftId> save(StoredDraft draft)
    {
        const ServicePtr service = services.find(draft.service);
        draft.text = withoutSecrets(draft.text, service.get(), services);
        draft.envelope = withoutSecrets(draft.envelope, service.get(), services);
        draft.id = id;
        Result<DraftId> saved = drafts.save(std::move(draft)).result();
        if (saved)
            id = *saved;
        return saved;
    }
};

}

StoredDraft storedDraft(const DraftState &state)
{
    StoredDraft stored;
    stored.text = state.text;
    stored.envelope = state.envelope;
    stored.service = state.service;
    stored.shape = state.shape;
    stored.transport = state.transport;
    stored.endpoint = state.endpoint;
    return stored;
}

struct DraftKeeper::Private {
    Private(Draft &keptDraft, Drafts &drafts, Services services, DraftId known)
        : draft(keptDraft)
        , saver(std::make_shared<Saver>(Saver{drafts, std::move(services), known}))
        , id(known)
    {
        pool.setMaxThreadCount(1);
        timer.setSingleShot(true);
        timer.setTimerType(Qt::PreciseTimer);
        timer.setInterval(waitMs);
    }

    [[nodiscard]] StoredDraft stored() const
    {
        StoredDraft stored = storedDraft(draft.state());
        stored.place = place;
        stored.open = isOpen;
        return stored;
    }

    // The timer is not put off by further changes: who types without a pause is kept all the same.
    void note()
    {
        isUnsaved = true;
        if (!timer.isActive())
            timer.start();
    }

    [[nodiscard]] QFuture<Result<DraftId>> save()
    {
        timer.stop();
        isUnsaved = false;
        isBusy = true;
        return QtConcurrent::run(
            &pool, [saver = saver, draft = stored()]() mutable { return saver->save(std::move(draft)); });
    }

    // One save at a time: while one is under way, the next waits for its end.
    void saveNow()
    {
        isDue = isBusy;
        if (!isDue)
            watcher.setFuture(save());
    }

    Draft &draft;
    std::shared_ptr<Saver> saver;
    DraftId id = 0;
    int place = 0;
    bool isOpen = true;
    bool isUnsaved = false;
    bool isBusy = false;    // until the store's answer is taken
    bool isDue = false;
    QTimer timer;
    // Of its own: what is typed does not wait for an import. Waits for its jobs when it goes.
    QThreadPool pool;
    QFutureWatcher<Result<DraftId>> watcher;
};

DraftKeeper::DraftKeeper(Draft &draft, Drafts &drafts, Services services, DraftId id, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(draft, drafts, std::move(services), id))
{
    connect(&draft, &Draft::changed, this, [this] { d->note(); });
    connect(&d->timer, &QTimer::timeout, this, [this] { d->saveNow(); });
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] {
        const Result<DraftId> saved = d->watcher.future().takeResult();
        d->isBusy = false;
        if (saved)
            d->id = *saved;
        else
            d->isUnsaved = true;
        if (d->isDue)
            d->saveNow();
        if (saved)
            emit kept();
        else
            emit failed(saved.error());
    });
}

DraftKeeper::~DraftKeeper()
{
    if (d->isUnsaved || d->isDue)
        static_cast<void>(d->save());
}

void DraftKeeper::setPlace(int place)
{
    const bool isOther = d->place != place;
    d->place = place;
    if (isOther && (d->id != 0 || d->isBusy))
        d->note();
}

void DraftKeeper::keep(bool open)
{
    d->isOpen = open;
    d->isUnsaved = true;
    d->saveNow();
}

DraftId DraftKeeper::id() const
{
    return d->id;
}

}

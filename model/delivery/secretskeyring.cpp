// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/deliverytext.h"
#include "delivery/keyring.h"
#include "delivery/secrets_p.h"

#include <QPromise>

namespace eventscope {

Result<Keys> Secrets::keysOrRead(const Endpoint &endpoint)
{
    bool isToBeRead = false;
    {
        const std::scoped_lock lock(d->guard);
        Result<Keys> keys = d->keysFor(endpoint);
        if (keys)
            return keys;
        for (const QString &entry : keyringEntries(endpoint))
            isToBeRead = isToBeRead || !d->entries.contains(entry);
        if (!isToBeRead)
            return keys;
    }
    (void)prepare(endpoint);
    return keysFor(endpoint);
}

namespace {

// Several answers as one: the first failure, when all are there.
struct JoinedAnswers {
    std::mutex guard;
    QPromise<Result<void>> promise;
    qsizetype open = 0;
    Result<void> result;

    void take(const Result<void> &one)
    {
        const std::scoped_lock lock(guard);
        if (!one && result)
            result = failure(one.error());
        if (--open > 0)
            return;
        promise.addResult(result);
        promise.finish();
    }
};

std::shared_ptr<JoinedAnswers> joinAnswers(qsizetype count)
{
    auto joined = std::make_shared<JoinedAnswers>();
    joined->open = count;
    joined->promise.start();
    if (count == 0) {
        joined->promise.addResult(Result<void>());
        joined->promise.finish();
    }
    return joined;
}

Error noKeyringHere()
{
    return {Error::Kind::NotFound,
        DeliveryText::tr("No keyring is used here. Enter the key, or name an environment variable that holds it.")};
}

}

QFuture<Result<void>> Secrets::prepare(const Endpoint &endpoint)
{
    QStringList wanted;
    {
        const std::scoped_lock lock(d->guard);
        for (const QString &entry : keyringEntries(endpoint)) {
            if (!d->read(entry).isEmpty())
                continue;
            d->entries.try_emplace(entry);    // it is looked for
            wanted.append(entry);
        }
    }
    const auto joined = joinAnswers(wanted.size());
    QFuture<Result<void>> future = joined->promise.future();
    for (const QString &entry : wanted) {
        const auto take = [d = d, joined, entry, name = endpoint.name](const Result<QByteArray> &value) {
            {
                const std::scoped_lock lock(d->guard);
                const auto known = d->entries.find(entry);
                // What was kept or discarded meanwhile is newer.
                if (known != d->entries.end() && known->second.value.isEmpty()) {
                    known->second = {value.value_or(QByteArray()), value ? QString() : value.error().message};
                    if (value)
                        d->tellChange();
                }
            }
            if (value)
                return joined->take({});
            joined->take(failure(value.error().kind,
                DeliveryText::tr("The key for \"%1\" could not be read. %2").arg(name, value.error().message)));
        };
        if (d->keyring)
            std::ignore = d->keyring->read(entry, take);
        else
            take(failure(noKeyringHere()));
    }
    return future;
}

QFuture<Result<void>> Secrets::keep(const QString &entry, const QByteArray &value)
{
    return keep({{entry, value}});
}

QFuture<Result<void>> Secrets::keep(const Kept &entries)
{
    {
        const std::scoped_lock lock(d->guard);
        for (const auto &[entry, value] : entries)
            d->entries[entry] = {value, {}};
        d->tellChange();
    }
    if (!d->keyring && !entries.empty())
        return QtFuture::makeReadyFuture(Result<void>(failure(noKeyringHere())));
    const auto joined = joinAnswers(static_cast<qsizetype>(entries.size()));
    QFuture<Result<void>> future = joined->promise.future();
    for (const auto &[entry, value] : entries)
        std::ignore = d->keyring->write(entry, value, [joined](const Result<void> &kept) { joined->take(kept); });
    return future;
}

QFuture<Result<void>> Secrets::discard(const QStringList &entries)
{
    {
        const std::scoped_lock lock(d->guard);
        for (const QString &entry : entries)
            d->entries.erase(entry);
    }
    const auto joined = joinAnswers(d->keyring ? entries.size() : 0);
    QFuture<Result<void>> future = joined->promise.future();
    if (d->keyring) {
        for (const QString &entry : entries)
            std::ignore = d->keyring->remove(entry, [joined](const Result<void> &removed) { joined->take(removed); });
    }
    return future;
}

QFuture<Result<void>> Secrets::isKeyringAvailable() const
{
    if (!d->keyring)
        return QtFuture::makeReadyFuture(Result<void>(failure(noKeyringHere())));
    return d->keyring->isAvailable();
}

}

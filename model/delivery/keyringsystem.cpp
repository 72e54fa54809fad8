// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/deliverytext.h"
#include "delivery/keyring.h"

#include <QFileInfo>

#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString noKeyring()
{
    return DeliveryText::tr("There is no keyring on this system: no secret service answers. Start one, such as GNOME "
                            "Keyring or KWallet, or "
                            "name an environment variable that holds the key.");
}

Error keyringError(QKeychain::Error error, const QString &details)
{
    switch (error) {
    case QKeychain::EntryNotFound:
        return {Error::Kind::NotFound, DeliveryText::tr("The keyring holds no such key.")};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return {Error::Kind::Busy,
            DeliveryText::tr("The keyring is locked, or refused to be used. Unlock it, and try again.")};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return {Error::Kind::Io, noKeyring()};
    default:
        break;
    }
    if (details.isEmpty())
        return {Error::Kind::Io, noKeyring()};
    return {Error::Kind::Io,
        DeliveryText::tr(
            "The system's keyring cannot be used (%1). Start it, or name an environment variable that holds "
            "the key.")
            .arg(details.simplified().left(200))};
}

// Without a session bus nothing is asked: D-Bus would try to start one.
bool hasSessionBus()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !folder.isEmpty() && QFileInfo::exists(folder + u"/bus"_s);
#else
    return true;
#endif
}

template <typename Job>
Job *makeJob(const KeyringRequest &request, const KeyringAnswer &answer)
{
    auto *job = new Job(u"Eventscope"_s);    // deletes itself when it is done
    job->setInsecureFallback(false);
    job->setKey(request.entry);
    QObject::connect(job, &QKeychain::Job::finished, job, [answer](QKeychain::Job *done) {
        if (done->error() != QKeychain::NoError)
            return answer(failure(keyringError(done->error(), done->errorString())));
        const auto *read = qobject_cast<QKeychain::ReadPasswordJob *>(done);
        answer(read ? read->textData().toUtf8() : QByteArray());
    });
    return job;
}

void askSystem(const KeyringRequest &request, const KeyringAnswer &answer)
{
    if (!hasSessionBus())
        return answer(failure(Error::Kind::Io, noKeyring()));
    switch (request.kind) {
    case KeyringRequest::Kind::Read:
        return makeJob<QKeychain::ReadPasswordJob>(request, answer)->start();
    case KeyringRequest::Kind::Remove:
        return makeJob<QKeychain::DeletePasswordJob>(request, answer)->start();
    case KeyringRequest::Kind::Write: {
        auto *job = makeJob<QKeychain::WritePasswordJob>(request, answer);
        job->setTextData(QString::fromUtf8(request.value));
        return job->start();
    }
    }
}

}

KeyringBackend systemKeyring()
{
    return askSystem;
}

}

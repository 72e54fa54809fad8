// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "event/told.h"

#include <QByteArray>
#include <QFuture>

#include <functional>
#include <memory>

namespace eventscope {

struct KeyringRequest {
    enum class Kind : quint8 { Read, Write, Remove };

    Kind kind = Kind::Read;
    QString entry;
    QByteArray value = {};    // of Write
};

// What asks a keyring: called on a thread of its own with an event loop, one request after the other; answers
// there, once, now or later, with the value of a Read. NotFound: there is no such entry. Anything else says why
// the keyring cannot be used, in a sentence and without the value.
using KeyringAnswer = std::function<void(Result<QByteArray>)>;
using KeyringBackend = std::function<void(const KeyringRequest &, KeyringAnswer)>;

// That of the desktop: the secret service on D-Bus, KWallet, the keychains of other systems. Never a file of
// our own: where there is none, that is said.
[[nodiscard]] KeyringBackend systemKeyring();

// Keys in the system's keyring, below "Eventscope", one entry a part of an endpoint's key. A person may be asked
// to unlock it, so an answer can take a while; after `patience` it is Busy. Any thread may call, none is blocked.
// At most one of the system's lives in a process; it outlives those who use it. Its end waits a moment for what is
// to be kept or removed, and answers the rest.
class Keyring {
public:
    explicit Keyring(KeyringBackend backend = systemKeyring(), int patienceMs = 120'000);
    ~Keyring();
    Keyring(const Keyring &) = delete;
    Keyring &operator=(const Keyring &) = delete;

    // Whether there is one that answers; else why not and what to do. Asks for an entry that is none, which may
    // open the keyring.
    [[nodiscard]] QFuture<Result<void>> isAvailable();
    [[nodiscard]] QFuture<Result<QByteArray>> read(
        const QString &entry, Told<Result<QByteArray>> told = {});    // NotFound: no such entry, or empty
    [[nodiscard]] QFuture<Result<void>> write(
        const QString &entry, const QByteArray &value, Told<Result<void>> told = {});
    [[nodiscard]] QFuture<Result<void>> remove(
        const QString &entry, Told<Result<void>> told = {});    // also when there is none

    // A name for a new entry, which stands in the "variable" of a SecretSource: the endpoint's, so that people know it
    // in their keyring, and what no other has.
    [[nodiscard]] static QString newEntry(const QString &endpoint);
    // Whether newEntry() may have made it.
    [[nodiscard]] static bool isEntry(QStringView name);

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/secrets.h"

#include <map>
#include <mutex>

namespace eventscope {

struct Secrets::Private {
    // A key's place in the keyring and what is known of it.
    struct Entry {
        QByteArray value;    // empty: not read, or there is none
        QString fault;       // of the last try to read it
    };

    mutable std::mutex guard;
    Secrets *owner = nullptr;    // null: it is gone
    Environment environment;
    Keyring *keyring = nullptr;
    std::map<std::pair<EndpointId, int>, QByteArray> entered;
    std::map<QString, Entry> entries;

    [[nodiscard]] bool isEntered(EndpointId endpoint, int part) const
    {
        const auto found = entered.find({endpoint, part});
        return found != entered.end() && !found->second.isEmpty();
    }
    [[nodiscard]] QByteArray read(const QString &entry) const
    {
        const auto found = entries.find(entry);
        return found == entries.end() ? QByteArray() : found->second.value;
    }
    void tellChange() const
    {
        if (owner)
            QMetaObject::invokeMethod(owner, &Secrets::changed, Qt::QueuedConnection);
    }
    [[nodiscard]] Result<QByteArray> fromEnvironment(const QString &variable) const;
    [[nodiscard]] Result<QByteArray> enteredPart(const Endpoint &endpoint, int part) const;
    [[nodiscard]] Result<QByteArray> keyringPart(const Endpoint &endpoint, int part) const;
    [[nodiscard]] Result<QByteArray> part(const Endpoint &endpoint, int part) const;
    [[nodiscard]] Result<Keys> keysFor(const Endpoint &endpoint) const;
};

}

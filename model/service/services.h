// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/service.h"

#include <QDir>

namespace eventscope {

class Detector;
class SecretProbe;

// Which service and shape an event is of.
struct Detection {
    ServicePtr service;    // null: nothing recognised it
    QByteArray shape;
    bool ambiguous = false;    // others score the same, and none of them was expected
    QByteArrayList others;     // the ids of those that score the same
};

// The definitions in force: the built-in ones and the user's, of which one with the same id replaces
// a built-in one. Immutable; copies share.
class Services {
public:
    struct Loaded;

    // The built-in definitions and every *.json in a folder (which may not exist). A file with a fault
    // is left out and its Error kept; a built-in definition it would have replaced stays. The folder's
    // settings.json, if any, holds values for what definitions let the user set: {"id": {"name": "value"}};
    // where they are wrong, the definition's own hold and an Error is kept.
    [[nodiscard]] static Loaded load(const QDir &userFolder);
    [[nodiscard]] static Services of(std::vector<ServicePtr> services);

    [[nodiscard]] const std::vector<ServicePtr> &all() const noexcept { return m_services; }
    [[nodiscard]] ServicePtr find(QByteArrayView id) const noexcept;

    // The best score of all shapes of all services; a catch-all loses to any other. `expected`, a
    // service id, wins a tie; when `only` is set nothing else is looked at and its best shape is taken,
    // or, where none scores, the one the event comes nearest to. Of equals the first is taken.
    [[nodiscard]] Detection detect(JsonValue event, QByteArrayView expected = {}, QByteArrayView only = {}) const;

    // False when no service has anything to hide in it: quickly told of most events.
    [[nodiscard]] bool mayHoldSecret(JsonValue eventOrEnvelope) const noexcept;

    // The member that holds the events, if the body is an envelope of any service.
    [[nodiscard]] QByteArray envelopeMember(JsonValue body) const;

    // Where some service's events carry their properties, as JSON pointers, each once.
    [[nodiscard]] QList<QByteArray> propertyPlaces() const;

private:
    std::vector<ServicePtr> m_services;
    std::shared_ptr<const Detector> m_detector;    // null without services
    std::shared_ptr<const SecretProbe> m_probe;    // likewise
};

struct Services::Loaded {
    Services services;
    std::vector<Error> faults;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QByteArray>
#include <QFuture>
#include <QMetaType>
#include <QObject>

#include <memory>
#include <vector>

namespace eventscope {

class StoreNotes;

using EndpointId = qint64;

// A header, or any other name with a value.
struct NamedValue {
    QByteArray name;
    QByteArray value;

    friend bool operator==(const NamedValue &, const NamedValue &) = default;
};

// Where one part of a key comes from. The key itself is never kept.
struct SecretSource {
    enum class Kind : quint8 {
        None,           // there is none
        Environment,    // the environment variable of that name
        Session,        // entered for this run, and held in memory
        Keyring,        // in the system's keyring, under the endpoint's own entry
    };

    Kind kind = Kind::None;
    QString variable = {};

    friend bool operator==(const SecretSource &, const SecretSource &) = default;
};

// How an endpoint is reached where not straight.
struct ProxySetting {
    enum class Kind : quint8 {
        None,      // straight
        System,    // as the system is set up, for that address
        Given,     // the HTTP proxy at host and port
    };

    Kind kind = Kind::None;
    QString host = {};
    quint16 port = 0;

    friend bool operator==(const ProxySetting &, const ProxySetting &) = default;
};

// Where events are sent to, and how: one use of a definition's transport. A value.
struct Endpoint {
    EndpointId id = 0;    // 0: not in the store
    QString name;         // unique in its store, whatever the case
    QByteArray service;
    QByteArray transport;
    QString base;    // http or https, a host, perhaps a port and a path prefix
    // Which of the transport's forms of auth are used, by their place in the definition. They share
    // the parts of one key: a header and a member have one part, basic auth has as many as it leaves
    // open.
    std::vector<int> auth;
    std::vector<SecretSource> secrets;    // one a part
    std::vector<NamedValue> options;      // headers that the definition lets the user set
    // Further headers. `${NAME}` in a value stands for an environment variable, which is read when a
    // request is made and treated as a secret.
    std::vector<NamedValue> headers;
    int timeoutMs = 30'000;    // without any progress
    QByteArray customer;       // the customer identifier that the key is bound to; may be empty
    QByteArray userPointer;    // where events name the user, for services that have a setting for it
    bool production = false;
    double perSecond = 0;          // events a second at most; 0: the definition's rate, else no limit
    int concurrency = 1;           // requests on their way at once, 1 to 16
    bool resumeUnknown = false;    // OutboxPolicy::resumeUnknown of what is queued for it
    ProxySetting proxy;
    QString authorities;    // path of a PEM file with further authorities; empty: the system's alone
    QString certificate;    // paths of PEM files with the client's certificate and its key; empty: none
    QString certificateKey;

    friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

// Whether all is equal that decides where a request goes and what it holds, and what a person agreed to. Keys may
// come from elsewhere than the endpoint says.
[[nodiscard]] bool sendAlike(const Endpoint &one, const Endpoint &other);

// The endpoints of a store, in the order of their names. Lives with its EventStore and on its thread;
// any thread may call what returns a QFuture.
class Endpoints : public QObject {
    Q_OBJECT

public:
    explicit Endpoints(StoreNotes &notes);
    ~Endpoints() override;

    [[nodiscard]] QFuture<Result<std::vector<Endpoint>>> all();
    // Adds one whose id is 0, else replaces. BadInput when the name is empty or another one's; NotFound
    // when there is none of that id any more.
    [[nodiscard]] QFuture<Result<EndpointId>> save(const Endpoint &endpoint);
    // Hides it: what was sent there keeps its name, and restore() brings it back.
    [[nodiscard]] QFuture<Result<void>> remove(EndpointId id);
    [[nodiscard]] QFuture<Result<void>> restore(EndpointId id);

signals:
    // After a save, a removal or a restoration, also by another process.
    void changed();

private:
    StoreNotes &m_notes;
};

}

Q_DECLARE_METATYPE(eventscope::Endpoint)

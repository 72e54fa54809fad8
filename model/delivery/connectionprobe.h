// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/endpointroute.h"
#include "event/timestamp.h"

#include <QByteArray>
#include <QObject>

#include <memory>

namespace eventscope {

// What a try to connect came to.
struct ProbeResult {
    bool reached = false;
    QString message;    // a sentence or two: what was reached and how fast; or what is wrong, and what to do
    Micros took = 0;

    friend bool operator==(const ProbeResult &, const ProbeResult &) = default;
};

// Tries whether a base URL's host can be reached: a TCP connection, with TLS for https, ended as soon as it
// stands; through the route's proxy, with its certificates. No request and no key goes out. Lives on the thread that
// made it, and never blocks it.
class ConnectionProbe : public QObject {
    Q_OBJECT

public:
    explicit ConnectionProbe(QObject *parent = nullptr, SystemProxies proxies = systemProxies());
    ~ConnectionProbe() override;

    // Ends one under way without a word. `base` as usableBase() gives it.
    void start(const QByteArray &base, const EndpointRoute &route, int timeoutMs = 10'000);
    void cancel();    // finished() does not come
    [[nodiscard]] bool isRunning() const;

signals:
    // Once for each start() that was not cancelled.
    void finished(const eventscope::ProbeResult &result);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

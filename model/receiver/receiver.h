// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planjudge.h"
#include "receiver/faultplan.h"
#include "receiver/httplistener.h"
#include "store/receptions.h"
#include "validation/serviceset.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>

namespace eventscope {

// Passes a request on and tells what came back: nothing, and why, where no whole answer came. The client then
// sees the same: a reset, or silence to the time-out. Any thread.
struct ForwardedAnswer {
    std::optional<HttpAnswer> answer;
    bool wentOut = false;    // at least in part
    // The same for eyes and disk: secrets cut.
    std::vector<NamedValue> keptHeaders = {};
    QByteArray keptBody = {};
    QString message;
    std::optional<DeliveryId> delivery;
    bool passedOver = false;    // it is not for whoever passes on: the receiver answers it itself
};
// Calls `told` once, now or later, on any thread.
using Forward = std::function<void(
    const HttpRequest &request, const ServicePtr &service, const QByteArray &transport, Told<ForwardedAnswer> told)>;

struct ReceiverOptions {
    ListenOptions listen;
    bool strict = false;     // invalid events are refused as the service would (400), and kept with that answer
    bool needKey = false;    // 401 without a key, 403 for one of a kind that the transport does not take
    std::vector<FaultSpec> faults;
    Forward forward = {};
    JsonBounds bounds = {};
    qint64 inflatedBytes = 64 << 20;    // of one body
    std::function<Micros()> clock = {};
};

struct ReceiverCounts {
    qint64 requests = 0;
    qint64 events = 0;     // stored
    qint64 repeats = 0;    // of these
    qint64 invalid = 0;    // of these
    qint64 rejects = 0;    // what was no event
    qint64 refused = 0;    // requests that never got that far: see HttpListener
    qint64 faults = 0;     // made on purpose
    qint64 failed = 0;     // not stored: 507 or 500
    int connections = 0;
};

// A service's place to send to, on this computer: `eventscope listen` and the Receiver dock. The routes, bodies
// and answers are those of the definitions; each event is judged as it comes; a request is answered when its
// events are committed. `/run/TAG/…` before any path marks the events of a test run. JSON posted to any other
// path is kept as what it looks like, with the finding "unrecognised".
//
// Lives on the thread that made it, where signals leave; the work is done on others. Destruction answers what
// is being kept, and closes the rest.
class Receiver : public QObject {
    Q_OBJECT

public:
    Receiver(EventStore &store, ServiceSet services, PlanJudgePtr plan = {}, QObject *parent = nullptr);
    ~Receiver() override;

    // Blocks for the opening of the port alone. Io, BadInput as HttpListener.
    [[nodiscard]] Result<void> start(ReceiverOptions options);
    void stop();
    [[nodiscard]] bool isListening() const;
    [[nodiscard]] const ReceiverOptions &options() const;
    [[nodiscard]] quint16 port() const;    // 0 when it does not listen
    [[nodiscard]] QString url() const;     // "http://127.0.0.1:8710"; empty when it does not listen
    // Whether that address is this receiver.
    [[nodiscard]] bool isAt(const QUrl &url) const;

    // From the next request on.
    void setFaults(std::vector<FaultSpec> faults);
    void setStrict(bool strict);
    void setNeedKey(bool needKey);
    void setForward(Forward forward);
    void setServices(ServiceSet services, PlanJudgePtr plan);

    [[nodiscard]] ReceiverCounts counts() const;    // any thread
    [[nodiscard]] std::vector<qint64> faultsMade() const;

signals:
    void listeningChanged();
    // About ten times a second while something comes.
    void received(const eventscope::ReceiverCounts &counts);
    // Likewise about ten times a second, the first twenty each time; ReceiverCounts has them all.
    void refused(const QByteArray &client, int status, const QString &reason);
    // The store keeps nothing any more (a full disk): a sentence; empty when it does again.
    void troubleChanged(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// How to send to it, for people: each service's base URL and a line for a shell, with the port filled in.
struct WayIn {
    ServicePtr service;
    QByteArray transport;
    QString title;    // of service and transport
    QString base;     // what an SDK is given
    QString curl;     // one line, with a sample event and a key that is a placeholder
    QString note;     // how an SDK is told, where the definition says so; may be empty
};
// `base` is the receiver's url, perhaps with `/run/TAG`.
[[nodiscard]] std::vector<WayIn> waysIn(const Services &services, const QString &base);

}

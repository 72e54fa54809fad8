// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/capturereader.h"
#include "receiver/receiver.h"

#include <memory>

namespace eventscope {

// Takes requests from the listener, reads the short ones where they come and has the others read on threads of its
// own, keeps what they hold and answers them when that is committed: many in one transaction, those that are there when
// it begins. Any thread may call; destruction answers what is being kept, and drops the connections
// of the rest.
class CaptureLine {
public:
    // Called on threads of the line, of the store and of who adds.
    struct Listener {
        std::function<void(const QByteArray &client, int status, const QString &reason)> refused;
        std::function<void(const QString &sentence)> trouble;    // empty: it is over
    };
    struct Options {
        QString label;      // of the origin of what has no tag
        QString detail;     // of origins
        int readers = 0;    // threads; 0: as many as are useful
    };

    CaptureLine(EventStore &store, Options options, Listener listener);
    ~CaptureLine();
    CaptureLine(const CaptureLine &) = delete;
    CaptureLine &operator=(const CaptureLine &) = delete;

    // Before the first request, and whenever it changes.
    void setSetup(CaptureSetupPtr setup);
    void setForward(Forward forward);
    void setFaults(std::vector<FaultSpec> faults);

    // Which fault is to meet a request, asked once of each; null for none.
    [[nodiscard]] std::shared_ptr<const FaultSpec> faultFor(const HttpRequest &head);

    // Answers what is being kept and drops the rest, also what comes from here on.
    void close();

    void add(HttpRequest request, HttpResponder respond);

    [[nodiscard]] ReceiverCounts counts() const;    // but for refused and connections
    [[nodiscard]] std::vector<qint64> faultsMade() const;

private:
    struct Private;
    std::shared_ptr<Private> d;
};

}

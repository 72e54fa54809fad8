// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/deliveryrun.h"
#include "intake/importer.h"
#include "validation/serviceset.h"

#include <array>
#include <memory>

namespace eventscope {

// Which of the events in the files are sent.
struct SendTerms {
    QByteArray service;    // others are skipped
    QByteArray shape;      // what its transport carries
    Endpoint endpoint;
    JudgeContext context;
    bool invalid = false;    // also those that the service would refuse
    bool stripComments = false;
};

// What became of those that are not.
struct FeedCounts {
    qint64 read = 0;    // events and rejects
    qint64 skipped = 0;
    qint64 refused = 0;    // invalid
    qint64 rejected = 0;
    QStringList firstWords;    // place and reason of the first of them
};

// Reads files in a thread of its own, a few events ahead of who takes them: memory does not grow with the
// files. Outlives who uses its source.
class SendFeed {
public:
    SendFeed();
    // Stops reading.
    ~SendFeed();
    SendFeed(const SendFeed &) = delete;
    SendFeed &operator=(const SendFeed &) = delete;

    // Has something to read once the feed is stopped: for standard input, which is waited for.
    [[nodiscard]] int descriptor() const;
    void start(const ServiceSet &services, std::vector<ImportSource> sources, SendTerms terms);
    // As many as are asked for, unless the files end or the events are large. An Error where a file fails.
    [[nodiscard]] DeliverySource source();
    // What is being waited for ends as at the files' end.
    void stop();
    [[nodiscard]] FeedCounts counts() const;

private:
    class Reader;
    std::shared_ptr<Reader> m_reader;
};

}

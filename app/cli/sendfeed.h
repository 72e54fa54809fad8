// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/importer.h"
#include "store/endpoints.h"
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
// files.
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
    // As many as are asked for, unless the files end, the events are large or it is hurried; none at the end. An
    // Error where a file fails. One call at a time.
    [[nodiscard]] QFuture<Result<std::vector<Event>>> next(qint64 most);
    // Who waits is given what there is, if there is any.
    void hurry();
    // What is being waited for ends as at the files' end.
    void stop();
    [[nodiscard]] FeedCounts counts() const;

private:
    class Reader;
    std::shared_ptr<Reader> m_reader;
};

}

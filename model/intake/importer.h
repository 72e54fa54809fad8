// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "intake/eventreader.h"
#include "store/eventstore.h"

#include <QByteArray>
#include <QFuture>
#include <QStringList>

#include <functional>

class QIODevice;

namespace eventscope {

// What is imported: files (gzipped or not), or bytes at hand (pasted, from standard input).
struct ImportSource {
    QString label;                                         // for people and for rejects: the file's name
    QString path;                                          // a file, or empty
    QByteArray bytes;                                      // what was pasted, when there is no path
    std::function<std::unique_ptr<QIODevice>()> device;    // any other stream, opened in the import's thread
};

struct ImportOptions {
    ReadOptions read;
    bool stripComments = false;    // the user agreed to strip `//` comments and trailing commas
    QString kind = QStringLiteral("import");
    std::function<void(const Reject &)> onReject;    // called in the import's thread, in order
    bool series = true;    // the rules that look across events are judged too, going on from the store's series
};

struct ImportReport {
    OriginId origin = 0;
    qint64 read = 0;    // stored + rejected
    qint64 stored = 0;
    qint64 rejected = 0;
    // Events that broke a rule which looks across events: those that were noticed as they were read, and those
    // that repeat the key of an event of another request before them in the store. One can be among both.
    qint64 series = 0;
    qint64 repeated = 0;
    double seconds = 0;
    std::vector<Reject> firstRejects;        // at most 1,000; the store has all
    std::vector<Finding> requestFindings;    // about envelopes as such
    bool commentsFound = false;              // some reject would be readable with its comments stripped
    std::optional<Error> seriesFault;        // all is stored, but what repeats events stored before was not all told
};

// Reads sources into the store under one origin, all or nothing. Events are read on several threads, some
// batches ahead of the writer; memory does not grow with the file. NDJSON, an array, one object,
// objects one after the other, any service's envelope, each also gzipped. Progress is in per mille of
// the compressed bytes (progressValue, 0 to 1000) with a sentence (progressText) where sizes are known.
// Cancelling, or any Error, leaves nothing of it in the store; where it was cancelled, what was hidden all the while
// is deleted from the file soon after.
[[nodiscard]] QFuture<Result<ImportReport>> importInto(
    EventStore &store, const ServiceSet &services, std::vector<ImportSource> sources, ImportOptions options);

// The same reading without a store: each event in the order of the input, or a reject. For `validate`. The
// series is judged by `series`, which may have seen other inputs before; without one it begins anew.
struct ReadEvent {
    Event event;
    QString file;
    qint64 line = 0;
    qint64 offset = 0;
    qint64 number = 0;        // the event's place among its file's events and rejects, from 1
    Judgement series = {};    // what it adds to the events before it; not in `event`
    bool inDoubt = false;     // other services are as likely: EventReader::findings() tells which
};
struct ReadVisitor {
    std::function<void(ReadEvent &&)> event;
    std::function<void(const Reject &)> reject;
    // A request body judged as such, with its findings; not called when there are none.
    std::function<void(const QString &file, qint64 line, const std::vector<Finding> &)> request;
};
[[nodiscard]] Result<void> readEvents(const ServiceSet &services, const ImportSource &source,
    const ImportOptions &options, const ReadVisitor &visitor, SeriesJudge *series = nullptr);

}

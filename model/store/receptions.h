// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"
#include "store/eventstore.h"
#include "store/receptiontexts.h"

namespace eventscope {

class ReceptionKeys;

using ReceptionId = qint64;

// A request that came to the receiver, and what it was answered. Never holds a key.
struct Reception {
    ReceptionId id = 0;
    OriginId origin = 0;    // the capture it belongs to: one a receiver and tag
    QByteArray tag;         // of a test run; empty: none
    Micros received = 0;
    QByteArray client;     // address and port
    QByteArray service;    // empty: no route of any
    QByteArray transport;
    QByteArray method;
    QByteArray target;                  // path and query, secrets cut
    std::vector<NamedValue> headers;    // keys by kind and fingerprint
    // Exact, secrets cut, inflated. Kept once: of a body that is the text of its one event the store keeps the
    // event alone.
    QByteArray body;
    qint64 bodyBytes = 0;    // as it came
    qint64 events = 0;
    qint64 repeats = 0;    // of these, with a dedup key that came before
    qint64 rejects = 0;
    Verdict worst = Verdict::Unjudged;
    int status = 0;    // answered; 0: no answer
    std::vector<NamedValue> answerHeaders;
    QByteArray answer;
    QString note;    // what was done on purpose, or went wrong: "fault: drop=after", "the disk is full"
    // Of a request that was passed on: how that went.
    std::optional<DeliveryId> forwarded = {};
};

// What came to the receiver. Lives with its EventStore and on its thread; any thread may call what returns a
// QFuture.
class Receptions : public QObject {
    Q_OBJECT

public:
    explicit Receptions(StoreNotes &notes);
    ~Receptions() override;

    // What is wrong with an event that repeats a key.
    struct RepeatMark {
        QByteArray service;    // of the events it is about; empty: of any
        QByteArray shape;      // likewise
        RuleHit hit;
        std::optional<Micros> window = {};    // how far apart the times of both may be; nothing: whatever they are
    };
    using RepeatMarks = std::shared_ptr<const std::vector<RepeatMark>>;
    struct Capture {
        Reception reception;
        std::vector<Event> events;
        std::vector<Reject> rejects;
        // What an event that repeats a key breaks: the marks of its service and shape whose window holds both
        // times, else those of any service. Its verdict becomes the worse for it. May be null.
        RepeatMarks repeatMarks = {};
        // What pack() wrote.
        std::optional<ReceptionTexts> texts = {};
    };
    // Writes ahead what can be: the body moves into the texts. Any thread. keep() does it for those that are not.
    static void pack(Capture &capture);

    // Keeps all of them with their events in one transaction, or nothing. They are asked for on the writer's thread,
    // once, when it has begun: so what came till then goes along; not at all where it cannot begin. Survives a kill
    // when it has finished; nothing may be acknowledged before. The ids, and which events have a dedup key that another
    // event of the same tag and service had before (a number an event, in order). What was refused (a status of
    // 400 or more) does not count as having been there. Of all keys the last two million at least are known. `origin`
    // is a complete origin. Io on a full disk; NotFound for an origin that is not there, BadInput for one that is not
    // complete.
    struct Kept {
        std::vector<ReceptionId> ids;
        std::vector<std::vector<bool>> repeats;
        std::shared_ptr<const void> used = {};    // all that was kept, to be freed elsewhere than by the writer
    };
    using Source = std::function<std::vector<Capture>()>;
    [[nodiscard]] QFuture<Result<Kept>> keep(Source source, Told<Result<Kept>> told = {});

    // Without headers, bodies and answers; the newest first; those before `before` when it is above 0.
    [[nodiscard]] QFuture<Result<std::vector<Reception>>> recent(int limit = 1000, ReceptionId before = 0);
    [[nodiscard]] QFuture<Result<Reception>> fetch(ReceptionId id);
    [[nodiscard]] QFuture<Result<std::vector<EventId>>> eventsOf(ReceptionId id);
    // The request an event came in; NotFound for one that was not received.
    [[nodiscard]] QFuture<Result<Reception>> ofEvent(EventId event);

signals:
    // After a keep(), also by another process; several may come as one.
    void changed();

private:
    StoreNotes &m_notes;
    std::shared_ptr<ReceptionKeys> m_keys;    // of the writer's thread
};

}

Q_DECLARE_METATYPE(eventscope::Reception)

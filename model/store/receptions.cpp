// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/receptions.h"

#include "event/ruleset.h"
#include "store/notejson.h"
#include "store/receptionkeys.h"
#include "store/receptionrows.h"
#include "store/storenotes.h"

#include <QCoreApplication>

#include <sqlite3.h>

#include <algorithm>
#include <map>

namespace eventscope {

namespace {

QString receptionSentence(const char *text)
{
    return QCoreApplication::translate("Store", text);
}

Error unknownReception()
{
    return {Error::Kind::NotFound, receptionSentence("The request is not in the store.")};
}

Error requestTooLarge()
{
    return {Error::Kind::Limit, receptionSentence("The request is larger than a store can hold.")};
}

// What is to be kept at once, sorted by where it goes.
struct Keeping {
    struct One {
        Reception reception;
        ReceptionTexts texts;
        std::vector<Reject> rejects;
        Receptions::RepeatMarks marks;
        std::size_t first = 0;    // of its events among those of the origin
        std::size_t count = 0;
    };
    std::vector<One> all;                             // in the order they came
    std::map<OriginId, std::vector<Event>> events;    // by origin
    std::vector<std::vector<bool>> repeats;
};

bool fitsStore(const Receptions::Capture &capture)
{
    return capture.texts->body.rest.size() <= largestText && capture.reception.answer.size() <= largestText;
}

Result<std::shared_ptr<Keeping>> keepingOf(std::vector<Receptions::Capture> captures)
{
    auto keeping = std::make_shared<Keeping>();
    keeping->all.reserve(captures.size());
    for (Receptions::Capture &capture : captures) {
        Receptions::pack(capture);
        if (!fitsStore(capture))
            return failure(requestTooLarge());
        Keeping::One one{std::move(capture.reception), std::move(*capture.texts), std::move(capture.rejects),
            capture.repeatMarks, 0, capture.events.size()};
        std::vector<Event> &events = keeping->events[one.reception.origin];
        one.first = events.size();
        if (events.empty())
            events = std::move(capture.events);
        else
            std::move(capture.events.begin(), capture.events.end(), std::back_inserter(events));
        keeping->all.push_back(std::move(one));
    }
    return keeping;
}

Verdict worse(Verdict verdict, Severity severity)
{
    const Verdict other = severity == Severity::Error     ? Verdict::Invalid
                          : severity == Severity::Warning ? Verdict::Warning
                                                          : verdict;
    return std::max(verdict, other);
}

void markRepeat(Event &event, Micros before, const std::vector<Receptions::RepeatMark> &marks)
{
    const Micros time = event.identity.timeSource == TimeSource::Received ? event.received : event.identity.time;
    std::vector<RuleHit> own;
    std::vector<RuleHit> any;
    for (const Receptions::RepeatMark &mark : marks) {
        if (mark.service.isEmpty()) {
            any.push_back(mark.hit);
        } else if (mark.service == event.service && (mark.shape.isEmpty() || mark.shape == event.shape)) {
            const quint64 apart = time > before ? quint64(time) - quint64(before) : quint64(before) - quint64(time);
            if (!mark.window || apart <= static_cast<quint64>(*mark.window))
                own.push_back(mark.hit);
        }
    }
    const std::vector<RuleHit> &hits = own.empty() ? any : own;
    event.rules = joinedRules(event.rules, ruleSetText(hits));
    for (const RuleHit &hit : hits)
        event.verdict = worse(event.verdict, hit.severity);
}

// Tells what repeats, in the order they came; the same again when it runs again.
void findRepeats(Keeping &keeping, ReceptionKeys &keys)
{
    keeping.repeats.clear();
    for (Keeping::One &one : keeping.all) {
        std::vector<Event> &events = keeping.events[one.reception.origin];
        std::vector<bool> repeats(one.count);
        one.reception.repeats = 0;
        const bool counts = one.reception.status < 400;
        for (std::size_t i = 0; i < one.count; ++i) {
            Event &event = events[one.first + i];
            const ReceptionKeys::Key key = ReceptionKeys::keyOf(one.reception.tag, event);
            if (const std::optional<Micros> before = keys.before(key)) {
                repeats[i] = true;
                ++one.reception.repeats;
                if (one.marks)
                    markRepeat(event, *before, *one.marks);
            }
            if (counts)
                keys.add(key, event);
            one.reception.worst = std::max(one.reception.worst, event.verdict);
        }
        keeping.repeats.push_back(std::move(repeats));
    }
}

// In the midst of a transaction: takes it back.
template <typename T>
T orThrow(Result<T> result)
{
    if (!result)
        throw SQLite::Exception(result.error().message.toStdString(), SQLITE_TOOBIG);
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

std::vector<ReceptionId> insertAll(
    WriteSession &session, const Keeping &keeping, const std::map<OriginId, EventId> &firsts)
{
    std::vector<ReceptionId> ids;
    ReceptionInsert &insert = session.receptions();
    for (const Keeping::One &one : keeping.all) {
        const EventId first = firsts.at(one.reception.origin) + static_cast<EventId>(one.first);
        ids.push_back(insert.insert(one.reception, one.texts, first, first + static_cast<EventId>(one.count) - 1));
        if (!one.rejects.empty())
            orThrow(session.reject(one.reception.origin, one.rejects));
    }
    return ids;
}

Result<Receptions::Kept> writeAll(WriteSession &session, Keeping &keeping, ReceptionKeys &keys)
{
    // An error that is returned must have changed nothing: what can be wrong is looked at before.
    for (const auto &[origin, events] : keeping.events) {
        if (const Result<IdRange> none = session.appendVisible(origin, {}); !none)
            return failure(none.error());
    }
    keys.follow(session.database(), session.receptions().lastId());
    findRepeats(keeping, keys);
    std::map<OriginId, EventId> firsts;
    for (const auto &[origin, events] : keeping.events)
        firsts.emplace(origin, orThrow(session.appendVisible(origin, events)).first);
    std::vector<ReceptionId> ids = insertAll(session, keeping, firsts);
    if (!ids.empty()) {
        keys.written(ids.back());
        session.tellChange(ChangeKind::Reception, ids.back());
    }
    return Receptions::Kept{std::move(ids), keeping.repeats, {}};
}

}

Receptions::Receptions(StoreNotes &notes)
    : m_notes(notes)
    , m_keys(std::make_shared<ReceptionKeys>())
{}

Receptions::~Receptions() = default;

void Receptions::pack(Capture &capture)
{
    if (capture.texts)
        return;
    Reception &reception = capture.reception;
    capture.texts = ReceptionTexts{jsonOf(reception.headers), jsonOf(reception.answerHeaders),
        CutBody::of(reception.body, capture.events.data(), capture.events.size())};
    reception.body = {};
}

QFuture<Result<Receptions::Kept>> Receptions::keep(Source source, Told<Result<Kept>> told)
{
    const auto asked = std::make_shared<std::optional<Result<std::shared_ptr<Keeping>>>>();
    const auto work = [source = std::move(source), asked, keys = m_keys](WriteSession &session) -> Result<Kept> {
        if (!*asked)    // it may be tried again
            *asked = keepingOf(source());
        const Result<std::shared_ptr<Keeping>> &keeping = **asked;
        if (!keeping)
            return failure(keeping.error());
        Result<Kept> kept = writeAll(session, **keeping, *keys);
        if (kept)
            kept->used = *keeping;
        return kept;
    };
    return m_notes.write<Kept>(WritePriority::Receiver, 1, work, {.told = std::move(told), .whenCommitted = true});
}

QFuture<Result<std::vector<Reception>>> Receptions::recent(int limit, ReceptionId before)
{
    return m_notes.read<std::vector<Reception>>(
        [limit, before](SQLite::Database &database) { return readRecentReceptions(database, limit, before); });
}

QFuture<Result<Reception>> Receptions::fetch(ReceptionId id)
{
    return m_notes.read<Reception>([id](SQLite::Database &database) -> Result<Reception> {
        std::optional<Reception> reception = readReception(database, id);
        if (!reception)
            return failure(unknownReception());
        return std::move(*reception);
    });
}

QFuture<Result<std::vector<EventId>>> Receptions::eventsOf(ReceptionId id)
{
    return m_notes.read<std::vector<EventId>>([id](SQLite::Database &database) -> Result<std::vector<EventId>> {
        std::optional<std::vector<EventId>> events = readReceivedEvents(database, id);
        if (!events)
            return failure(unknownReception());
        return std::move(*events);
    });
}

QFuture<Result<Reception>> Receptions::ofEvent(EventId event)
{
    return m_notes.read<Reception>([event](SQLite::Database &database) -> Result<Reception> {
        const std::optional<ReceptionId> id = receptionOfEvent(database, event);
        std::optional<Reception> reception = id ? readReception(database, *id) : std::nullopt;
        if (!reception)
            return failure(Error::Kind::NotFound, receptionSentence("The event did not come to the receiver."));
        return std::move(*reception);
    });
}

}

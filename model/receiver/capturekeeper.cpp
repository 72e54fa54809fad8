// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/capturekeeper.h"

#include "event/ruleset.h"
#include "event/utf8.h"
#include "store/taken.h"

#include <QCoreApplication>
#include <QPromise>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t mostEventsAtOnce = 8192;
constexpr qsizetype largeCapture = 8 << 20;    // bytes
constexpr qsizetype mostTags = 10'000;         // whose origins are remembered

qsizetype bytesToKeep(const Receptions::Capture &capture)
{
    return capture.reception.body.size() + capture.reception.answer.size();
}

QFuture<Result<Receptions::Kept>> notKept(const Error &error)
{
    QPromise<Result<Receptions::Kept>> promise;
    promise.start();
    promise.addResult(failure(error));
    promise.finish();
    return promise.future();
}

}

QString CaptureKeeper::closedSentence()
{
    return QCoreApplication::translate("Receiver", "The store was closed while the request was kept.");
}

CaptureKeeper::CaptureKeeper(EventStore &store, QString label, QString detail)
    : m_store(store)
    , m_label(std::move(label))
    , m_detail(std::move(detail))
{}

// Reads which keys came before, so that the first request need not wait for it.
void CaptureKeeper::begin()
{
    std::ignore = taken(m_store.receptions().keep({}), closedSentence());
}

void CaptureKeeper::end()
{
    if (m_series && m_judged)
        std::ignore = taken(m_store.setSeriesState(m_series->state()), closedSentence());
    m_series.reset();
    m_setup.reset();
}

void CaptureKeeper::useServices(const CaptureSetupPtr &setup)
{
    if (m_setup == setup)
        return;
    const bool first = !m_series;
    const QByteArray state =
        first ? taken(m_store.seriesState(), closedSentence()).value_or(QByteArray()) : m_series->state();
    // The store tells which keys came in requests before.
    m_series = std::make_unique<SeriesJudge>(setup->services, SeriesKeys::OfBatch);
    if (!state.isEmpty())
        m_series->restore(state);
    m_setup = setup;
}

void CaptureKeeper::judge(CapturedRequest &request)
{
    useServices(request.setup);
    TakenRequest &taken = request.taken;
    std::vector<Event> &events = taken.capture.events;
    const qint64 batch = events.size() > 1 ? m_series->newBatch() : 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        SeriesFacts &facts = taken.facts[i];
        if (facts.plan == nullptr)
            continue;
        Event &event = events[i];
        const std::shared_ptr<const Judge> judge = m_setup->services.judge(event.service);
        if (judge && m_series->wantsMembers(facts) && m_tape.read(viewOf(event.text), {UINT32_MAX, UINT32_MAX}))
            SeriesJudge::facts(*judge, m_tape, event.shape, event.identity, event.received, facts);
        const Judgement judgement = m_series->verdict(facts, batch);
        m_judged = true;
        if (judgement.rules.isEmpty())
            continue;
        event.verdict = std::max(event.verdict, judgement.verdict);
        event.rules = joinedRules(event.rules, judgement.rules);
    }
}

std::vector<std::vector<CapturedRequest>> CaptureKeeper::parts(std::vector<CapturedRequest> group) const
{
    std::vector<std::vector<CapturedRequest>> parts(1);
    std::size_t events = 0;
    for (CapturedRequest &one : group) {
        const bool isLarge = bytesToKeep(one.taken.capture) > largeCapture;
        const std::size_t more = isLarge ? mostEventsAtOnce : one.taken.capture.events.size() + 1;
        if (events + more > mostEventsAtOnce && !parts.back().empty()) {
            parts.emplace_back();
            events = 0;
        }
        events += more;
        parts.back().push_back(std::move(one));
    }
    return parts;
}

Result<OriginId> CaptureKeeper::originOf(const QByteArray &tag)
{
    const auto known = m_origins.constFind(tag);
    if (known != m_origins.constEnd())
        return *known;
    if (m_origins.size() >= mostTags)
        m_origins.clear();
    const QString label = tag.isEmpty() ? m_label : QString::fromLatin1(tag);
    const QString detail = tag.isEmpty() ? m_detail : m_detail + u"/run/"_s + label;
    const Result<Origin> origin = taken(m_store.store({u"capture"_s, label, detail}, {}), closedSentence());
    if (!origin)
        return failure(origin.error());
    m_origins.insert(tag, origin->id);
    return origin->id;
}

QFuture<Result<Receptions::Kept>> CaptureKeeper::keep(std::vector<CapturedRequest> &group)
{
    std::vector<Receptions::Capture> captures;
    captures.reserve(group.size());
    for (CapturedRequest &one : group) {
        Receptions::Capture &capture = one.taken.capture;
        const Result<OriginId> origin = originOf(capture.reception.tag);
        if (!origin)
            return notKept(origin.error());
        capture.reception.origin = *origin;
        judge(one);
        one.tally.events = static_cast<qint64>(capture.events.size());
        one.tally.invalid = std::count_if(capture.events.begin(), capture.events.end(),
            [](const Event &event) { return event.verdict == Verdict::Invalid; });
        one.tally.rejects = capture.reception.rejects;
        captures.push_back(std::move(capture));
    }
    return m_store.receptions().keep(std::move(captures));
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/capturekeeper.h"

#include "event/ruleset.h"
#include "event/utf8.h"
#include "store/taken.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t mostEventsAtOnce = 8192;
constexpr std::size_t usualGroup = 64;         // requests
constexpr qsizetype largeCapture = 8 << 20;    // bytes
constexpr qsizetype mostTags = 10'000;         // whose origins are remembered

// A large one is alone: what it may be too large for must not take others with it.
std::size_t weightOf(const Receptions::Capture &capture)
{
    qsizetype bytes = capture.reception.body.size() + capture.reception.answer.size();
    for (const Event &event : capture.events)
        bytes += event.text.size();
    return bytes > largeCapture ? mostEventsAtOnce : capture.events.size() + 1;
}

QString closedSentence()
{
    return QCoreApplication::translate("Receiver", "The store was closed while the request was kept.");
}

}

// What the writer was asked to come for. It lands when it is written, or the store has forgotten it.
class CaptureKeeper::Flight {
public:
    explicit Flight(CaptureKeeper &keeper)
        : m_keeper(&keeper)
    {}
    ~Flight() { land(failure(Error::Kind::Cancelled, closedSentence())); }
    Flight(const Flight &) = delete;
    Flight &operator=(const Flight &) = delete;

    [[nodiscard]] std::vector<Receptions::Capture> board()
    {
        m_boarded = true;
        return m_keeper->board(m_group);
    }
    void land(const Result<Receptions::Kept> &kept)
    {
        CaptureKeeper *const keeper = std::exchange(m_keeper, nullptr);
        if (!keeper)
            return;
        if (!m_boarded)    // and never will be
            keeper->take(m_group);
        keeper->landed({std::move(m_group), kept});
    }

private:
    CaptureKeeper *m_keeper;
    std::vector<CapturedRequest> m_group;
    bool m_boarded = false;
};

CaptureKeeper::CaptureKeeper(EventStore &store, QString label, QString detail, Land land)
    : m_store(store)
    , m_label(std::move(label))
    , m_detail(std::move(detail))
    , m_land(std::move(land))
{}

CaptureKeeper::~CaptureKeeper() = default;

void CaptureKeeper::begin()
{
    std::ignore = taken(m_store.receptions().keep([] { return std::vector<Receptions::Capture>(); }), closedSentence());
}

void CaptureKeeper::end()
{
    {
        std::unique_lock locked(m_mutex);
        m_ended = true;
        m_settled.wait(locked, [this] { return m_flights == 0 && m_ready.empty() && m_originless.empty(); });
    }
    const std::scoped_lock locked(m_seriesMutex);
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

void CaptureKeeper::add(std::span<CapturedRequest> requests)
{
    for (CapturedRequest &one : requests) {
        one.weight = weightOf(one.taken.capture);
        Receptions::pack(one.taken.capture);
    }
    std::vector<QByteArray> unknown;
    bool asks = false;
    {
        const std::scoped_lock series(m_seriesMutex);
        if (m_ended)
            return;
        for (CapturedRequest &one : requests)
            judge(one);
        const std::scoped_lock locked(m_mutex);
        if (m_ended)
            return;
        unknown = sortIn(requests);
        asks = mustAsk();
    }
    for (const QByteArray &tag : unknown)
        makeOrigin(tag);
    if (asks)
        askWriter();
}

// Those whose origin is there are ready. The tags whose origin is to be made.
std::vector<QByteArray> CaptureKeeper::sortIn(std::span<CapturedRequest> requests)
{
    std::vector<QByteArray> unknown;
    for (CapturedRequest &one : requests) {
        Reception &reception = one.taken.capture.reception;
        if (const auto origin = m_origins.constFind(reception.tag); origin != m_origins.constEnd()) {
            reception.origin = *origin;
            m_readyWeight += one.weight;
            m_ready.push_back(std::move(one));
            continue;
        }
        std::vector<CapturedRequest> &waiting = m_originless[reception.tag];
        if (waiting.empty())
            unknown.push_back(reception.tag);
        waiting.push_back(std::move(one));
    }
    return unknown;
}

void CaptureKeeper::makeOrigin(const QByteArray &tag)
{
    const QString label = tag.isEmpty() ? m_label : QString::fromLatin1(tag);
    const QString detail = tag.isEmpty() ? m_detail : m_detail + u"/run/"_s + label;
    std::ignore = m_store.store(
        {u"capture"_s, label, detail}, {}, [this, tag](const Result<Origin> &made) { originMade(tag, made); });
}

void CaptureKeeper::originMade(const QByteArray &tag, const Result<Origin> &origin)
{
    std::vector<CapturedRequest> group;
    bool asks = false;
    {
        const std::scoped_lock locked(m_mutex);
        std::vector<CapturedRequest> waiting = std::move(m_originless.extract(tag).mapped());
        if (origin) {
            if (m_origins.size() >= mostTags)
                m_origins.clear();
            m_origins.insert(tag, origin->id);
            std::ignore = sortIn(waiting);
            asks = mustAsk();
        } else {
            group = std::move(waiting);
            ++m_flights;
        }
    }
    if (!origin)
        landed({std::move(group), failure(origin.error())});
    if (asks)
        askWriter();
}

bool CaptureKeeper::mustAsk()
{
    if (m_asked || m_ready.empty())
        return false;
    m_asked = true;
    ++m_flights;
    return true;
}

void CaptureKeeper::askWriter()
{
    const auto flight = std::make_shared<Flight>(*this);
    std::ignore = m_store.receptions().keep(
        [flight] { return flight->board(); }, [flight](const Result<Receptions::Kept> &kept) { flight->land(kept); });
}

void CaptureKeeper::take(std::vector<CapturedRequest> &group)
{
    group.reserve(usualGroup);    // who adds need not make room for what comes next
    bool asks = false;
    {
        const std::scoped_lock locked(m_mutex);
        if (m_readyWeight <= mostEventsAtOnce) {
            group.swap(m_ready);
            m_readyWeight = 0;
        } else {
            takeSome(group);
        }
        m_asked = false;
        asks = mustAsk();
    }
    if (asks)
        askWriter();
}

void CaptureKeeper::takeSome(std::vector<CapturedRequest> &group)
{
    std::size_t weight = 0;
    const auto fits = [&weight, this](const CapturedRequest &one) {
        const bool first = &one == &m_ready.front();
        if (!first && weight + one.weight > mostEventsAtOnce)
            return false;
        weight += one.weight;
        return true;
    };
    const auto end = std::ranges::find_if_not(m_ready, fits);
    group.assign(std::move_iterator(m_ready.begin()), std::move_iterator(end));
    m_ready.erase(m_ready.begin(), end);
    m_readyWeight -= weight;
}

std::vector<Receptions::Capture> CaptureKeeper::board(std::vector<CapturedRequest> &group)
{
    take(group);
    std::vector<Receptions::Capture> captures;
    captures.reserve(group.size());
    for (CapturedRequest &one : group) {
        Receptions::Capture &capture = one.taken.capture;
        one.tally.events = static_cast<qint64>(capture.events.size());
        one.tally.invalid = std::count_if(capture.events.begin(), capture.events.end(),
            [](const Event &event) { return event.verdict == Verdict::Invalid; });
        one.tally.rejects = capture.reception.rejects;
        captures.push_back(std::move(capture));
    }
    return captures;
}

void CaptureKeeper::landed(Landed landed)
{
    m_land(std::move(landed));
    const std::scoped_lock locked(m_mutex);
    --m_flights;
    m_settled.notify_all();
}

}

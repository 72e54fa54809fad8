// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/importtaker.h"

#include "event/ruleset.h"
#include "event/utf8.h"
#include "intake/inputparts.h"

#include <algorithm>

namespace eventscope {

namespace {

// What the report keeps of what can be without end.
constexpr std::size_t mostKept = 1000;
constexpr qsizetype mostKeptBytes = 4096;

// Apart from the parcel, which goes.
QByteArray ownCopy(const QByteArray &bytes)
{
    return bytesOf(viewOf(bytes));
}

}

void ImportTaker::Majority::count(const QByteArray &service)
{
    if (service.isEmpty())
        return;
    auto found =
        std::find_if(m_counts.begin(), m_counts.end(), [&](const auto &entry) { return entry.first == service; });
    if (found == m_counts.end())
        found = m_counts.insert(m_counts.end(), {ownCopy(service), 0});
    ++m_total;
    if (++found->second * 2 > m_total) {
        if (m_leader != service)
            m_leader = found->first;
    } else if (m_leader == service) {
        m_leader.clear();
    }
}

ImportTaker::ImportTaker(Parts parts)
    : m_services(parts.services)
    , m_options(parts.options)
    , m_batches(parts.batches)
    , m_series(parts.series)
    , m_keys(parts.keys)
    , m_report(parts.report)
{}

void ImportTaker::beginInput()
{
    m_again.reset();
    m_majority = {};
    m_lastService.clear();
    m_batch = 0;
    m_batchInSeries = 0;
}

bool ImportTaker::take(Parcel &parcel, const QByteArray &expected, Micros received)
{
    if (!parcel.events.empty())
        m_batches.hold(parcel.texts);
    auto doubt = parcel.doubts.begin();
    auto aside = parcel.asides.begin();
    for (std::size_t i = 0; i < parcel.events.size(); ++i) {
        for (; aside != parcel.asides.end() && aside->before == i; ++aside) {
            if (!takeAside(std::move(*aside)))
                return false;
        }
        Event &event = parcel.events[i];
        if (doubt != parcel.doubts.end() && doubt->event == i)
            decide(parcel, *doubt++, expected, received);
        else
            m_majority.count(event.service);
        if (m_lastService != event.service)
            m_lastService = ownCopy(event.service);
        if (m_series)
            judgeSeries(event, parcel.facts[i], parcel.batches[i]);
        m_keys.add(parcel.keys[i]);
        ++m_report.stored;
        if (!m_batches.add(std::move(event)))
            return false;
    }
    return std::all_of(aside, parcel.asides.end(), [this](Parcel::Aside &last) { return takeAside(std::move(last)); });
}

// Whoever read it knew not all events before it.
void ImportTaker::decide(Parcel &parcel, const Parcel::Doubt &doubt, const QByteArray &expected, Micros received)
{
    const QByteArray &likely = m_majority.leader().isEmpty() ? expected : m_majority.leader();
    Event &event = parcel.events[doubt.event];
    if (!likely.isEmpty() && event.service == likely)
        return;
    if (!m_again)
        m_again.emplace(m_services, m_options.read);
    m_again->expect(likely);
    SeriesFacts *const facts = m_series ? &parcel.facts[doubt.event] : nullptr;
    std::variant<Event, JsonFault> read = m_again->read(viewOf(doubt.text), doubt.envelope, received, facts);
    if (auto *decided = std::get_if<Event>(&read)) {
        parcel.keys[doubt.event] = 0;
        m_keys.giveUp();    // its key may be another now
        event = std::move(*decided);
    }
}

void ImportTaker::judgeSeries(Event &event, SeriesFacts &facts, qint64 batch)
{
    const qint64 inSeries = seriesBatch(batch);
    if (facts.plan != nullptr && m_series->wantsMembers(facts)) {
        const std::shared_ptr<const Judge> judge = m_services.judge(event.service);
        if (judge && m_tape.read(viewOf(event.text), {UINT32_MAX, UINT32_MAX}))
            SeriesJudge::facts(*judge, m_tape, event.shape, event.identity, event.received, facts);
    }
    const Judgement judgement = m_series->verdict(facts, inSeries);
    if (judgement.rules.isEmpty())
        return;
    ++m_report.series;
    event.verdict = std::max(event.verdict, judgement.verdict);
    event.rules = joinedRules(event.rules, judgement.rules);
}

// Numbers of batches tell those of one input apart; the judge's tell all.
qint64 ImportTaker::seriesBatch(qint64 batch)
{
    if (batch != m_batch) {
        m_batch = batch;
        m_batchInSeries = batch == 0 ? 0 : m_series->newBatch();
    }
    return m_batchInSeries;
}

bool ImportTaker::takeAside(Parcel::Aside &&aside)
{
    if (!aside.isRequest)
        return takeReject(std::move(aside.reject), aside.commented);
    takeRequest(aside);
    return true;
}

bool ImportTaker::takeReject(Reject &&reject, bool commented)
{
    ++m_report.rejected;
    m_report.commentsFound = m_report.commentsFound || commented;
    if (m_options.onReject)
        m_options.onReject(reject);
    if (m_report.firstRejects.size() < mostKept) {
        Reject kept = reject;
        kept.bytes = kept.bytes.first(std::min(kept.bytes.size(), mostKeptBytes));
        m_report.firstRejects.push_back(std::move(kept));
    }
    return m_batches.add(std::move(reject));
}

void ImportTaker::takeRequest(const Parcel::Aside &request)
{
    std::vector<Finding> findings = requestFindings(m_services, m_options.read, viewOf(request.body), request.count,
        request.unread, request.count > 0 ? m_lastService : QByteArray());
    for (Finding &finding : findings) {
        if (m_report.requestFindings.size() < mostKept)
            m_report.requestFindings.push_back(std::move(finding));
    }
}

}

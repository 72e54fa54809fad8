// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/lanemodel.h"

#include "views/filteredits.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace eventscope {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds storePause = 250ms;    // imports append many times a second
constexpr qsizetype lanesBeside = 50;                      // asked for above and below those in view, at least

Micros floorOfStep(Micros value, Micros step)
{
    const Micros rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

}

LaneModel::LaneModel(EventStore &store, FilterState &state, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_state(state)
    , m_latest(this, [this](Result<Lanes> answer) { take(std::move(answer)); })
{
    // Never restarted while it runs, so that a stream of changes cannot put the refresh off for ever.
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &LaneModel::refresh);
    connect(&m_store, &EventStore::appended, this, &LaneModel::storeChanged);
    connect(&m_store, &EventStore::changed, this, &LaneModel::storeChanged);
    connect(&m_store, &EventStore::loaded, this, &LaneModel::storeChanged);
    connect(&m_store, &EventStore::loadProgress, this, &LaneModel::storeChanged);
    connect(&m_state, &FilterState::changed, this, [this] {
        m_otherLanes = true;
        refresh();
    });
}

void LaneModel::setField(Field field)
{
    if (std::exchange(m_field, field) != field)
        restart();
}

void LaneModel::setOrder(LaneSpec::Order order)
{
    if (std::exchange(m_order, order) != order)
        restart();
}

// Other lanes stand in the places of those that were answered.
void LaneModel::restart()
{
    m_answer = {};
    m_answered = false;
    m_otherLanes = true;
    m_first = 0;
    refresh();
    emit changed();
}

void LaneModel::setActive(bool active)
{
    if (std::exchange(m_active, active) == active)
        return;
    if (active)
        return refresh();
    m_soon.stop();
    m_latest.cancel();
}

void LaneModel::setRange(TimeRange range, int pixels, int markWidth)
{
    const Micros buckets = std::max(1, pixels / std::max(1, markWidth));
    m_range = range;
    m_width = std::max<Micros>(1, (range.span() + buckets - 1) / buckets);
    askIfNeeded();
}

void LaneModel::setVisible(qsizetype first, qsizetype count)
{
    m_first = std::max<qsizetype>(0, first);
    m_count = std::max<qsizetype>(0, count);
    askIfNeeded();
}

void LaneModel::setHeld(bool held)
{
    m_held = held;
    if (!m_held && m_kept)
        refresh();
}

void LaneModel::setServiceTitles(const QHash<QByteArray, QString> &titles)
{
    m_serviceTitles = titles;
    emit changed();
}

QString LaneModel::serviceTitle(const QByteArray &id) const
{
    return m_serviceTitles.value(id, QString::fromUtf8(id));
}

void LaneModel::refresh()
{
    m_outdated = true;
    askIfNeeded();
}

void LaneModel::storeChanged()
{
    if (!m_active || m_soon.isActive())
        return;
    const auto since = m_sinceAsked.isValid() ? std::chrono::milliseconds(m_sinceAsked.elapsed()) : storePause;
    m_soon.start(std::max(0ms, storePause - since));
}

// More than is in view, so that a little scrolling and panning shows what is there already. Buckets keep their
// places when the time is panned.
LaneSpec LaneModel::wanted() const
{
    LaneSpec spec;
    spec.field = m_field;
    spec.order = m_order;
    const Micros beside = m_range->span() / 4;
    spec.from = floorOfStep(std::max(allTime.from, m_range->from - beside), m_width);
    const Micros to = std::min(allTime.to, m_range->to + beside);
    spec.buckets = static_cast<int>((to - spec.from + m_width - 1) / m_width);
    spec.to = spec.from + m_width * spec.buckets;
    const qsizetype more = std::max(lanesBeside, m_count);
    spec.first = std::max<qsizetype>(0, m_first - more);
    spec.count = m_first + m_count + more - spec.first;
    return spec;
}

// Whether an answer to that question shows all that is in view.
bool LaneModel::covers(const LaneSpec &asked) const
{
    return (asked.to - asked.from) / asked.buckets == m_width && asked.from <= std::max(allTime.from, m_range->from) &&
           asked.to >= std::min(allTime.to, m_range->to) && asked.first <= m_first &&
           asked.first + asked.count >= m_first + m_count;
}

void LaneModel::askIfNeeded()
{
    if (m_active && m_range && m_count > 0 && (m_outdated || !covers(m_asked)))
        ask();
}

void LaneModel::ask()
{
    m_soon.stop();
    m_sinceAsked.start();
    m_outdated = false;
    m_asked = wanted();
    m_latest.follow(m_store.lanes(m_state.filter(), m_asked));
}

void LaneModel::take(Result<Lanes> answer)
{
    if (!answer) {
        if (answer.error().kind != Error::Kind::Cancelled)
            emit failed(answer.error());
        return;
    }
    const bool same = !std::exchange(m_otherLanes, false);
    m_kept = m_held && same && keepPlaces(*answer);
    m_answer = std::move(*answer);
    m_answered = true;
    emit changed();
}

// Lanes that were there already get back the places that they had, the others what is left between them. Whether
// that moved any.
bool LaneModel::keepPlaces(Lanes &answer) const
{
    QHash<QByteArray, size_t> places;    // in the answer
    for (size_t i = 0; i < answer.shown.size(); ++i)
        places.insert(answer.shown[i].value, i);
    std::vector<std::optional<Lane>> kept(answer.shown.size());
    std::vector<bool> isPlaced(answer.shown.size());
    for (size_t i = 0; i < kept.size(); ++i) {
        const Lane *before = lane(answer.first + static_cast<qsizetype>(i));
        if (const auto now = before ? places.constFind(before->value) : places.cend(); now != places.cend()) {
            kept[i] = std::move(answer.shown[*now]);
            isPlaced[*now] = true;
        }
    }
    bool moved = false;
    size_t rest = 0;
    for (size_t i = 0; i < kept.size(); ++i) {
        moved = moved || !kept[i] || places.value(kept[i]->value) != i;
        while (!kept[i] && isPlaced[rest])
            ++rest;
        if (!kept[i])
            kept[i] = std::move(answer.shown[rest++]);
    }
    std::ranges::transform(kept, answer.shown.begin(), [](std::optional<Lane> &one) { return std::move(*one); });
    return moved;
}

const Lane *LaneModel::lane(qsizetype index) const
{
    const qsizetype at = index - m_answer.first;
    return at >= 0 && at < static_cast<qsizetype>(m_answer.shown.size()) ? &m_answer.shown[static_cast<size_t>(at)]
                                                                         : nullptr;
}

TimeRange LaneModel::timeOf(const Lane::Mark &mark) const
{
    const Micros from = m_answer.from + m_answer.bucket * mark.bucket;
    return {from, from + m_answer.bucket};
}

bool LaneModel::isEmptyStore() const
{
    return m_store.isLoaded() && m_store.columns().visible() == 0;
}

bool LaneModel::isLoading() const
{
    return !m_answered || !m_store.isLoaded();
}

bool LaneModel::isBusy() const
{
    return m_soon.isActive() || m_latest.isRunning();
}

FilterTerm LaneModel::termOf(const QByteArray &value) const
{
    FilterTerm term;
    term.field = m_field;
    term.op = FilterTerm::Op::AnyOf;
    term.values = {literal(value)};
    return term;
}

void LaneModel::filterFor(const QByteArray &value)
{
    m_state.setFilter(filteredFor(m_state.filter(), termOf(value)));
}

void LaneModel::filterOut(const QByteArray &value)
{
    m_state.setFilter(filteredOut(m_state.filter(), termOf(value)));
}

void LaneModel::showOnly(const QByteArray &value)
{
    const EventFilter &filter = m_state.filter();
    m_state.setFilter(EventFilter().withTerm(termOf(value)).withTime(filter.timeFrom(), filter.timeTo()));
}

}

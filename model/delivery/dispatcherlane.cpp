// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/dispatcherlane.h"

#include "service/jsontree.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace eventscope {

double requestsPerSecond(const TransportForm &form)
{
    const auto &transport =
        memberOf(memberOf(form.service()->definition(), "transports"), form.transport().id.constData());
    const auto &rate = memberOf(transport, "rate");
    if (!rate.is_string())
        return 0;
    const std::string_view text = rate.get_ref<const std::string &>();
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || text.empty() || number <= 0)
        return 0;
    const double seconds = text.back() == 'h' ? 3600 : text.back() == 'm' ? 60 : 1;
    return number / seconds;
}

LanePace LanePace::of(const OutboxPolicy &policy, const Endpoint &endpoint, const TransportForm &form)
{
    LanePace pace;
    pace.eventsPerSecond = policy.perSecond > 0 ? policy.perSecond : std::max(endpoint.perSecond, 0.0);
    if (pace.eventsPerSecond <= 0)
        pace.requestsPerSecond = eventscope::requestsPerSecond(form);
    return pace;
}

Micros LanePace::after(qint64 events) const noexcept
{
    double seconds = 0;
    if (eventsPerSecond > 0)
        seconds = static_cast<double>(events) / eventsPerSecond;
    else if (requestsPerSecond > 0)
        seconds = 1 / requestsPerSecond;
    constexpr double longest = 86'400;
    return static_cast<Micros>(std::ceil(std::min(seconds, longest) * microsPerSecond));
}

qint64 LanePace::mostEvents() const noexcept
{
    constexpr double enough = 1e9;
    if (eventsPerSecond <= 0 || eventsPerSecond >= enough)
        return 0;
    return std::max<qint64>(static_cast<qint64>(std::floor(eventsPerSecond)), 1);
}

QByteArray DispatchLane::keyOf(const Endpoint &endpoint)
{
    if (endpoint.id != 0)
        return QByteArray::number(endpoint.id);
    return endpoint.service + '\n' + endpoint.transport + '\n' + endpoint.base.toUtf8();
}

bool DispatchLane::mayBegin(Micros now, int concurrency) const noexcept
{
    return now >= opens() && m_onTheirWay < (isTroubled() ? 1 : std::max(concurrency, 1));
}

Micros DispatchLane::opens() const noexcept
{
    return std::max(m_paceUntil, m_quietUntil);
}

// What comes a little late, as timers do, is made up for.
void DispatchLane::begun(Micros now, Micros pause) noexcept
{
    constexpr Micros late = 20'000;
    ++m_onTheirWay;
    const bool isLate = now - m_paceUntil < late;
    m_paceUntil = pause > 0 ? (isLate ? m_paceUntil : now) + pause : 0;
}

void DispatchLane::ended() noexcept
{
    m_onTheirWay = std::max(m_onTheirWay - 1, 0);
}

void DispatchLane::well() noexcept
{
    m_troubles = 0;
    m_unreached = false;
}

void DispatchLane::trouble(Micros now, Micros quiet, bool reached) noexcept
{
    ++m_troubles;
    m_unreached = !reached;
    m_quietUntil = now + quiet;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/scopeprofile.h"

#include "review/storeprofile.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr int shortPause = 20;    // ms
constexpr int longPause = 500;

}

ScopeProfile::ScopeProfile(EventStore &store, const ServiceSet &services, FilterState &state, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_services(services)
    , m_state(state)
    , m_latest(this, [this](Result<Profile> profile) { take(std::move(profile)); })
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &ScopeProfile::start);
    connect(&store, &EventStore::appended, this, [this] { become(false); });
    connect(&store, &EventStore::changed, this, [this] { become(false); });
    connect(&store, &EventStore::loaded, this, [this] { become(true); });
    connect(&state, &FilterState::changed, this, [this] {
        if (m_scope.kind == PlanScope::Kind::Filter)
            refresh();
    });
    connect(&m_progress, &QFutureWatcherBase::progressValueChanged, this,
        [this](int done) { emit progressed(done, m_progress.progressMaximum()); });
}

EventFilter ScopeProfile::filter() const
{
    switch (m_scope.kind) {
    case PlanScope::Kind::All:
        break;
    case PlanScope::Kind::Filter:
        return m_state.filter();
    case PlanScope::Kind::Origin:
        return EventFilter().withValues(Field::Origin, {literal(m_scope.origin.toUtf8())});
    }
    return {};
}

void ScopeProfile::setScope(const PlanScope &scope)
{
    if (scope == m_scope)
        return;
    m_scope = scope;
    refresh();
}

void ScopeProfile::setActive(bool active)
{
    m_isActive = active;
    if (active && m_isStale && !m_isCancelled)
        become(true);
}

void ScopeProfile::refresh()
{
    m_isCancelled = false;
    m_latest.cancel();
    become(true);
}

// While events come in, what is made anew takes a fifth of the time at most.
void ScopeProfile::become(bool soon)
{
    m_isStale = true;
    if (!m_isActive || m_isCancelled || m_latest.isRunning())
        return;
    if (soon)
        m_pause.start(shortPause);
    else if (!m_pause.isActive())
        m_pause.start(static_cast<int>(std::clamp<qint64>(4 * m_took, longPause, 60'000)));
}

void ScopeProfile::start()
{
    if (!m_store.isLoaded())
        return;
    m_isStale = false;
    m_taking.start();
    const QFuture<Result<Profile>> future = profileOf(m_store, m_services, filter());
    m_progress.setFuture(future);
    m_latest.follow(future);
    emit started();
}

void ScopeProfile::take(Result<Profile> profile)
{
    m_took = m_taking.elapsed();
    if (profile)
        m_profile = std::make_shared<const Profile>(std::move(*profile));
    else
        emit failed(profile.error().message);
    emit changed();
    emit ended();
    if (m_isStale)
        become(false);
}

void ScopeProfile::cancel()
{
    if (!m_latest.isRunning())
        return;
    m_latest.cancel();
    m_isCancelled = true;
    m_profile = nullptr;
    emit changed();
    emit ended();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/session.h"

#include "mainwindow/storekey.h"

#include <QFileInfo>
#include <QSettings>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

Session::Session(std::unique_ptr<EventStore> store, ServiceSet services, QSettings &settings,
    const QString &definitions, Keyring *keyring)
    : m_store(std::move(store))
    , m_settings(settings)
    , m_filterKey(u"filters/"_s + storeKey(m_store->path()))
    , m_judging(*m_store, std::move(services), settings, definitions, rejudge)
    , m_secrets({}, keyring)
{
    tellPropertyPlaces();
    connect(&m_judging, &JudgingController::rulesChanged, this, &Session::tellPropertyPlaces);
    restoreFilter();
    // The settings' file is synced to the disk by this thread, which may have to wait for others' work on it.
    m_filterRest.setSingleShot(true);
    m_filterRest.setInterval(5s);
    connect(&m_filterRest, &QTimer::timeout, this, &Session::saveFilter);
    connect(&m_filter, &FilterState::changed, &m_filterRest, qOverload<>(&QTimer::start));
}

Session::~Session()
{
    if (m_filterRest.isActive())
        saveFilter();
}

QString Session::name() const
{
    return QFileInfo(m_store->path()).completeBaseName();
}

void Session::tellPropertyPlaces()
{
    m_store->setPropertyPlaces(services().services().propertyPlaces());
}

void Session::restoreFilter()
{
    const QString text = m_settings.value(m_filterKey).toString();
    if (text.isEmpty())
        return;
    if (const auto filter = EventFilter::parse(text, currentMicros()))
        m_filter.setFilter(*filter);
}

void Session::saveFilter()
{
    m_filterRest.stop();
    if (m_filter.filter().matchesAll())
        m_settings.remove(m_filterKey);
    else
        m_settings.setValue(m_filterKey, m_filter.filter().text());
}

}

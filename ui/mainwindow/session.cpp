// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/session.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Slashes would make groups of it, and settings files know no case on some systems.
QString filterKey(const QString &path)
{
    const QByteArray hash =
        QCryptographicHash::hash(QFileInfo(path).absoluteFilePath().toUtf8(), QCryptographicHash::Sha256);
    return u"filters/"_s + QString::fromLatin1(hash.toHex().left(16));
}

}

Session::Session(std::unique_ptr<EventStore> store, ServiceSet services, QSettings &settings)
    : m_store(std::move(store))
    , m_services(std::move(services))
    , m_settings(settings)
    , m_filterKey(filterKey(m_store->path()))
{
    restoreFilter();
    connect(&m_filter, &FilterState::changed, this, &Session::saveFilter);
}

Session::~Session() = default;

QString Session::name() const
{
    return QFileInfo(m_store->path()).completeBaseName();
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
    if (m_filter.filter().matchesAll())
        m_settings.remove(m_filterKey);
    else
        m_settings.setValue(m_filterKey, m_filter.filter().text());
}

}

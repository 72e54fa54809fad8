// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/recentstores.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString recentKey = u"stores/recent"_s;

QString cleaned(const QString &path)
{
    return QDir::cleanPath(QFileInfo(path).absoluteFilePath());
}

}

QStringList RecentStores::paths() const
{
    return m_settings.value(recentKey).toStringList();
}

void RecentStores::opened(const QString &path)
{
    QStringList list = paths();
    list.removeAll(cleaned(path));
    list.prepend(cleaned(path));
    m_settings.setValue(recentKey, list.mid(0, most));
}

void RecentStores::forget(const QString &path)
{
    QStringList list = paths();
    list.removeAll(cleaned(path));
    m_settings.setValue(recentKey, list);
}

void RecentStores::clear()
{
    m_settings.remove(recentKey);
}

}

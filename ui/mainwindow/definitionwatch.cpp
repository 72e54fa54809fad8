// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/definitionwatch.h"

#include <QDir>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

namespace {

constexpr qsizetype mostFiles = 500;    // each takes one of the system's watches

}

DefinitionWatch::DefinitionWatch(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_folder(folder)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(500ms);
    const auto notice = [this] { m_rest.start(); };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, notice);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, notice);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        look();
        emit changed();
    });
    look();
}

void DefinitionWatch::look()
{
    const QDir folder(m_folder);
    if (m_folder.isEmpty() || !folder.exists())
        return;
    // A file that took the place of another is no longer watched under that name.
    QStringList wanted{folder.absolutePath()};
    const QStringList files = folder.entryList({u"*.json"_s}, QDir::Files, QDir::Name);
    for (const QString &file : files.first(std::min(files.size(), mostFiles)))
        wanted << folder.absoluteFilePath(file);
    m_watcher.addPaths(wanted);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/settingswriter.h"

#include <QEvent>
#include <QSettings>
#include <QtConcurrentRun>

namespace eventscope {

SettingsWriter::SettingsWriter(QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
    connect(&m_writing, &QFutureWatcherBase::finished, this, &SettingsWriter::finish);
    if (settings.format() == QSettings::IniFormat)
        settings.installEventFilter(this);
}

SettingsWriter::~SettingsWriter()
{
    m_writing.disconnect(this);
    m_writing.waitForFinished();
}

// After a first change settings ask themselves to be written, and not again before that is done.
bool SettingsWriter::eventFilter(QObject *, QEvent *event)
{
    if (event->type() != QEvent::UpdateRequest)
        return false;
    if (!m_writing.isRunning())
        write();
    return true;
}

SettingsWriter::Values SettingsWriter::values() const
{
    Values values;
    for (const QString &key : m_settings.allKeys())
        values.insert(key, m_settings.value(key));
    return values;
}

// Settings of one file share what is not written yet: any of them writes it for all.
void SettingsWriter::write()
{
    m_written = values();
    m_writing.setFuture(
        QtConcurrent::run([path = m_settings.fileName()] { QSettings(path, QSettings::IniFormat).sync(); }));
}

void SettingsWriter::finish()
{
    if (values() != m_written)
        return write();
    m_settings.sync();    // there is nothing left to write: they only learn to ask again at the next change
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "benchstore.h"
#include "mainwindow/mainwindow.h"
#include "service/services.h"
#include "store/threads.h"
#include "theme.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include <time.h>
#include <unistd.h>

namespace eventscope::bench {

// Milliseconds since this process was started, to the clock tick in which the kernel noted that.
[[nodiscard]] inline double millisecondsSinceStart()
{
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = stat.readAll();
    // Behind the name, which may hold anything, come fields from the third on; the 22nd is the start.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    const double started = fields.value(19).toDouble() * 1'000 / double(sysconf(_SC_CLK_TCK));
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return double(now.tv_sec) * 1'000 + double(now.tv_nsec) / 1e6 - started;
}

// The window as the program opens it, on the screen that is not there.
class OpenedWindow {
public:
    explicit OpenedWindow(const QString &path)
        : m_settings(m_folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
        , m_services(ServiceSet::compile(Services::load(QDir(m_folder.path())).services, &m_faults))
        , m_window(m_settings)
    {
        letLongWorkGiveWay();
        applyTheme(ThemeChoice::Light);
        m_window.resize(1280, 800);
        m_window.show();
        m_window.setSession(std::make_unique<Session>(openStore(path), m_services, m_settings));
    }

    [[nodiscard]] MainWindow &window() { return m_window; }
    [[nodiscard]] EventStore &store() { return m_window.session()->store(); }

private:
    QTemporaryDir m_folder;
    QSettings m_settings;
    std::vector<Error> m_faults;
    ServiceSet m_services;
    MainWindow m_window;
};

}

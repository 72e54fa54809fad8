// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QByteArray>
#include <QStringList>

namespace eventscope {

class MainWindow;

// The samples that the program brings.
[[nodiscard]] QStringList sampleFiles();

// Drives the window through what it can look like, light and dark, in two sizes, and writes a PNG for
// each into the folder, which is made when it is not there: events-data-light-1280x800.png. The store is
// empty, and the files are imported; without any it is taken as it is, and deliveries are shown where it has some.
// Returns how many; Io when one cannot be written, or what kept the files from being imported.
[[nodiscard]] Result<int> takeScreenshots(
    MainWindow &window, const QStringList &files, const QByteArray &service, const QString &folder);

// The same of the events page alone, over a store that has very many: all of it, its busiest second, and what its
// users did around that: many-light-1280x800.png. Nothing is stored.
[[nodiscard]] Result<int> takeScreenshotsOfMany(MainWindow &window, const QString &folder);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventworld.h"

#include <QSettings>
#include <QUndoStack>

namespace eventscope::test {

// What a page needs beside a store.
struct World : EventWorld {
    using EventWorld::EventWorld;

    QSettings settings{folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    QUndoStack undo;
};

}

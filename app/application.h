// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace eventscope {

// What the window is started with.
struct WindowOptions {
    QStringList files;       // imported once the store is open
    QByteArray service;      // of those files; empty: detected
    QString store;           // the store asked for; empty: the one open last, or defaultStore
    QString defaultStore;    // path of the default store, which is made when it is not there
    QString definitions;     // folder of the user's own definitions; may not exist
    QString settings;        // an INI file; empty: the user's settings
    bool demo = false;       // a store of made-up events, which goes with the program, instead of `store`

    // A folder: the window is driven through its states, a PNG is written for each, and the run ends.
    // Settings, and the store when none is asked for, are temporary ones then. On the command line
    // this is the hidden option `--screenshots DIR`.
    QString screenshots;
};

// Opens the window and runs it until it is closed. A QApplication must exist, with the names of
// application and organisation set. Returns the exit code: 0, or 2 when it could not be done (said on
// stderr when there is nobody to see a dialog).
[[nodiscard]] int runWindow(const WindowOptions &options);

}

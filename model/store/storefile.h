// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"

#include <QStringList>

namespace eventscope {

// A store's file, found to be ours and brought to the version of this program.
struct StoreFile {
    StoreAccess access;
    QString readOnlyReason;    // a sentence; empty when it can be written
};

// Creates the file where there is none (not for a store asked for read-only), refuses what is not
// ours without touching it, runs the migrations that are due, each in one transaction with its number.
[[nodiscard]] Result<StoreFile> openStoreFile(const QString &path, bool readOnly, qint64 maxBytes = 0);

// The migrations in their order, as resource paths; the first brings a file to version 1.
[[nodiscard]] QStringList storeMigrations();

// What marks a file as ours, and the version this program writes.
inline constexpr quint32 storeApplicationId = 0x45765363;    // "EvSc"
[[nodiscard]] int storeVersion();

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace eventscope {

// Says that a process still works on something in a store: a lock on one byte of the file
// <store>-owners, at a random place, the slot. The system frees it when the process ends, however it
// ends; process numbers that are given again cannot fool it.
class OwnerLock {
public:
    explicit OwnerLock(const QString &storePath);
    ~OwnerLock();
    OwnerLock(const OwnerLock &) = delete;
    OwnerLock &operator=(const OwnerLock &) = delete;

    // The slot held from the first call on. Nothing when the lock file cannot be written.
    [[nodiscard]] std::optional<qint64> slot();
    // Whether anyone holds that slot.
    [[nodiscard]] bool isHeld(qint64 slot) const;

private:
    [[nodiscard]] bool tryLock(qint64 slot);

    QByteArray m_path;
    int m_file = -1;
    qint64 m_slot = 0;
};

}

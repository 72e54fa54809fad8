// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <mutex>
#include <utility>

namespace eventscope {

// The pointers of objects that hold properties, for those who compile filters. Any thread.
class PayloadPlaces {
public:
    // Whether they are others than before.
    bool set(const QList<QByteArray> &pointers)
    {
        const std::scoped_lock locked(m_mutex);
        return std::exchange(m_pointers, pointers) != pointers;
    }
    [[nodiscard]] QList<QByteArray> get() const
    {
        const std::scoped_lock locked(m_mutex);
        return m_pointers;
    }

private:
    mutable std::mutex m_mutex;
    QList<QByteArray> m_pointers;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <mutex>

namespace eventscope {

// The pointers of objects that hold properties, for those who compile filters. Any thread.
class PayloadPlaces {
public:
    void set(const QList<QByteArray> &pointers)
    {
        const std::scoped_lock locked(m_mutex);
        m_pointers = pointers;
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

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QSettings;

namespace eventscope {

// The stores that were open, the last one first. Kept in the settings under "stores/recent".
class RecentStores {
public:
    static constexpr int most = 10;

    explicit RecentStores(QSettings &settings)
        : m_settings(settings)
    {}

    [[nodiscard]] QStringList paths() const;
    void opened(const QString &path);
    void forget(const QString &path);
    void clear();

private:
    QSettings &m_settings;
};

}

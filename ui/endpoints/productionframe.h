// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace eventscope {

// Frames what it holds in the error's colour while a production endpoint is used there.
class ProductionFrame : public QWidget {
    Q_OBJECT

public:
    explicit ProductionFrame(QWidget *parent = nullptr);

    void setProduction(bool on);
    [[nodiscard]] bool isProduction() const { return m_on; }

    static constexpr int width = 2;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_on = false;
};

}

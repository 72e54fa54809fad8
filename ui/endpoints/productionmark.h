// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace eventscope {

// The word "PRODUCTION" in a frame of the error's colour: wherever a production endpoint is used.
class ProductionMark : public QLabel {
    Q_OBJECT

public:
    explicit ProductionMark(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

}

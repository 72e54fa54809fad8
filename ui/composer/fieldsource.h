// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldeditor.h"

class QLabel;
class QPushButton;

namespace eventscope {

// What no form can draw: how it begins, and the way to it in the source.
class FieldSource : public FieldEditor {
    Q_OBJECT

public:
    FieldSource(FieldHost &host, FieldSite site, QWidget *parent);

    void showValue(JsonValue value) override;
    [[nodiscard]] QWidget *input() override;

private:
    void open();

    QLabel *m_preview;
    QPushButton *m_open;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldeditor.h"

class QComboBox;

namespace eventscope {

// True, false, absent; null where it is allowed. A value of another type is shown as one more entry.
class FieldBoolean : public FieldEditor {
    Q_OBJECT

public:
    FieldBoolean(FieldHost &host, FieldSite site, QWidget *parent);

    void showValue(JsonValue value) override;
    [[nodiscard]] QWidget *input() override;

private:
    void choose(int index);

    QComboBox *m_combo;
    int m_fixed = 0;    // entries that are always there
};

}

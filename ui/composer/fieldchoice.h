// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldeditor.h"

class QComboBox;

namespace eventscope {

// A list of values with room for others: typing writes as a line of text does.
class FieldChoice : public FieldEditor {
    Q_OBJECT

public:
    FieldChoice(FieldHost &host, FieldSite site, QWidget *parent);

    void showValue(JsonValue value) override;
    [[nodiscard]] QWidget *input() override;
    void describe(const QString &name, const QString &description) override;

private:
    void choose(int index);
    void takeTyped(const QString &text);

    QComboBox *m_combo;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldeditor.h"

class QPlainTextEdit;

namespace eventscope {

// Several lines of text. As FieldText, but Tab leaves it and Return is a line break.
class FieldMultiline : public FieldEditor {
    Q_OBJECT

public:
    FieldMultiline(FieldHost &host, FieldSite site, QWidget *parent);

    void showValue(JsonValue value) override;
    [[nodiscard]] QWidget *input() override;

private:
    void takeTyped();

    QPlainTextEdit *m_edit;
    bool m_showing = false;
};

}

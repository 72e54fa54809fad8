// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldeditor.h"

class QPlainTextEdit;

namespace eventscope {

// Several lines of text. As FieldText, but Tab leaves it and Return is a line break. A text that the widget
// would change by holding it (its line breaks, say) is shown, not edited.
class FieldMultiline : public FieldEditor {
    Q_OBJECT

public:
    FieldMultiline(FieldHost &host, FieldSite site, QWidget *parent);

    void showValue(JsonValue value) override;
    [[nodiscard]] QWidget *input() override;

private:
    void takeTyped();
    [[nodiscard]] QString held() const;

    QPlainTextEdit *m_edit;
    QString m_shown;    // what the draft has
    bool m_showing = false;
};

}

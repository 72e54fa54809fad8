// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldtext.h"

class QToolButton;

namespace eventscope {

// Base64 of a SHA-256, and a way to make it of a text, an e-mail address for instance (F4). That text is
// kept nowhere.
class FieldSha256 : public FieldText {
    Q_OBJECT

public:
    FieldSha256(FieldHost &host, FieldSite site, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildPopup();

    QToolButton *m_hash;
    QLineEdit *m_text = nullptr;
};

}

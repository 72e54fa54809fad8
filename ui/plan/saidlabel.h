// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace eventscope {

// A sentence of a dialog about how far it is, or about what is wrong: of any length, as plain text, in the theme's
// colours. GUI thread.
class SaidLabel : public QLabel {
    Q_OBJECT

public:
    explicit SaidLabel(QWidget *parent = nullptr);

    void say(const QString &sentence, bool isFault);

protected:
    void changeEvent(QEvent *event) override;

private:
    void ink();

    bool m_isFault = false;
    bool m_isInking = false;
};

}

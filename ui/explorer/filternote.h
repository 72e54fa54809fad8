// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace eventscope {

// One small line below the filter's text: what is wrong with it, with a symbol. Hidden while nothing is.
// Named filterNote; its text is filterNoteText.
class FilterNote : public QWidget {
    Q_OBJECT

public:
    explicit FilterNote(QWidget *parent = nullptr);

    void showFault(const QString &sentence);    // empty: none

protected:
    void changeEvent(QEvent *event) override;

private:
    void dress();

    QLabel *m_symbol;
    QLabel *m_text;
};

}

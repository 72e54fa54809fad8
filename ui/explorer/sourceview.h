// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/eventdetail.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace eventscope {

class SourceEdit;

// The exact text of an event with the places of its findings underlined. Of a large text one part is
// shown at a time, with a note that says so and buttons to the others.
class SourceView : public QWidget {
    Q_OBJECT

public:
    explicit SourceView(QWidget *parent = nullptr);

    void setDetail(const EventDetail &detail);
    // Shows the place, changing the part when it must.
    void showRange(quint32 offset, quint32 length);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showPart(qsizetype around);
    void underline();

    QByteArray m_text;
    std::vector<Finding> m_findings;
    SourceEdit *m_edit;
    QWidget *m_bar;
    QLabel *m_note;
    QToolButton *m_earlier;
    QToolButton *m_later;
};

}

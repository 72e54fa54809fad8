// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/bodytext.h"
#include "views/latest.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QSyntaxHighlighter;
class QToolButton;

namespace eventscope {

class SourceEdit;

// A body of any size and kind, read-only: JSON coloured, to the byte or indented; of a large one a part is
// shown at a time. Copying without a selection takes all of it. GUI thread.
class BodyView : public QWidget {
    Q_OBJECT

public:
    explicit BodyView(QWidget *parent = nullptr);

    // `nothing`: the sentence for a body that is empty.
    void setBody(const BodyText &body, const QString &nothing);
    // Only JSON can be indented; for others it changes nothing.
    void setIndented(bool on);
    // For tests, and for what stands around it.
    [[nodiscard]] SourceEdit *edit() const { return m_edit; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void show();
    void showText(const QByteArray &text);
    void showPart(qsizetype around);
    void mark();

    BodyText m_body;
    bool m_indented = false;
    QByteArray m_shown;
    Latest<QByteArray> m_indenting;
    QStackedWidget *m_stack;
    SourceEdit *m_edit;
    QSyntaxHighlighter *m_colours;
    QLabel *m_nothing;
    QWidget *m_bar;
    QLabel *m_part;
    QToolButton *m_earlier;
    QToolButton *m_later;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSyntaxHighlighter>

class QWidget;

namespace eventscope {

// Colours keys, strings, numbers and literals of JSON, whole or broken, in the colours of the widget's
// palette.
class JsonHighlighter : public QSyntaxHighlighter {
public:
    JsonHighlighter(QTextDocument *document, const QWidget *widget);

protected:
    void highlightBlock(const QString &text) override;

private:
    const QWidget *m_widget;
};

}

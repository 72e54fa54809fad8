// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/maskmarks.h"

#include "service/service.h"
#include "theme.h"

#include <QRegularExpression>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int mostMarks = 300;

}

QList<QTextEdit::ExtraSelection> maskMarks(QTextDocument *document, const QPalette &palette)
{
    static const QRegularExpression mask(u"[A-Za-z0-9_.-]*\u2026#[0-9a-f]{4}(?![0-9a-f])"_s);
    QTextCharFormat format;
    format.setBackground(Theme::of(palette).warningFill);
    format.setForeground(palette.text());
    format.setUnderlineStyle(QTextCharFormat::DotLine);
    QList<QTextEdit::ExtraSelection> marks;
    for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
        const QString text = block.text();
        if (!text.contains(u"\u2026#"_s))
            continue;
        auto found = mask.globalMatch(text);
        while (found.hasNext() && marks.size() < mostMarks) {
            const QRegularExpressionMatch match = found.next();
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(block);
            mark.cursor.setPosition(block.position() + static_cast<int>(match.capturedStart()));
            mark.cursor.setPosition(block.position() + static_cast<int>(match.capturedEnd()), QTextCursor::KeepAnchor);
            mark.format = format;
            marks.append(mark);
        }
    }
    return marks;
}

bool holdsMask(const QByteArray &text)
{
    static const QByteArray tail = u"\u2026#"_s.toUtf8();
    return text.contains(tail);
}

}

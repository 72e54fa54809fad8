// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/jsonhighlighter.h"

#include "theme.h"

#include <QWidget>

namespace eventscope {

namespace {

enum State { Outside = 0, InString = 1 };

// Behind the closing quote, or the end of the text.
qsizetype endOfString(const QString &text, qsizetype from, bool &closed)
{
    for (qsizetype i = from; i < text.size(); ++i) {
        if (text.at(i) == u'\\')
            ++i;
        else if (text.at(i) == u'"') {
            closed = true;
            return i + 1;
        }
    }
    closed = false;
    return text.size();
}

bool colonFollows(const QString &text, qsizetype from)
{
    while (from < text.size() && text.at(from).isSpace())
        ++from;
    return from < text.size() && text.at(from) == u':';
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'+' || c == u'-' || c == u'.';
}

}

JsonHighlighter::JsonHighlighter(QTextDocument *document, const QWidget *widget)
    : QSyntaxHighlighter(document)
    , m_widget(widget)
{}

void JsonHighlighter::highlightBlock(const QString &text)
{
    const Theme theme = Theme::of(m_widget->palette());
    qsizetype at = 0;
    bool closed = true;
    const auto paint = [this](qsizetype from, qsizetype to, const QColor &colour) {
        setFormat(static_cast<int>(from), static_cast<int>(to - from), colour);
    };
    if (previousBlockState() == InString) {
        at = endOfString(text, 0, closed);
        paint(0, at, theme.string);
    }
    while (at < text.size()) {
        const QChar c = text.at(at);
        qsizetype end = at + 1;
        if (c == u'"') {
            end = endOfString(text, at + 1, closed);
            paint(at, end, closed && colonFollows(text, end) ? theme.key : theme.string);
        } else if (isWordCharacter(c)) {
            while (end < text.size() && isWordCharacter(text.at(end)))
                ++end;
            paint(at, end, c.isLetter() ? theme.literal : theme.number);
        }
        at = end;
    }
    setCurrentBlockState(closed ? Outside : InString);
}

}

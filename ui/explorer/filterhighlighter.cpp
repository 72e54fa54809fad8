// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filterhighlighter.h"

#include "theme.h"
#include "views/filtertokens.h"

#include <algorithm>

namespace eventscope {

namespace {

QColor colorOf(FilterToken::Kind kind, const Theme &theme, const QColor &text)
{
    switch (kind) {
    case FilterToken::Kind::Negation:
    case FilterToken::Kind::Keyword:
    case FilterToken::Kind::Pattern:
        return theme.literal;
    case FilterToken::Kind::Bracket:
    case FilterToken::Kind::Operator:
    case FilterToken::Kind::Comma:
        return theme.subtleText;
    case FilterToken::Kind::Key:
        return theme.key;
    case FilterToken::Kind::Value:
        return theme.string;
    case FilterToken::Kind::Text:
        break;
    }
    return text;
}

}

FilterHighlighter::FilterHighlighter(QTextDocument *document)
    : QSyntaxHighlighter(document)
{}

void FilterHighlighter::setPalette(const QPalette &palette)
{
    m_palette = palette;
    rehighlight();
}

void FilterHighlighter::setFault(const std::optional<EventFilter::ParseFault> &fault)
{
    m_fault = fault;
    rehighlight();
}

void FilterHighlighter::highlightBlock(const QString &text)
{
    const Theme theme = Theme::of(m_palette);
    for (const FilterToken &token : filterTokens(text))
        setFormat(static_cast<int>(token.offset), static_cast<int>(token.length),
            colorOf(token.kind, theme, m_palette.color(QPalette::Text)));
    if (!m_fault)
        return;
    const qsizetype end = std::min(m_fault->offset + m_fault->length, text.size());
    for (qsizetype i = m_fault->offset; i < end; ++i) {
        QTextCharFormat wavy = format(static_cast<int>(i));
        wavy.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        wavy.setUnderlineColor(theme.error);
        setFormat(static_cast<int>(i), 1, wavy);
    }
}

}

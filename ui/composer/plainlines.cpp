// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/plainlines.h"

#include "composer/maskmarks.h"
#include "theme.h"
#include "views/bodytext.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QMimeData>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qsizetype widestName = 34;
constexpr qsizetype longestLine = 4000;    // longer lines make the editor slow
constexpr std::size_t mostPairs = 2000;
constexpr int leastLines = 1;    // where there is no room for more, the others are scrolled to

QString shortened(const QByteArray &value)
{
    QString text = visibleLine(QString::fromUtf8(value.left(longestLine * 4)));
    if (text.size() <= longestLine && value.size() <= longestLine * 4)
        return text;
    return text.left(longestLine) + u"\u2026 (%1)"_s.arg(byteCount(value.size()));
}

}

PlainLines::PlainLines(int mostLines, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_mostLines(mostLines)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
}

void PlainLines::setLines(const QString &text)
{
    m_names.clear();
    m_padding.clear();
    m_copy = text;
    setPlainText(visibleText(text));
    mark();
    fit();
}

void PlainLines::setPairs(const std::vector<NamedValue> &pairs, const QString &separator)
{
    m_names.clear();
    m_padding.clear();
    m_copy.clear();
    qsizetype width = 0;
    for (const NamedValue &pair : pairs)
        width = std::max(width, std::min(widestName, QString::fromUtf8(pair.name).size()));
    QString shown;
    for (std::size_t i = 0; i < std::min(pairs.size(), mostPairs); ++i) {
        const QString name = visibleLine(QString::fromUtf8(pairs[i].name));
        if (i > 0)
            shown += u'\n';
        m_names.emplace_back(static_cast<int>(shown.size()), static_cast<int>(name.size()));
        shown += name + separator;
        const auto padding = static_cast<int>(std::max<qsizetype>(0, width - name.size()));
        m_padding.emplace_back(static_cast<int>(shown.size()), padding);
        shown += QString(padding, u' ') + shortened(pairs[i].value);
    }
    for (const NamedValue &pair : pairs)
        m_copy += QString::fromUtf8(pair.name) + separator + QString::fromUtf8(pair.value) + u'\n';
    if (pairs.size() > mostPairs)
        shown += u'\n' + tr("… %n more", nullptr, static_cast<int>(pairs.size() - mostPairs));
    setPlainText(shown);
    mark();
    fit();
}

void PlainLines::mark()
{
    const Theme theme = Theme::of(palette());
    QList<QTextEdit::ExtraSelection> marks = maskMarks(document(), palette());
    for (const auto &[position, length] : m_names) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document());
        mark.cursor.setPosition(position);
        mark.cursor.setPosition(position + length, QTextCursor::KeepAnchor);
        mark.format.setForeground(theme.key);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

int PlainLines::heightOf(int rows) const
{
    const int margins = 2 * static_cast<int>(document()->documentMargin()) + 2 * frameWidth();
    return rows * fontMetrics().lineSpacing() + margins + 2;
}

// As high as its lines are, wrapped as they are now.
void PlainLines::fit()
{
    const int rows = std::clamp(static_cast<int>(document()->size().height()), 1, m_mostLines);
    if (rows == m_rows)
        return;
    m_rows = rows;
    setMaximumHeight(heightOf(rows));
    updateGeometry();
}

QSize PlainLines::sizeHint() const
{
    return {300, heightOf(m_rows)};
}

QSize PlainLines::minimumSizeHint() const
{
    return {80, heightOf(std::min(m_rows, leastLines))};
}

void PlainLines::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && !textCursor().hasSelection())
        QApplication::clipboard()->setText(m_copy);
    else
        QPlainTextEdit::keyPressEvent(event);
}

void PlainLines::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    fit();
}

void PlainLines::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        mark();
    if (event->type() == QEvent::FontChange) {
        m_rows = 0;
        fit();
    }
}

QString PlainLines::unpadded(int from, int to) const
{
    QString text = toPlainText().mid(from, to - from);
    for (auto padding = m_padding.crbegin(); padding != m_padding.crend(); ++padding) {
        const int begin = std::max(padding->first, from);
        const int end = std::min(padding->first + padding->second, to);
        if (begin < end)
            text.remove(begin - from, end - begin);
    }
    return text;
}

QMimeData *PlainLines::createMimeDataFromSelection() const
{
    auto *copied = new QMimeData;
    copied->setText(unpadded(textCursor().selectionStart(), textCursor().selectionEnd()));
    return copied;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filteredit.h"

#include "theme.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocument>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int editMargin = 2;

QString oneLine(QString text)
{
    for (QChar &c : text)
        if (c == QChar::LineFeed || c == QChar::CarriageReturn || c == QChar::Tabulation || c == QChar::LineSeparator ||
            c == QChar::ParagraphSeparator)
            c = QChar::Space;
    return text;
}

}

FilterEdit::FilterEdit(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_highlighter(new FilterHighlighter(document()))
{
    document()->setDocumentMargin(editMargin);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setInputMethodHints(Qt::ImhNoAutoUppercase | Qt::ImhNoPredictiveText);
    viewport()->setAutoFillBackground(false);
    m_highlighter->setPalette(palette());
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        if (line() == m_known)    // formats alone
            return;
        m_known = line();
        emit edited();
    });
}

QString FilterEdit::line() const
{
    return oneLine(toPlainText());
}

qsizetype FilterEdit::cursorAt() const
{
    return textCursor().position();
}

void FilterEdit::replace(qsizetype from, qsizetype to, const QString &text)
{
    m_highlighter->setFault({});
    QTextCursor cursor(document());
    cursor.setPosition(static_cast<int>(from));
    cursor.setPosition(static_cast<int>(to), QTextCursor::KeepAnchor);
    m_known = (m_known.first(from) + text + m_known.sliced(to));
    cursor.insertText(text);
    m_known = line();
    setTextCursor(cursor);
}

void FilterEdit::setLine(const QString &text)
{
    if (line() != text)
        replace(0, line().size(), oneLine(text));
}

void FilterEdit::setFault(const std::optional<EventFilter::ParseFault> &fault)
{
    m_highlighter->setFault(fault);
    viewport()->update();
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        event->accept();
        return;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        event->ignore();
        return;
    default:
        break;
    }
    const bool types = !event->text().isEmpty() && event->text().front().isPrint() &&
                       !(event->modifiers() & (Qt::ControlModifier | Qt::MetaModifier));
    if (types && line().size() >= longest && !textCursor().hasSelection())
        return;
    QPlainTextEdit::keyPressEvent(event);
}

void FilterEdit::insertFromMimeData(const QMimeData *source)
{
    if (!source->hasText())
        return;
    QTextCursor cursor = textCursor();
    const qsizetype room = longest - line().size() + (cursor.selectionEnd() - cursor.selectionStart());
    cursor.insertText(oneLine(source->text().trimmed()).left(std::max<qsizetype>(0, room)));
    setTextCursor(cursor);
    ensureCursorVisible();
}

void FilterEdit::paintEvent(QPaintEvent *event)
{
    QPlainTextEdit::paintEvent(event);
    const auto &fault = m_highlighter->fault();
    if (!fault || fault->length > 0)
        return;
    // Something is missing: a wave where it would stand.
    QTextCursor at(document());
    at.setPosition(static_cast<int>(std::min(fault->offset, line().size())));
    const QRectF place = cursorRect(at);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::of(palette()).error, 1.2));
    QPolygonF wave;
    for (int i = 0; i <= 6; ++i)
        wave.append(QPointF(place.left() + 1 + 2 * i, place.bottom() - (i % 2 == 0 ? 0.5 : 2.5)));
    painter.drawPolyline(wave);
}

void FilterEdit::focusInEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusInEvent(event);
    if (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason)
        selectAll();
}

void FilterEdit::focusOutEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusOutEvent(event);
    emit left();
}

void FilterEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_highlighter->setPalette(palette());
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

void FilterEdit::wheelEvent(QWheelEvent *event)
{
    event->ignore();
}

int FilterEdit::lineHeight() const
{
    return fontMetrics().height() + 2 * editMargin + 1;
}

QSize FilterEdit::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 40, lineHeight()};
}

QSize FilterEdit::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 12, lineHeight()};
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/sourceedit.h"

#include "explorer/jsonhighlighter.h"
#include "theme.h"

#include <QFontDatabase>
#include <QMimeData>
#include <QPaintEvent>
#include <QPainter>
#include <QTextBlock>

namespace eventscope {

namespace {

class Gutter : public QWidget {
public:
    explicit Gutter(SourceEdit *edit)
        : QWidget(edit)
        , m_edit(edit)
    {}
    QSize sizeHint() const override { return {m_edit->gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_edit->paintGutter(event); }

private:
    SourceEdit *m_edit;
};

}

SourceEdit::SourceEdit(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_gutter(new Gutter(this))
    , m_colours(new JsonHighlighter(document(), this))
{
    setObjectName(QStringLiteral("sourceText"));
    setAccessibleName(tr("Exact source"));
    setFrameShape(NoFrame);
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    placeGutter();
}

void SourceEdit::setSource(const SourceText &source)
{
    m_source = source;
    setExtraSelections({});
    setPlainText(m_source.shown());
    placeGutter();
}

void SourceEdit::select(qsizetype offset, qsizetype length)
{
    QTextCursor cursor(document());
    cursor.setPosition(m_source.positionOf(offset + length));
    cursor.setPosition(m_source.positionOf(offset), QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    centerCursor();
}

int SourceEdit::gutterWidth() const
{
    const int last = m_source.pieces().empty() ? 1 : m_source.pieces().back().line;
    const auto digits = std::max<qsizetype>(2, QString::number(last).size());
    return fontMetrics().horizontalAdvance(u'9') * static_cast<int>(digits) + 12;
}

void SourceEdit::placeGutter()
{
    const int width = gutterWidth();
    setViewportMargins(width, 0, 0, 0);
    const QRect room = contentsRect();
    m_gutter->setGeometry(room.left(), room.top(), width, room.height());
}

void SourceEdit::paintGutter(QPaintEvent *event)
{
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), palette().color(QPalette::AlternateBase));
    painter.setFont(font());
    painter.setPen(Theme::of(palette()).subtleText);
    const int right = m_gutter->width() - 6;
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > event->rect().bottom())
            break;
        const auto number = static_cast<std::size_t>(block.blockNumber());
        if (number >= m_source.pieces().size())
            break;
        const SourceText::Piece &piece = m_source.pieces()[number];
        const QString mark = piece.continued ? QStringLiteral("\u21AA") : QString::number(piece.line);
        painter.drawText(QRectF(0, place.top(), right, fontMetrics().height()), Qt::AlignRight | Qt::AlignTop, mark);
    }
}

QMimeData *SourceEdit::createMimeDataFromSelection() const
{
    const QTextCursor cursor = textCursor();
    const qsizetype from = m_source.offsetOf(cursor.selectionStart());
    const qsizetype to = m_source.offsetOf(cursor.selectionEnd());
    auto *copied = new QMimeData;
    copied->setText(QString::fromUtf8(m_source.text().mid(from, to - from)));
    return copied;
}

void SourceEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeGutter();
}

void SourceEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_colours->rehighlight();
    if (event->type() == QEvent::FontChange)
        placeGutter();
}

}

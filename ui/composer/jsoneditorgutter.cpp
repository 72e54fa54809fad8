// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/jsoneditorgutter.h"

#include "composer/jsoneditormarks.h"
#include "composer/jsoneditorsurface.h"
#include "theme.h"

#include <QFontDatabase>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace eventscope {

namespace {

using Sci = QsciScintillaBase;

constexpr int symbol = 14;
constexpr int gap = 4;

}

EditorGutter::EditorGutter(const EditorSurface &surface, const EditorMarks &marks, QWidget *parent)
    : QWidget(parent)
    , m_surface(surface)
    , m_marks(marks)
{
    setObjectName(QStringLiteral("sourceGutter"));
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Ignored);
}

int EditorGutter::digits() const
{
    const qsizetype last =
        m_surface.send(Sci::SCI_GETLINECOUNT) - m_surface.lines().breaksBefore(m_surface.send(Sci::SCI_GETLENGTH) + 1);
    return static_cast<int>(std::max<qsizetype>(3, QString::number(last).size()));
}

QSize EditorGutter::sizeHint() const
{
    return {gap + symbol + gap + fontMetrics().horizontalAdvance(u'9') * digits() + gap, 0};
}

std::vector<EditorGutter::Line> EditorGutter::lines() const
{
    std::vector<Line> seen;
    const long first = m_surface.send(Sci::SCI_GETFIRSTVISIBLELINE);
    const long count = m_surface.send(Sci::SCI_GETLINECOUNT);
    const LineLayout &layout = m_surface.lines();
    for (int row = 0; row * m_lineHeight < height(); ++row) {
        const long line = m_surface.send(Sci::SCI_DOCLINEFROMVISIBLE, first + row);
        if (line >= count)
            break;
        if (m_surface.send(Sci::SCI_VISIBLEFROMDOCLINE, line) != first + row)
            continue;    // wrapped
        const long position = m_surface.send(Sci::SCI_POSITIONFROMLINE, line);
        const qsizetype breaks = layout.breaksBefore(position);
        Line entry;
        entry.y = row * m_lineHeight;
        entry.number = position > 0 && layout.isBreak(position - 1) ? 0 : line - breaks + 1;
        entry.from = layout.offsetOf(position);
        entry.to = layout.offsetOf(m_surface.send(Sci::SCI_GETLINEENDPOSITION, line));
        const auto marks = m_marks.touching(entry.from, entry.to);
        // What ends where the line begins is of the line before.
        const auto own = std::find_if(marks.cbegin(), marks.cend(), [&entry](const EditorMarks::Mark *mark) {
            return mark->offset >= entry.from || mark->offset + mark->length > entry.from;
        });
        entry.severity = own == marks.cend() ? -1 : static_cast<int>((*own)->severity);
        seen.push_back(entry);
    }
    return seen;
}

void EditorGutter::refresh()
{
    m_lineHeight = std::max(1, static_cast<int>(m_surface.send(Sci::SCI_TEXTHEIGHT, 0)));
    if (const int now = digits(); now != m_digits) {
        m_digits = now;
        updateGeometry();
    }
    std::vector<Line> seen = lines();
    if (seen == m_lines)
        return;
    m_lines = std::move(seen);
    update();
}

void EditorGutter::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::AlternateBase));
    painter.setPen(Theme::of(palette()).subtleText);
    for (const Line &line : m_lines) {
        const QRect row(0, line.y, width() - gap, m_lineHeight);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter,
            line.number > 0 ? QString::number(line.number) : QStringLiteral("\u21AA"));
        if (line.severity < 0)
            continue;
        const int side = std::min(symbol, m_lineHeight);
        severityIcon(static_cast<Severity>(line.severity), palette())
            .paint(&painter, QRect(gap, line.y + (m_lineHeight - side) / 2, side, side));
    }
}

const EditorGutter::Line *EditorGutter::lineAt(int y) const
{
    const auto found = std::find_if(m_lines.crbegin(), m_lines.crend(), [y](const Line &line) { return line.y <= y; });
    return found == m_lines.crend() ? nullptr : &*found;
}

void EditorGutter::mousePressEvent(QMouseEvent *event)
{
    if (const Line *line = lineAt(event->position().toPoint().y()); line && event->button() == Qt::LeftButton)
        emit activated(line->from, line->to);
}

bool EditorGutter::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (const Line *line = lineAt(help->pos().y()))
            emit hovered(help->globalPos(), line->from, line->to);
        return true;
    }
    return QWidget::event(event);
}

}

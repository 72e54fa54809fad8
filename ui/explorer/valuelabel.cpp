// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/valuelabel.h"

#include "theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFocusRect>
#include <QTextLayout>

#include <cmath>

namespace eventscope {

namespace {

constexpr int iconSize = 14;
constexpr int iconGap = 5;
constexpr int labelMargin = 2;
constexpr qsizetype shownLimit = 4000;

}

ValueLabel::ValueLabel(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setContextMenuPolicy(Qt::CustomContextMenu);
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ValueLabel::setText(const QString &text, const QString &copied)
{
    m_text = text.size() > shownLimit ? text.left(shownLimit) + u'\u2026' : text;
    m_copied = copied.isEmpty() ? text : copied;
    setAccessibleDescription(m_text.left(500));
    updateGeometry();
    update();
}

void ValueLabel::setFaint(bool faint)
{
    m_faint = faint;
    update();
}

void ValueLabel::setIcon(const QIcon &icon)
{
    m_icon = icon;
    update();
}

int ValueLabel::iconRoom() const
{
    return m_icon.isNull() ? 0 : iconSize + iconGap;
}

int ValueLabel::lay(QTextLayout &layout, int width) const
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    double y = 0;
    const int room = std::max(10, width - iconRoom() - 2 * labelMargin);
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(room);
        line.setPosition({0, y});
        y += line.height();
    }
    layout.endLayout();
    return static_cast<int>(std::ceil(y)) + 2 * labelMargin;
}

QSize ValueLabel::sizeHint() const
{
    return {200, heightForWidth(200)};
}

QSize ValueLabel::minimumSizeHint() const
{
    return {40, fontMetrics().height() + 2 * labelMargin};
}

int ValueLabel::heightForWidth(int width) const
{
    QString lines = m_text;
    QTextLayout layout(lines.replace(u'\n', QChar::LineSeparator), font());
    return std::max(lay(layout, width), fontMetrics().height() + 2 * labelMargin);
}

void ValueLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (!m_icon.isNull())
        m_icon.paint(
            &painter, QRect(labelMargin, labelMargin + (fontMetrics().height() - iconSize) / 2, iconSize, iconSize));
    QString lines = m_text;
    QTextLayout layout(lines.replace(u'\n', QChar::LineSeparator), font());
    lay(layout, width());
    painter.setPen(m_faint ? Theme::of(palette()).subtleText : palette().color(QPalette::WindowText));
    layout.draw(&painter, QPointF(labelMargin + iconRoom(), labelMargin));
    if (!hasFocus())
        return;
    QStyleOptionFocusRect focus;
    focus.initFrom(this);
    focus.rect = rect();
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
}

void ValueLabel::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        QGuiApplication::clipboard()->setText(m_copied);
    else
        QWidget::keyPressEvent(event);
}

}

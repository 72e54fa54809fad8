// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/noticebox.h"

#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>

namespace eventscope {

namespace {

QColor groundOf(const Theme &theme, Severity severity)
{
    if (severity == Severity::Error)
        return theme.errorFill;
    return severity == Severity::Warning ? theme.warningFill : theme.noticeFill;
}

}

NoticeBox::NoticeBox(Severity severity, QWidget *parent)
    : QWidget(parent)
    , m_severity(severity)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 6, 8, 6);
    row->setSpacing(8);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    dress();
}

void NoticeBox::setText(const QString &text)
{
    m_text->setText(text);
    setAccessibleName(text);
}

void NoticeBox::setSeverity(Severity severity)
{
    m_severity = severity;
    dress();
}

QString NoticeBox::text() const
{
    return m_text->text();
}

void NoticeBox::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    painter.fillRect(rect(), groundOf(theme, m_severity));
    painter.fillRect(QRect(0, 0, 3, height()), theme.color(m_severity));
}

void NoticeBox::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void NoticeBox::dress()
{
    m_icon->setPixmap(severityIcon(m_severity, palette()).pixmap(16, 16));
    update();
}

}

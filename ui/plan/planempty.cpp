// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planempty.h"

#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int textWidth = 460;

}

PlanEmpty::PlanEmpty(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(tr("No tracking plan yet"), this))
    , m_text(new QLabel(
          tr("A tracking plan says which events a team agreed to send, and with which properties. Eventscope judges "
             "events by it, and shows what is planned and never sent, and what is sent and not planned."),
          this))
    , m_infer(new QPushButton(tr("&Infer from events…"), this))
    , m_new(new QPushButton(tr("&New plan…"), this))
    , m_open(new QPushButton(tr("&Open a file…"), this))
{
    setObjectName(u"planEmpty"_s);
    m_infer->setObjectName(u"planEmptyInfer"_s);
    m_new->setObjectName(u"planEmptyNew"_s);
    m_open->setObjectName(u"planEmptyOpen"_s);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setWeight(QFont::DemiBold);
    m_title->setFont(large);
    m_title->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setFixedSize(textWidth, m_text->heightForWidth(textWidth));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    for (QPushButton *button : {m_infer, m_new, m_open})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addStretch(2);
    layout->addWidget(m_title);
    layout->addWidget(m_text, 0, Qt::AlignHCenter);
    layout->addLayout(buttons);
    layout->addStretch(3);
    setFocusProxy(m_infer);
    connect(m_infer, &QPushButton::clicked, this, &PlanEmpty::inferRequested);
    connect(m_new, &QPushButton::clicked, this, &PlanEmpty::newRequested);
    connect(m_open, &QPushButton::clicked, this, &PlanEmpty::openRequested);
    dress();
}

void PlanEmpty::setWritable(bool writable)
{
    for (QPushButton *button : {m_infer, m_new, m_open})
        button->setEnabled(writable);
}

void PlanEmpty::dress()
{
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).subtleText);
    m_text->setPalette(ink);
}

void PlanEmpty::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

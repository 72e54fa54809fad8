// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/foldsection.h"

#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

FoldSection::FoldSection(const QString &name, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_heading(new QToolButton(this))
    , m_summary(new QLabel(this))
    , m_column(new QVBoxLayout(this))
{
    setObjectName(name);
    m_heading->setObjectName(name + u"Heading"_s);
    m_heading->setText(title);
    m_heading->setAccessibleName(title);
    m_heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_heading->setAutoRaise(true);
    m_heading->setFocusPolicy(Qt::StrongFocus);
    QFont bold = m_heading->font();
    bold.setBold(true);
    m_heading->setFont(bold);
    m_summary->setObjectName(name + u"Summary"_s);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(m_heading);
    row->addWidget(m_summary, 1);
    row->addStretch(0);    // takes the summary's place while that is hidden
    m_column->setContentsMargins(0, 4, 0, 0);
    m_column->setSpacing(6);
    m_column->addLayout(row);
    connect(m_heading, &QToolButton::clicked, this, [this] { setOpen(!m_isOpen); });
    setFocusProxy(m_heading);
    showState();
}

void FoldSection::setContent(QWidget *content)
{
    m_content = content;
    m_column->addWidget(content);
    showState();
}

void FoldSection::setSummary(const QString &summary)
{
    m_summary->setText(summary);
    m_summary->setToolTip(summary);
    m_heading->setAccessibleDescription(summary);
}

void FoldSection::setOpen(bool open)
{
    m_isOpen = open;
    showState();
}

void FoldSection::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showState();
}

void FoldSection::showState()
{
    m_heading->setArrowType(m_isOpen ? Qt::DownArrow : Qt::RightArrow);
    m_heading->setToolTip(m_isOpen ? tr("Fold") : tr("Unfold"));
    m_summary->setVisible(!m_isOpen);
    if (m_content)
        m_content->setVisible(m_isOpen);
    const QColor ink = Theme::of(palette()).subtleText;
    if (m_summary->palette().color(QPalette::WindowText) == ink)
        return;
    QPalette subdued = m_summary->palette();
    subdued.setColor(QPalette::WindowText, ink);
    m_summary->setPalette(subdued);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filterline.h"

#include "explorer/filteredit.h"
#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QStyleOptionFrame>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

FilterLine::FilterLine(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_edit(new FilterEdit(this))
    , m_clear(new QToolButton(this))
    , m_recent(new QToolButton(this))
{
    m_edit->setObjectName(u"filterText"_s);
    m_edit->setAccessibleName(tr("Filter"));
    m_edit->setPlaceholderText(tr("tenant:acme name:api.* or any text…"));
    m_edit->installEventFilter(this);
    const auto button = [](QToolButton *made, const QString &name, const QString &tip) {
        made->setObjectName(name);
        made->setAutoRaise(true);
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        made->setIconSize({14, 14});
        made->setFixedSize(20, 20);
        made->setCursor(Qt::ArrowCursor);
    };
    button(m_clear, u"filterClear"_s, tr("Clear the filter"));
    m_clear->setFocusPolicy(Qt::NoFocus);    // Ctrl+F and Delete do the same
    button(m_recent, u"filterRecent"_s, tr("Recent filters (Up in the empty field)"));
    QSizePolicy keeps = m_clear->sizePolicy();
    keeps.setRetainSizeWhenHidden(true);    // the text does not move under the cursor
    m_clear->setSizePolicy(keeps);
    m_clear->hide();
    connect(m_clear, &QToolButton::clicked, this, &FilterLine::clearRequested);
    connect(m_recent, &QToolButton::clicked, this, &FilterLine::recentRequested);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] { m_clear->setVisible(!m_edit->line().isEmpty()); });

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(5, 1, 3, 1);
    row->setSpacing(2);
    row->addWidget(m_icon);
    row->addWidget(m_edit, 1);
    row->addWidget(m_clear);
    row->addWidget(m_recent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    dress();
}

void FilterLine::setFaulty(bool faulty)
{
    if (m_faulty == faulty)
        return;
    m_faulty = faulty;
    update();
}

bool FilterLine::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::eventFilter(watched, event);
}

void FilterLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOptionFrame frame;
    frame.initFrom(this);
    frame.rect = rect();
    frame.lineWidth = 1;
    frame.state |= QStyle::State_Sunken;
    frame.state.setFlag(QStyle::State_HasFocus, m_edit->hasFocus());
    if (m_faulty)
        frame.palette.setColor(QPalette::Highlight, Theme::of(palette()).error);
    style()->drawPrimitive(QStyle::PE_PanelLineEdit, &frame, &painter, this);
}

void FilterLine::dress()
{
    m_icon->setPixmap(themedIcon(u"search"_s, palette()).pixmap(14, 14));
    m_clear->setIcon(themedIcon(u"clear"_s, palette()));
    m_recent->setIcon(themedIcon(u"chevron-down"_s, palette()));
}

void FilterLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

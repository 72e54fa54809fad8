// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filterchips.h"

#include "explorer/filterchip.h"
#include "explorer/flowlayout.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace eventscope {

FilterChips::FilterChips(FilterState &state, QWidget *parent)
    : QWidget(parent)
    , m_state(state)
    , m_flow(new FlowLayout(4, this))
    , m_clear(new QPushButton(tr("Clear all"), this))
{
    setObjectName(u"filterChips"_s);
    m_clear->setObjectName(u"clearAll"_s);
    m_clear->setFlat(true);
    m_clear->setToolTip(tr("Remove every condition"));
    m_flow->addWidget(m_clear);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(m_clear, &QPushButton::clicked, this, [this] { m_state.setFilter(EventFilter()); });
    connect(&state, &FilterState::changed, this, &FilterChips::showFilter);
    showFilter();
}

void FilterChips::setShown(bool shown)
{
    m_shown = shown;
    applyShown();
}

void FilterChips::applyShown()
{
    QSizePolicy policy = sizePolicy();
    policy.setRetainSizeWhenHidden(!m_chips.isEmpty());
    setSizePolicy(policy);
    setVisible(m_shown && !m_chips.isEmpty());
}

int FilterChips::heightForWidth(int width) const
{
    return m_flow->heightForWidth(width);
}

FilterChip *FilterChips::makeChip(int index)
{
    auto *chip = new FilterChip(this);
    chip->setObjectName(u"chip%1"_s.arg(index));
    chip->installEventFilter(this);
    connect(chip, &FilterChip::clicked, this, [this, index] { remove(index); });
    return chip;
}

void FilterChips::showFilter()
{
    const QList<QString> conditions = m_state.filter().conjuncts();
    // Chips are kept and given new texts, so that the focus stays in the row while it shrinks.
    while (m_chips.size() > conditions.size())
        delete m_chips.takeLast();
    while (m_chips.size() < conditions.size()) {
        m_chips.append(makeChip(static_cast<int>(m_chips.size())));
        m_flow->removeWidget(m_clear);
        m_flow->addWidget(m_chips.last());
        m_flow->addWidget(m_clear);
        setTabOrder(m_chips.last(), m_clear);
        m_chips.last()->show();
    }
    for (qsizetype i = 0; i < conditions.size(); ++i)
        m_chips.at(i)->setCondition(conditions.at(i));
    applyShown();
    m_flow->invalidate();
    updateGeometry();
}

void FilterChips::remove(int index)
{
    if (index >= m_chips.size())
        return;
    m_state.setFilter(m_state.filter().withoutConjunct(index));
    if (!m_chips.isEmpty())
        m_chips.at(std::min<qsizetype>(index, m_chips.size() - 1))->setFocus();
}

bool FilterChips::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto index = static_cast<int>(m_chips.indexOf(qobject_cast<FilterChip *>(watched)));
    if (index < 0)
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        // Not from within the chip's own event: it may be deleted by it.
        QMetaObject::invokeMethod(
            this, [this, index] { remove(index); }, Qt::QueuedConnection);
        return true;
    case Qt::Key_Left:
        m_chips.at(std::max(0, index - 1))->setFocus();
        return true;
    case Qt::Key_Right:
        if (index + 1 < m_chips.size())
            m_chips.at(index + 1)->setFocus();
        else
            m_clear->setFocus();
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

}

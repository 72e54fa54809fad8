// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planstrip.h"

#include "plan/planbook.h"
#include "theme.h"
#include "views/bodytext.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int mostListed = 50;

QLabel *titleOf(QWidget *field, const QString &text)
{
    auto *title = new QLabel(text, field->parentWidget());
    title->setBuddy(field);
    return title;
}

}

PlanStrip::PlanStrip(PlanBook &book, QMenu &menu, QWidget *parent)
    : QWidget(parent)
    , m_book(book)
    , m_plans(new QComboBox(this))
    , m_inForce(new QCheckBox(tr("&Judge events by it"), this))
    , m_more(new QPushButton(tr("P&lan"), this))
    , m_scopes(new QComboBox(this))
    , m_compare(new QToolButton(this))
    , m_refresh(new QToolButton(this))
{
    m_plans->setObjectName(u"planChoice"_s);
    m_plans->setAccessibleName(tr("Tracking plan"));
    m_plans->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_plans->setMinimumContentsLength(16);
    m_plans->setMaximumWidth(360);
    m_inForce->setObjectName(u"planInForce"_s);
    m_inForce->setToolTip(tr("Every event is judged by this plan too, beside the rules of its service."));
    m_more->setObjectName(u"planMenu"_s);
    m_more->setMenu(&menu);
    m_scopes->setObjectName(u"planScope"_s);
    m_scopes->setAccessibleName(tr("Events that the plan is held against"));
    m_scopes->setMinimumContentsLength(22);
    m_scopes->setMaximumWidth(320);
    m_compare->setObjectName(u"planCompare"_s);
    m_compare->setText(tr("&Compare…"));
    m_compare->setToolTip(tr("What differs between two sets of events."));
    m_refresh->setObjectName(u"planRefresh"_s);
    m_refresh->setToolTip(tr("Look at the events again"));
    m_refresh->setAccessibleName(m_refresh->toolTip());
    m_refresh->setAutoRaise(true);
    for (QToolButton *button : {m_compare, m_refresh})
        button->setFocusPolicy(Qt::StrongFocus);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 4);
    layout->addWidget(m_plans);
    layout->addWidget(m_more);
    layout->addSpacing(8);
    layout->addWidget(m_inForce);
    layout->addStretch(1);
    m_scopeTitle = titleOf(m_scopes, tr("Held a&gainst"));
    layout->addWidget(m_scopeTitle);
    layout->addWidget(m_scopes);
    layout->addWidget(m_refresh);
    layout->addWidget(m_compare);
    connect(m_plans, &QComboBox::activated, this, [this] { m_book.setCurrent(m_plans->currentData().toInt()); });
    connect(m_inForce, &QCheckBox::clicked, this, [this](bool on) { m_book.setInForce(on ? m_book.current() : 0); });
    connect(m_scopes, &QComboBox::activated, this, [this] {
        m_scope = m_scopes->currentData().value<PlanScope>();
        emit scopeChosen(m_scope);
    });
    connect(m_compare, &QToolButton::clicked, this, &PlanStrip::compareRequested);
    connect(m_refresh, &QToolButton::clicked, this, &PlanStrip::refreshRequested);
    connect(&book, &PlanBook::listChanged, this, &PlanStrip::showPlans);
    connect(&book, &PlanBook::currentChanged, this, &PlanStrip::showPlans);
    fillScopes();
    showPlans();
    dress();
}

void PlanStrip::setEditable(bool editable)
{
    m_isEditable = editable;
    showPlans();
}

void PlanStrip::showPlans()
{
    m_plans->clear();
    for (const int key : m_book.keys()) {
        const QString title = visibleLine(m_book.content(key)->title);
        m_plans->addItem(key == m_book.inForce() ? tr("%1 (in force)").arg(title) : title, key);
    }
    m_plans->setCurrentIndex(m_plans->findData(m_book.current()));
    m_plans->setToolTip(m_plans->currentText());
    m_plans->setVisible(m_plans->count() > 0);
    const bool isThere = m_book.current() != 0;
    for (QWidget *one : std::initializer_list<QWidget *>{m_inForce, m_scopeTitle, m_scopes, m_refresh, m_compare})
        one->setVisible(isThere);
    m_inForce->setEnabled(m_isEditable && (m_book.canEdit() || m_book.inForce() == m_book.current()));
    m_inForce->setChecked(isThere && m_book.inForce() == m_book.current());
}

void PlanStrip::setScope(const PlanScope &scope)
{
    m_scope = scope;
    fillScopes();
}

void PlanStrip::setOrigins(const std::vector<Origin> &origins)
{
    QStringList labels;
    for (auto origin = origins.rbegin(); origin != origins.rend() && labels.size() < mostListed; ++origin)
        if (origin->events > 0 && !labels.contains(origin->info.label))
            labels.append(origin->info.label);
    if (labels == m_origins)
        return;
    m_origins = labels;
    fillScopes();
}

void PlanStrip::fillScopes()
{
    const auto add = [this](const QString &text, const PlanScope &scope) {
        m_scopes->addItem(text, QVariant::fromValue(scope));
        if (scope == m_scope)
            m_scopes->setCurrentIndex(m_scopes->count() - 1);
    };
    m_scopes->clear();
    add(tr("all events"), {});
    add(tr("what the filter lets through"), {PlanScope::Kind::Filter, {}});
    if (!m_origins.isEmpty())
        m_scopes->insertSeparator(m_scopes->count());
    for (const QString &label : std::as_const(m_origins))
        add(visibleLine(label), {PlanScope::Kind::Origin, label});
}

void PlanStrip::dress()
{
    m_refresh->setIcon(themedIcon(u"refresh"_s, palette()));
}

void PlanStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

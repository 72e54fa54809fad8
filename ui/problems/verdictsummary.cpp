// SPDX-License-Identifier: GPL-3.0-or-later
#include "problems/verdictsummary.h"

#include "theme.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLocale>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

VerdictSummary::VerdictSummary(QWidget *parent)
    : QWidget(parent)
    , m_invalid(new QToolButton(this))
    , m_warning(new QToolButton(this))
{
    setObjectName(u"verdictSummary"_s);
    m_invalid->setObjectName(u"summaryInvalid"_s);
    m_warning->setObjectName(u"summaryWarning"_s);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(4, 0, 0, 0);
    line->setSpacing(0);
    for (QToolButton *button : {m_invalid, m_warning}) {
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::TabFocus);
        connect(button, &QToolButton::clicked, this, &VerdictSummary::clicked);
        line->addWidget(button);
    }
    dress();
    setStore(nullptr, nullptr);
}

void VerdictSummary::setStore(EventStore *store, FilterState *state)
{
    m_facets.reset();
    if (store && state) {
        m_facets = std::make_unique<Facets>(*store, *state, QList<Field>{Field::Verdict});
        connect(m_facets.get(), &Facets::counted, this, &VerdictSummary::showCounts);
        m_facets->setActive(true);
    }
    showCounts();
}

void VerdictSummary::showCounts()
{
    qint64 invalid = 0;
    qint64 warning = 0;
    if (m_facets) {
        const FacetModel &model = m_facets->model(Field::Verdict);
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row);
            const qint64 count = std::max<qint64>(0, index.data(FacetModel::CountRole).toLongLong());
            const auto verdict = verdictFromId(index.data(FacetModel::PlainRole).toByteArray());
            if (verdict == Verdict::Invalid)
                invalid = count;
            else if (verdict == Verdict::Warning)
                warning = count;
        }
    }
    const auto show = [](QToolButton *button, qint64 count, const QString &tip) {
        button->setVisible(count > 0);
        button->setText(QLocale().toString(qlonglong{count}));
        button->setToolTip(tr("%1. Click to see the problems.").arg(tip));
        button->setAccessibleName(tip);
    };
    show(m_invalid, invalid, counted(invalid, tr("%1 event is invalid"), tr("%1 events are invalid")));
    show(m_warning, warning, counted(warning, tr("%1 event gives a warning"), tr("%1 events give warnings")));
}

void VerdictSummary::dress()
{
    m_invalid->setIcon(verdictIcon(Verdict::Invalid, palette()));
    m_warning->setIcon(verdictIcon(Verdict::Warning, palette()));
}

void VerdictSummary::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

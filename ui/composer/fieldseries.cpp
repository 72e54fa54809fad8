// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldseries.h"

#include "composer/fieldrow.h"

#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

std::size_t pageOf(const FormField &field)
{
    using enum FormWidget;
    const FormWidget widget = field.item ? field.item->widget : Any;
    const bool boxes = widget == Group || widget == List || widget == Pairs;
    return boxes ? FieldSeries::pageOfBoxes : FieldSeries::pageOfLines;
}

}

FieldSeries::FieldSeries(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldEditor(host, std::move(site), parent)
    , m_column(new QVBoxLayout(this))
    , m_more(new QPushButton(this))
    , m_limit(pageOf(this->site().field))
{
    setObjectName(this->site().name(u"field"));
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_more->setObjectName(this->site().name(u"more"));
    m_more->setAutoDefault(false);
    m_more->hide();
    m_column->addWidget(m_more, 0, Qt::AlignLeft);
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_limit += pageOf(this->site().field);
        const FieldHost::Showing showing(this->host());
        showValue(current());
    });
}

void FieldSeries::dropRows(std::size_t from)
{
    for (std::size_t i = from; i < m_places.size(); ++i) {
        host().bury(m_places[i]);
    }
    if (from < m_rows.size()) {
        m_rows.resize(from);
        m_places.resize(from);
        host().noteRestructured();
    }
}

void FieldSeries::addRow(FieldRow *row, QWidget *place)
{
    m_column->insertWidget(int(m_places.size()), place);
    m_rows.push_back(row);
    m_places.push_back(place);
}

void FieldSeries::showCount(std::size_t count)
{
    const bool more = count > m_rows.size();
    if (more) {
        const QLocale locale;
        m_more->setText(tr("Show more (%1 of %2 are shown)")
                            .arg(locale.toString(qulonglong(m_rows.size())), locale.toString(qulonglong(count))));
    }
    m_more->setVisible(more);
}

FieldRow *FieldSeries::rowFor(const JsonPointer &at)
{
    const JsonPointer here = site().at();
    if (at.tokens().size() <= here.tokens().size() || !holds(here, at))
        return nullptr;
    const auto index = indexOf(at.tokens()[here.tokens().size()]);
    if (!index || *index >= mostShown)
        return nullptr;
    if (*index >= m_rows.size()) {
        m_limit = std::max(m_limit, *index + 1);
        showValue(current());
    }
    return *index < m_rows.size() ? m_rows[*index] : nullptr;
}

QWidget *FieldSeries::inputAt(const JsonPointer &at)
{
    FieldRow *row = rowFor(at);
    return row != nullptr ? row->editor().inputAt(at) : input();
}

std::vector<Finding> FieldSeries::place(std::vector<Finding> findings)
{
    return placeAmong(m_rows, site().at(), std::move(findings));
}

void FieldSeries::rebind(const JsonPointer &base)
{
    dropRows(0);
    FieldSite moved = site();
    moved.base = base;
    resite(std::move(moved));
    setObjectName(site().name(u"field"));
    m_more->setObjectName(site().name(u"more"));
}

void FieldSeries::describe(const QString &name, const QString &description)
{
    setAccessibleName(name);
    setAccessibleDescription(description);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldgroup.h"

#include "composer/fieldrow.h"
#include "theme.h"

#include <QPainter>
#include <QVBoxLayout>

#include <set>
#include <string>

using namespace Qt::StringLiterals;

namespace eventscope {

FieldGroup::FieldGroup(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldEditor(host, std::move(site), parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(FieldHost::indent, 4, 0, 4);
    m_column->setSpacing(4);
    setObjectName(this->site().name(u"group"));
    build();
}

void FieldGroup::build()
{
    for (const FormField &field : site().field.fields) {
        FieldSite inner{field, site().base, site().depth + 1, false};
        inner.field.part = site().field.part;
        auto *row = new FieldRow(host(), std::move(inner), nullptr, this);
        m_column->addWidget(row);
        m_rows.push_back(row);
    }
}

void FieldGroup::showValue(JsonValue)
{
    for (FieldRow *row : m_rows)
        row->showValue(host().valueAt(row->site().field.part, row->site().at()));
    showOthers(current());
}

std::vector<JsonPointer> FieldGroup::others(JsonValue value) const
{
    std::vector<JsonPointer> found;
    if (!value || !value.isObject())
        return found;
    const JsonPointer at = site().at();
    std::set<std::string> known;
    for (const FieldRow *row : m_rows)
        known.insert(row->site().at().tokens().at(at.tokens().size()));
    for (const auto &[key, member] : value.members()) {
        std::string name = key.string();
        if (found.size() < mostOthers && known.insert(name).second)
            found.push_back(at.child(name));
    }
    return found;
}

void FieldGroup::showOthers(JsonValue value)
{
    const std::vector<JsonPointer> wanted = others(value);
    bool same = wanted.size() == m_others.size();
    for (std::size_t i = 0; same && i < wanted.size(); ++i)
        same = m_others[i]->site().at() == wanted[i];
    if (!same) {
        for (FieldRow *row : m_others)
            host().bury(row);
        m_others.clear();
        for (const JsonPointer &at : wanted) {
            FieldSite inner;
            inner.field.part = site().field.part;
            inner.field.widget = FormWidget::Any;
            inner.field.label = QString::fromStdString(at.tokens().back());
            inner.base = at;
            inner.depth = site().depth + 1;
            auto *row = new FieldRow(host(), std::move(inner), nullptr, this);
            m_column->addWidget(row);
            m_others.push_back(row);
        }
        host().noteRestructured();
    }
    for (FieldRow *row : m_others)
        row->showValue(host().valueAt(row->site().field.part, row->site().at()));
}

QWidget *FieldGroup::input()
{
    return m_rows.empty() ? this : m_rows.front()->editor().input();
}

QWidget *FieldGroup::inputAt(const JsonPointer &at)
{
    for (const auto *rows : {&m_rows, &m_others}) {
        for (FieldRow *row : *rows) {
            if (holds(row->site().at(), at))
                return row->editor().inputAt(at);
        }
    }
    return input();
}

std::vector<Finding> FieldGroup::place(std::vector<Finding> findings)
{
    std::vector<FieldRow *> rows = m_rows;
    rows.insert(rows.end(), m_others.begin(), m_others.end());
    return placeAmong(rows, site().at(), std::move(findings));
}

void FieldGroup::rebind(const JsonPointer &base)
{
    for (auto *rows : {&m_rows, &m_others}) {
        for (FieldRow *row : *rows)
            host().bury(row);
        rows->clear();
    }
    FieldSite moved = site();
    moved.base = base;
    resite(std::move(moved));
    setObjectName(site().name(u"group"));
    build();
    host().noteRestructured();
}

void FieldGroup::describe(const QString &name, const QString &)
{
    setAccessibleName(name);
}

void FieldGroup::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(FieldHost::indent / 2 - 1, 4, 2, height() - 8), Theme::of(palette()).gridLine);
}

}

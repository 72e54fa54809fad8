// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldlist.h"

#include "compose/formvalue.h"
#include "composer/fieldrow.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <charconv>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

bool isBox(const FormField &field)
{
    using enum FormWidget;
    return field.item && (field.item->widget == Group || field.item->widget == List || field.item->widget == Pairs);
}

QByteArray rawOf(JsonValue value)
{
    return {value.raw().data(), qsizetype(value.length())};
}

}

FieldList::FieldList(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldSeries(host, std::move(site), parent)
    , m_add(new QPushButton(this))
    , m_boxes(isBox(this->site().field))
{
    m_add->setText(tr("Add an item"));
    m_add->setObjectName(this->site().name(u"add"));
    m_add->setAutoDefault(true);    // Return presses it too
    m_add->setEnabled(!this->site().field.readOnly);
    host.watch(m_add);
    column()->addWidget(m_add, 0, Qt::AlignLeft);
    if (m_boxes)
        column()->setContentsMargins(FieldHost::indent, 0, 0, 0);
    connect(m_add, &QPushButton::clicked, this, &FieldList::add);
}

QWidget *FieldList::input()
{
    return rows().empty() ? m_add : rows().front()->editor().input();
}

void FieldList::rebind(const JsonPointer &base)
{
    FieldSeries::rebind(base);
    m_add->setObjectName(site().name(u"add"));
}

void FieldList::describe(const QString &name, const QString &description)
{
    FieldSeries::describe(name, description);
    m_add->setAccessibleName(tr("Add an item to %1").arg(name));
}

std::optional<std::size_t> FieldList::indexOf(const std::string &token) const
{
    std::size_t index = 0;
    const auto [end, fault] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (fault != std::errc() || end != token.data() + token.size() || index >= m_count)
        return {};
    return index;
}

void FieldList::showValue(JsonValue value)
{
    const bool drawn = value && value.isArray();
    m_count = drawn ? value.size() : 0;
    const std::size_t wanted = std::min(m_count, limit());
    const bool changed = wanted != rows().size();
    dropRows(wanted);
    while (rows().size() < wanted)
        addItemRow(rows().size());
    if (drawn) {
        auto item = value.items().begin();
        for (FieldRow *row : rows()) {
            row->showValue(*item);
            ++item;
        }
    }
    showCount(m_count);
    if (changed)
        host().noteRestructured();
}

void FieldList::addItemRow(std::size_t index)
{
    FieldSite item = site().inner(site().at().child(std::to_string(index)));
    item.depth = site().depth + (m_boxes ? 1 : 0);
    item.field.label = tr("%1, item %2").arg(site().field.label).arg(index + 1);
    auto *row = new FieldRow(host(), std::move(item), makeLead(index), this);
    connect(row, &FieldRow::removing, this, [this, index] { focusAfterRemoval(index); });
    addRow(row, row);
}

QWidget *FieldList::makeLead(std::size_t index)
{
    auto *lead = new QWidget(this);
    auto *line = new QHBoxLayout(lead);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    auto *number = new QLabel(m_boxes ? tr("Item %1").arg(index + 1) : QString::number(index + 1), lead);
    number->setForegroundRole(QPalette::PlaceholderText);
    line->addWidget(number);
    if (m_boxes)
        line->addSpacing(8);
    const auto button = [&](Qt::ArrowType arrow, int by, const QString &tip) {
        auto *move = new QToolButton(lead);
        move->setArrowType(arrow);
        move->setAutoRaise(true);
        move->setFocusPolicy(Qt::NoFocus);
        move->setFixedSize(20, 20);
        move->setToolTip(tip);
        move->setAccessibleName(tip);
        connect(move, &QToolButton::clicked, this, [this, index, by] {
            if (index < rows().size())
                moveItem(rows()[index], by);
        });
        line->addWidget(move);
    };
    button(Qt::UpArrow, -1, tr("Move up (Alt+Up)"));
    button(Qt::DownArrow, 1, tr("Move down (Alt+Down)"));
    line->addStretch(1);
    return lead;
}

void FieldList::add()
{
    FieldSite item = site().inner(site().at());
    const QByteArray fresh = freshValue(item.field, host().now());
    const JsonValue value = current();
    const std::size_t index = value && value.isArray() ? value.size() : 0;
    host().draft().endMerge();
    const bool append = value && value.isArray();
    const JsonPointer at = append ? site().at().child("-") : site().at();
    const auto done = host().draft().set(site().field.part, at, append ? fresh : "[" + fresh + "]");
    emit refused(done ? QString() : done.error().message);
    if (done && host().focusAt)
        (void)host().focusAt(site().field.part, site().at().child(std::to_string(index)));
}

void FieldList::moveItem(QWidget *input, int by)
{
    const auto found = std::find_if(
        rows().begin(), rows().end(), [&](FieldRow *row) { return row == input || row->isAncestorOf(input); });
    const JsonValue value = current();
    if (found == rows().end() || !value || !value.isArray())
        return;
    const auto from = std::size_t(found - rows().begin());
    const std::size_t to = by < 0 ? from - 1 : from + 1;
    if (to >= m_count)    // also before the first
        return;
    const JsonPointer here = site().at();
    const JsonValue first = here.child(std::to_string(std::min(from, to))).in(value.tape()->root());
    const JsonValue second = here.child(std::to_string(std::max(from, to))).in(value.tape()->root());
    const std::vector<TextEdit> swap{
        {first.offset(), first.length(), rawOf(second)}, {second.offset(), second.length(), rawOf(first)}};
    // The same place within the item that it comes to.
    JsonPointer goal = here.child(std::to_string(to));
    if (QWidget *focused = window()->focusWidget(); focused != nullptr && (*found)->isAncestorOf(focused)) {
        for (QWidget *widget = focused; widget != *found; widget = widget->parentWidget()) {
            const auto *editor = qobject_cast<FieldEditor *>(widget);
            if (editor == nullptr)
                continue;
            const auto tokens = editor->site().at().tokens();
            for (std::size_t i = here.tokens().size() + 1; i < tokens.size(); ++i)
                goal = goal.child(tokens[i]);
            break;
        }
    }
    host().draft().endMerge();
    host().draft().edit(site().field.part, swap);
    if (host().focusAt)
        (void)host().focusAt(site().field.part, goal);
}

void FieldList::focusAfterRemoval(std::size_t index)
{
    QWidget *focused = window()->focusWidget();
    if (index >= rows().size() || focused == nullptr || !rows()[index]->isAncestorOf(focused))
        return;
    // The rows are numbered: the last one goes, and the others show what follows.
    QWidget *next = m_add;
    if (index + 1 < rows().size())
        next = rows()[index]->editor().input();
    else if (index > 0)
        next = rows()[index - 1]->editor().input();
    next->setFocus(Qt::OtherFocusReason);
}

}

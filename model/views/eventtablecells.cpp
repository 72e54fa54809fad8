// SPDX-License-Identifier: GPL-3.0-or-later
// What single cells of the event table show, copy and filter for.
#include "views/eventtablemodel.h"

#include "event/utf8.h"
#include "views/celltext.h"

#include <QLocale>

namespace eventscope {

namespace {

using Kind = TableColumn::Kind;

}

const PathCell *EventTableModel::pathCell(Row row, const TableColumn &column) const
{
    return m_cells.cell(row, m_paths.indexOf(column.path));
}

QString EventTableModel::pathText(Row row, const TableColumn &column) const
{
    const PathCell *cell = pathCell(row, column);
    return cell && cell->present ? lineOf(viewOf(cell->value), cell->cut) : QString();
}

QString EventTableModel::text(Row row, const TableColumn &column) const
{
    const Columns &columns = m_store.columns();
    switch (column.kind) {
    case Kind::Verdict:
        return m_verdictTitles.value(static_cast<int>(columns.verdict(row)));
    case Kind::Time:
        return timeText(columns.time(row), m_timeStyle, m_clock());
    case Kind::Received:
        return timeText(columns.received(row), m_timeStyle, m_clock());
    case Kind::Name:
        return lineOf(viewOf(columns.nameText(columns.name(row))));
    case Kind::Tenant:
        return lineOf(viewOf(columns.tenantText(columns.tenant(row))));
    case Kind::User:
        return lineOf(viewOf(columns.userText(columns.user(row))));
    case Kind::Service: {
        const QByteArray id = columns.serviceText(columns.service(row));
        return m_serviceTitles.value(id, QString::fromUtf8(id));
    }
    case Kind::Origin:
        return m_originLabels.value(columns.origin(row));
    case Kind::Size:
        return QLocale().toString(columns.bytes(row));
    case Kind::Id:
        return QString::number(columns.id(row));
    case Kind::Rules:
        return ruleIds(columns.rulesText(columns.rules(row)));
    case Kind::Path:
        return pathText(row, column);
    }
    return {};
}

QString EventTableModel::toolTip(Row row, const TableColumn &column) const
{
    QString shown = text(row, column);
    if (column.kind != Kind::Verdict && column.kind != Kind::Rules)
        return shown;
    const Columns &columns = m_store.columns();
    const QByteArray service = columns.serviceText(columns.service(row));
    const QString rules = m_book.linesOf(service, columns.rulesText(columns.rules(row)));
    return rules.isEmpty() ? shown : column.kind == Kind::Rules ? rules : shown + u'\n' + rules;
}

bool EventTableModel::isAbsent(Row row, const TableColumn &column) const
{
    const Columns &columns = m_store.columns();
    switch (column.kind) {
    case Kind::Name:
        return columns.name(row) == 0;
    case Kind::Tenant:
        return columns.tenant(row) == 0;
    case Kind::User:
        return columns.user(row) == 0;
    case Kind::Service:
        return columns.service(row) == 0;
    case Kind::Rules:
        return columns.rules(row) == 0;
    case Kind::Path: {
        const PathCell *cell = pathCell(row, column);
        return cell && !cell->present;
    }
    default:
        return false;
    }
}

std::optional<FilterTerm> EventTableModel::termAt(const QModelIndex &index) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return std::nullopt;
    const Columns &columns = m_store.columns();
    const Row row = rowAt(index.row());
    const TableColumn &column = m_columns.at(index.column());
    const auto term = [](Field field, QByteArrayView value) {
        FilterTerm made;
        made.field = field;
        made.op = FilterTerm::Op::AnyOf;
        made.values = {literal(value)};
        return made;
    };
    switch (column.kind) {
    case Kind::Verdict:
        return term(Field::Verdict, verdictId(columns.verdict(row)));
    case Kind::Name:
        return term(Field::Name, columns.nameText(columns.name(row)));
    case Kind::Tenant:
        return term(Field::Tenant, columns.tenantText(columns.tenant(row)));
    case Kind::User:
        return term(Field::User, columns.userText(columns.user(row)));
    case Kind::Service:
        return term(Field::Service, columns.serviceText(columns.service(row)));
    case Kind::Origin:
        if (const auto label = m_originLabels.constFind(columns.origin(row)); label != m_originLabels.constEnd())
            return term(Field::Origin, label->toUtf8());
        return std::nullopt;
    case Kind::Rules: {
        FilterTerm of = term(Field::Rule, {});
        const std::vector<RuleHit> hits = rulesOf(columns.rulesText(columns.rules(row)));
        if (!hits.empty())
            of.values.clear();
        for (const RuleHit &hit : hits)
            of.values.append(literal(hit.rule));
        return of;
    }
    case Kind::Path: {
        const PathCell *cell = pathCell(row, column);
        if (!cell || !cell->present || cell->cut || !cell->scalar)
            return std::nullopt;
        FilterTerm of = term(Field::Path, cell->value);
        of.path = column.path;
        return of;
    }
    case Kind::Time:
    case Kind::Received:
    case Kind::Size:
    case Kind::Id:
        break;
    }
    return std::nullopt;
}

QString EventTableModel::copyText(const QModelIndex &index) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Columns &columns = m_store.columns();
    const Row row = rowAt(index.row());
    const TableColumn &column = m_columns.at(index.column());
    switch (column.kind) {
    case Kind::Name:
        return QString::fromUtf8(columns.nameText(columns.name(row)));
    case Kind::Tenant:
        return QString::fromUtf8(columns.tenantText(columns.tenant(row)));
    case Kind::User:
        return QString::fromUtf8(columns.userText(columns.user(row)));
    case Kind::Service:
        return QString::fromUtf8(columns.serviceText(columns.service(row)));
    case Kind::Size:
        return QString::number(columns.bytes(row));
    case Kind::Path: {
        const PathCell *cell = pathCell(row, column);
        return cell ? QString::fromUtf8(cell->value) : QString();
    }
    default:
        return text(row, column);
    }
}

}

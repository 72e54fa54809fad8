// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/facetmodel.h"

#include "event/utf8.h"
#include "views/celltext.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

FacetModel::FacetModel(FilterState &state, FieldRef field, QObject *parent)
    : QAbstractListModel(parent)
    , m_state(state)
    , m_field(std::move(field))
    , m_included(state.filter().values(m_field))
    , m_excluded(state.filter().values(m_field, true))
{
    m_facet.field = m_field.field;
    connect(&state, &FilterState::changed, this, [this] { rebuild(); });
}

void FacetModel::setFacet(const Facet &facet)
{
    m_facet = facet;
    rebuild();
}

void FacetModel::setTitles(const QHash<QByteArray, QString> &titles)
{
    m_titles = titles;
    rebuild();
}

qint64 FacetModel::hidden() const
{
    return std::max<qint64>(0, m_facet.distinct - static_cast<qint64>(m_facet.values.size()));
}

QString FacetModel::titleOf(const QByteArray &value) const
{
    const auto plain = plainValue(value);
    if (!plain)
        return lineOf(viewOf(value));
    if (plain->isEmpty())
        return tr("(none)");
    const auto title = m_titles.constFind(*plain);
    return title != m_titles.constEnd() ? *title : lineOf(viewOf(*plain));
}

QString FacetModel::summary() const
{
    if (m_included.isEmpty() && m_excluded.isEmpty())
        return {};
    const bool excluding = m_included.isEmpty();
    const QList<QByteArray> &values = excluding ? m_excluded : m_included;
    const QString first = titleOf(values.first());
    const auto more = m_included.size() + m_excluded.size() - 1;
    const QString text = excluding ? tr("not %1").arg(first) : first;
    return more > 0 ? tr("%1 +%2").arg(text).arg(more) : text;
}

bool FacetModel::isListed(const QString &, const QString &) const
{
    return true;
}

void FacetModel::rebuild()
{
    m_included = m_state.filter().values(m_field);
    m_excluded = m_state.filter().values(m_field, true);

    m_largest = 0;
    QSet<QByteArray> counted;
    for (const Facet::Value &value : m_facet.values) {
        counted.insert(literal(value.value));
        m_largest = std::max(m_largest, value.count);
    }
    QList<Entry> entries;
    const auto add = [this, &entries](const QByteArray &value, qint64 count) {
        if (isListed(titleOf(value), QString::fromUtf8(plainValue(value).value_or(value))))
            entries.append({value, count});
    };
    for (const QByteArray &value : m_included + m_excluded)
        if (!counted.contains(value))
            add(value, -1);
    for (const Facet::Value &value : m_facet.values)
        add(literal(value.value), value.count);
    setEntries(std::move(entries));
}

void FacetModel::setEntries(QList<Entry> entries)
{
    // Rows are slots: where values only change places or counts, the focus stays where it is.
    const auto before = static_cast<int>(m_entries.size());
    const auto after = static_cast<int>(entries.size());
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_entries.resize(after);
        endRemoveRows();
    }
    const auto common = std::min(before, after);
    std::copy_n(entries.cbegin(), common, m_entries.begin());
    if (common > 0)
        emit dataChanged(index(0), index(common - 1));
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_entries = std::move(entries);
        endInsertRows();
    }
}

void FacetModel::toggle(const QModelIndex &index, bool negated)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return;
    const QByteArray value = m_entries.at(index.row()).value;
    EventFilter filter = m_state.filter();
    QList<QByteArray> mine = filter.values(m_field, negated);
    QList<QByteArray> other = filter.values(m_field, !negated);
    if (mine.removeAll(value) == 0) {
        mine.append(value);
        if (other.removeAll(value) > 0)
            filter = filter.withValues(m_field, other, !negated);
    }
    m_state.setFilter(filter.withValues(m_field, mine, negated));
}

void FacetModel::clear()
{
    m_state.setFilter(m_state.filter().withValues(m_field, {}).withValues(m_field, {}, true));
}

int FacetModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant FacetModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &entry = m_entries.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(entry.value);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return wordsOf(entry);
    case Qt::CheckStateRole:
        return m_included.contains(entry.value) ? Qt::Checked : Qt::Unchecked;
    case ValueRole:
        return entry.value;
    case PlainRole:
        return plainValue(entry.value).value_or(entry.value);
    case CountRole:
        return entry.count;
    case ShareRole:
        return m_largest > 0 && entry.count > 0 ? static_cast<double>(entry.count) / static_cast<double>(m_largest)
                                                : 0.0;
    case PercentRole:
        return percentOf(entry);
    case ExcludedRole:
        return m_excluded.contains(entry.value);
    default:
        return {};
    }
}

double FacetModel::percentOf(const Entry &entry) const
{
    if (entry.count < 0 || m_facet.total <= 0)
        return -1;
    return 100.0 * static_cast<double>(entry.count) / static_cast<double>(m_facet.total);
}

QString FacetModel::wordsOf(const Entry &entry) const
{
    QString title = titleOf(entry.value);
    if (entry.count < 0)
        return title;
    const QString count = counted(entry.count, tr("%1 event"), tr("%1 events"));
    return tr("%1: %2, %3 of those that have one").arg(title, count, percentText(percentOf(entry)));
}

bool FacetModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const bool wanted = value.toInt() == Qt::Checked;
    if (wanted != m_included.contains(m_entries.at(index.row()).value))
        toggleIncluded(index);
    return true;
}

Qt::ItemFlags FacetModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren;
}

QString percentText(double percent)
{
    if (percent < 0)
        return {};
    if (percent > 0 && percent < 1)
        return FacetModel::tr("< 1 %");
    const int whole = percent < 100 ? std::min(99, qRound(percent)) : 100;    // not all of them is less than all
    return FacetModel::tr("%1 %").arg(whole);
}

}

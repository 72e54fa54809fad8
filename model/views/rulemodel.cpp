// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/rulemodel.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

RuleLevel levelOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return RuleLevel::Error;
    case Severity::Warning:
        return RuleLevel::Warning;
    default:
        return RuleLevel::Info;
    }
}

Severity severityOf(RuleLevel level)
{
    return level == RuleLevel::Error     ? Severity::Error
           : level == RuleLevel::Warning ? Severity::Warning
                                         : Severity::Info;
}

QString definedTextOf(const RuleInfo &rule)
{
    QStringList texts;
    for (const Severity severity : rule.severities)
        texts.append(levelTitle(levelOf(severity)));
    return texts.join(u" / "_s);
}

}

QString levelTitle(RuleLevel level)
{
    switch (level) {
    case RuleLevel::Error:
        return RuleModel::tr("Error");
    case RuleLevel::Warning:
        return RuleModel::tr("Warning");
    case RuleLevel::Info:
        return RuleModel::tr("Advice");
    case RuleLevel::Off:
        break;
    }
    return RuleModel::tr("Off");
}

RuleBook ruleBook(const std::vector<RuleList> &lists)
{
    RuleBook book;
    for (const RuleList &list : lists)
        for (const RuleInfo &rule : list.rules)
            book.add(list.service, rule.id, {rule.say, rule.source});
    return book;
}

RuleModel::RuleModel(std::vector<RuleList> lists, SeverityChanges changes, QObject *parent)
    : TwoLevelModel(parent)
    , m_lists(std::move(lists))
    , m_changes(std::move(changes))
{}

// --- Changes

int RuleModel::changed() const
{
    int count = 0;
    for (const RuleList &list : m_lists)
        count += static_cast<int>(std::ranges::count_if(
            list.rules, [&](const RuleInfo &rule) { return m_changes.of(list.service, rule.id).has_value(); }));
    return count;
}

void RuleModel::set(const RuleList &list, const RuleInfo &rule, std::optional<RuleLevel> level)
{
    m_changes.set(list.service, rule.id, level);
    if (!level && m_changes.of(list.service, rule.id))    // one that holds for every service
        m_changes.set({}, rule.id, {});
}

void RuleModel::resetAll()
{
    m_changes = {};
    for (int list = 0; list < rowCount(); ++list) {
        const QModelIndex top = index(list, 0);
        if (const int rows = rowCount(top); rows > 0)
            emit dataChanged(index(0, 0, top), index(rows - 1, ColumnCount - 1, top));
    }
    emit changesChanged();
}

std::optional<RuleLevel> RuleModel::levelAt(const QModelIndex &index) const
{
    const RuleInfo *rule = ruleAt(index);
    return rule ? m_changes.of(listAt(index)->service, rule->id) : std::nullopt;
}

// --- Places

QModelIndex RuleModel::indexOf(const QByteArray &service, const QByteArray &rule) const
{
    for (int list = 0; list < rowCount(); ++list) {
        const RuleList &rules = m_lists[static_cast<std::size_t>(list)];
        const auto found = std::ranges::find(rules.rules, rule, &RuleInfo::id);
        if (rules.service == service && found != rules.rules.end())
            return index(static_cast<int>(found - rules.rules.begin()), 0, index(list, 0));
    }
    return {};
}

const RuleList *RuleModel::listAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.model() != this)
        return nullptr;
    const auto row = topOf(index);
    return row < m_lists.size() ? &m_lists[row] : nullptr;
}

const RuleInfo *RuleModel::ruleAt(const QModelIndex &index) const
{
    const RuleList *list = listAt(index);
    const auto row = static_cast<std::size_t>(index.row());
    return list && !isTop(index) && row < list->rules.size() ? &list->rules[row] : nullptr;
}

int RuleModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

Qt::ItemFlags RuleModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    return index.column() == Counts && ruleAt(index) ? flags | Qt::ItemIsEditable : flags;
}

// --- What is shown

QVariant RuleModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RuleList *list = listAt(index);
    const RuleInfo *rule = ruleAt(index);
    if (!rule)
        return role == Qt::DisplayRole && index.column() == Rule ? QVariant(list->title) : QVariant();
    const std::optional<RuleLevel> level = levelAt(index);
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Rule)
            return QString::fromUtf8(rule->id);
        if (index.column() == About)
            return rule->say;
        return level ? levelTitle(*level) : definedTextOf(*rule);
    case Qt::EditRole:
        return level ? static_cast<int>(*level) : asDefined;
    case Qt::ToolTipRole:
        if (index.column() == Counts)
            return level ? tr("Changed. The definition says: %1").arg(definedTextOf(*rule)) : tr("As defined");
        return rule->source.isEmpty() ? rule->say : u"%1\n%2"_s.arg(rule->say, tr("Stated in: %1").arg(rule->source));
    case SeverityRole:
        if (level == RuleLevel::Off)
            return {};
        if (level)
            return static_cast<int>(severityOf(*level));
        return rule->severities.empty() ? QVariant() : QVariant(static_cast<int>(rule->severities.front()));
    case ChangedRole:
        return level.has_value();
    case SourceRole:
        return rule->source;
    case DefinedRole:
        return definedTextOf(*rule);
    default:
        return {};
    }
}

bool RuleModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const RuleInfo *rule = ruleAt(index);
    bool isNumber = false;
    const int wanted = value.toInt(&isNumber);
    if (!rule || role != Qt::EditRole || index.column() != Counts || !isNumber || wanted < asDefined ||
        wanted > static_cast<int>(RuleLevel::Error))
        return false;
    set(*listAt(index), *rule, wanted == asDefined ? std::nullopt : std::optional(static_cast<RuleLevel>(wanted)));
    emit dataChanged(index.siblingAtColumn(0), index.siblingAtColumn(ColumnCount - 1));
    emit changesChanged();
    return true;
}

QVariant RuleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Rule:
        return tr("Rule");
    case About:
        return tr("What it is about");
    case Counts:
        return tr("Counts as");
    default:
        return {};
    }
}

}

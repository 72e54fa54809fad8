// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/problemmodel.h"

#include "event/utf8.h"
#include "views/celltext.h"

#include <QLocale>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString number(qint64 count)
{
    return QLocale().toString(qlonglong{count});
}

// To the second, which says enough where room is scarce.
QString secondText(Micros time, TimeStyle style)
{
    return timeText(time, style, currentMicros()).section(u'.', 0, 0);
}

}

ProblemModel::ProblemModel(TimeOf timeOf, QObject *parent)
    : TwoLevelModel(parent)
    , m_timeOf(std::move(timeOf))
{}

void ProblemModel::setProblems(const std::vector<ProblemGroup> &groups)
{
    beginResetModel();
    std::map<std::pair<QByteArray, QByteArray>, Broken> rules;
    m_findings = 0;
    for (const ProblemGroup &group : groups) {
        Broken &rule = rules.try_emplace({group.service, group.rule}).first->second;
        const Micros time = m_timeOf(group.first);
        if (rule.names.empty() || time < rule.firstTime) {
            rule.first = group.first;
            rule.firstTime = time;
        }
        rule.service = group.service;
        rule.rule = group.rule;
        rule.severity = std::max(rule.severity, group.severity);
        rule.count += group.count;
        m_findings += group.count;
        // A rule with several severities comes once for each.
        const auto same = std::ranges::find(rule.names, group.name, &Name::name);
        if (same == rule.names.end()) {
            rule.names.push_back({group.name, group.count, group.first, time});
            continue;
        }
        same->count += group.count;
        if (time < same->firstTime) {
            same->first = group.first;
            same->firstTime = time;
        }
    }
    m_rules.clear();
    m_largest = 0;
    for (auto &[key, rule] : rules) {
        m_largest = std::max(m_largest, rule.count);
        m_rules.push_back(std::move(rule));
    }
    arrange();
    endResetModel();
}

void ProblemModel::arrange()
{
    // What is equal in the column stays as it is by severity and count.
    std::ranges::stable_sort(m_rules, [](const Broken &a, const Broken &b) {
        return a.severity != b.severity ? a.severity > b.severity : a.count > b.count;
    });
    for (Broken &rule : m_rules)
        std::ranges::stable_sort(rule.names, std::greater(), &Name::count);
    if (m_sortColumn == Rule && m_sortOrder == Qt::AscendingOrder)
        return;
    const auto sorted = [this](auto &list, const auto &before) {
        std::ranges::stable_sort(list, [&before, this](const auto &a, const auto &b) {
            return m_sortOrder == Qt::AscendingOrder ? before(a, b) : before(b, a);
        });
    };
    switch (m_sortColumn) {
    case Rule:
        std::ranges::reverse(m_rules);
        break;
    case About:
        sorted(m_rules, [this](const Broken &a, const Broken &b) {
            return QString::localeAwareCompare(wordsOf(a).about, wordsOf(b).about) < 0;
        });
        break;
    case Service:
        sorted(m_rules, [this](const Broken &a, const Broken &b) {
            return QString::localeAwareCompare(serviceTitle(a.service), serviceTitle(b.service)) < 0;
        });
        break;
    case Events:
        sorted(m_rules, [](const Broken &a, const Broken &b) { return a.count < b.count; });
        for (Broken &rule : m_rules)
            sorted(rule.names, [](const Name &a, const Name &b) { return a.count < b.count; });
        break;
    case First:
        sorted(m_rules, [](const Broken &a, const Broken &b) { return a.firstTime < b.firstTime; });
        for (Broken &rule : m_rules)
            sorted(rule.names, [](const Name &a, const Name &b) { return a.firstTime < b.firstTime; });
        break;
    default:
        break;
    }
}

void ProblemModel::sort(int column, Qt::SortOrder order)
{
    if (column == m_sortColumn && order == m_sortOrder)
        return;
    beginResetModel();
    m_sortColumn = column;
    m_sortOrder = order;
    arrange();
    endResetModel();
}

void ProblemModel::setServiceTitles(const QHash<QByteArray, QString> &titles)
{
    beginResetModel();
    m_titles = titles;
    endResetModel();
}

void ProblemModel::setRuleBook(const RuleBook &book)
{
    beginResetModel();
    m_book = book;
    endResetModel();
}

void ProblemModel::setTimeStyle(TimeStyle style)
{
    beginResetModel();
    m_timeStyle = style;
    endResetModel();
}

void ProblemModel::setChosen(const std::optional<ProblemKey> &chosen)
{
    if (chosen == m_chosen)
        return;
    const QModelIndex before = m_chosen ? indexOf(*m_chosen) : QModelIndex();
    m_chosen = chosen;
    const QModelIndex after = m_chosen ? indexOf(*m_chosen) : QModelIndex();
    for (const QModelIndex &index : {before, after})
        if (index.isValid())
            emit dataChanged(index, index.siblingAtColumn(ColumnCount - 1));
}

bool ProblemModel::isShared(const QByteArray &rule) const
{
    return std::ranges::count(m_rules, rule, &Broken::rule) > 1;
}

// --- Places

const ProblemModel::Broken *ProblemModel::ruleAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.model() != this)
        return nullptr;
    const auto row = topOf(index);
    return row < m_rules.size() ? &m_rules[row] : nullptr;
}

const ProblemModel::Name *ProblemModel::nameAt(const QModelIndex &index) const
{
    const Broken *rule = ruleAt(index);
    const auto row = static_cast<std::size_t>(index.row());
    return rule && !isTop(index) && row < rule->names.size() ? &rule->names[row] : nullptr;
}

std::optional<ProblemKey> ProblemModel::keyAt(const QModelIndex &index) const
{
    const Broken *rule = ruleAt(index);
    if (!rule)
        return std::nullopt;
    const Name *name = nameAt(index);
    return ProblemKey{rule->service, rule->rule, name ? std::optional(name->name) : std::nullopt};
}

QModelIndex ProblemModel::indexOf(const ProblemKey &key) const
{
    const auto rule = std::ranges::find_if(
        m_rules, [&key](const Broken &broken) { return broken.service == key.service && broken.rule == key.rule; });
    if (rule == m_rules.end())
        return {};
    const QModelIndex top = index(static_cast<int>(rule - m_rules.begin()), 0);
    if (!key.name)
        return top;
    const auto name = std::ranges::find(rule->names, *key.name, &Name::name);
    return name == rule->names.end() ? QModelIndex() : index(static_cast<int>(name - rule->names.begin()), 0, top);
}

std::optional<Row> ProblemModel::firstOf(const QModelIndex &index) const
{
    const Broken *rule = ruleAt(index);
    if (!rule)
        return std::nullopt;
    const Name *name = nameAt(index);
    return name ? name->first : rule->first;
}

qint64 ProblemModel::countOf(const QModelIndex &index) const
{
    const Broken *rule = ruleAt(index);
    const Name *name = nameAt(index);
    return name ? name->count : rule ? rule->count : 0;
}

int ProblemModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

// --- What is shown

QString ProblemModel::serviceTitle(const QByteArray &service) const
{
    return service.isEmpty() ? tr("(none)") : m_titles.value(service, QString::fromUtf8(service));
}

QString ProblemModel::ruleText(const Broken &rule, int column) const
{
    switch (column) {
    case Rule:
        return QString::fromUtf8(rule.rule);
    case About:
        return wordsOf(rule).about;
    case Service:
        return serviceTitle(rule.service);
    case Events:
        return number(rule.count);
    case First:
        return secondText(rule.firstTime, m_timeStyle);
    default:
        return {};
    }
}

QString ProblemModel::nameText(const Name &name, int column) const
{
    switch (column) {
    case Rule:
        return name.name.isEmpty() ? tr("(no name)") : lineOf(viewOf(name.name));
    case Events:
        return number(name.count);
    case First:
        return secondText(name.firstTime, m_timeStyle);
    default:
        return {};
    }
}

QString ProblemModel::toolTip(const Broken &rule) const
{
    const RuleNote words = wordsOf(rule);
    QStringList lines{
        u"%1 · %2 · %3"_s.arg(severityTitle(rule.severity), QString::fromUtf8(rule.rule), serviceTitle(rule.service))};
    if (!words.about.isEmpty())
        lines.append(words.about);
    if (!words.source.isEmpty())
        lines.append(tr("Stated in: %1").arg(words.source));
    return lines.join(u'\n');
}

QVariant ProblemModel::data(const QModelIndex &index, int role) const
{
    const Broken *rule = ruleAt(index);
    if (!rule || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Name *name = nameAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return name ? nameText(*name, index.column()) : ruleText(*rule, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Events ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == First)
            return timeText(name ? name->firstTime : rule->firstTime, m_timeStyle, currentMicros());
        return name && index.column() == Rule ? nameText(*name, Rule) : toolTip(*rule);
    case Qt::AccessibleTextRole:
        if (index.column() == Rule && !name)
            return u"%1, %2"_s.arg(severityTitle(rule->severity), QString::fromUtf8(rule->rule));
        return data(index, Qt::DisplayRole);
    case SeverityRole:
        return name ? QVariant() : QVariant(static_cast<int>(rule->severity));
    case ChosenRole:
        return m_chosen && keyAt(index) == m_chosen;
    default:
        return {};
    }
}

QVariant ProblemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == Events ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Rule:
        return tr("Rule");
    case About:
        return tr("What it is about");
    case Service:
        return tr("Service");
    case Events:
        return tr("Events");
    case First:
        return tr("First seen");
    default:
        return {};
    }
}

QString ProblemModel::copyText() const
{
    QStringList lines;
    for (const Broken &rule : m_rules) {
        const QString head = u"%1 %2 (%3), %4"_s.arg(severityTitle(rule.severity), QString::fromUtf8(rule.rule),
            serviceTitle(rule.service), counted(rule.count, tr("%1 event"), tr("%1 events")));
        const QString first = tr("first %1").arg(timeText(rule.firstTime, m_timeStyle, currentMicros()));
        const QString about = wordsOf(rule).about;
        lines.append(about.isEmpty() ? u"%1, %2"_s.arg(head, first) : u"%1, %2: %3"_s.arg(head, first, about));
        for (const Name &name : rule.names)
            lines.append(u"    %1\t%2"_s.arg(nameText(name, Rule), number(name.count)));
    }
    return lines.join(u'\n');
}

}

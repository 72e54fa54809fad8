// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/planmodel.h"

#include "views/bodytext.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString plainName(const QByteArray &name)
{
    return visibleLine(QString::fromUtf8(name));
}

QString plannedType(const PlannedProperty &property)
{
    QString text;
    for (const QByteArray &type : property.types)
        text += (text.isEmpty() ? QString() : u" | "_s) + QString::fromUtf8(type);
    if (text.isEmpty())
        text = PlanModel::tr("any");
    if (!property.values.isEmpty())
        text = PlanModel::tr("%1, one of %2").arg(text, QString::fromUtf8(property.values.join(", ")));
    return visibleLine(text);
}

QString statusTitle(const std::optional<PlanStatus> &status)
{
    if (!status)
        return {};
    switch (*status) {
    case PlanStatus::Active:    // as most are
        return {};
    case PlanStatus::Planned:
        return PlanModel::tr("planned");
    case PlanStatus::Deprecated:
        return PlanModel::tr("deprecated");
    }
    return {};
}

}

PlanModel::PlanModel(QObject *parent)
    : TwoLevelModel(parent)
{
    rebuild();
}

void PlanModel::setPlan(const Plan &plan)
{
    m_plan = plan;
    rebuild();
}

void PlanModel::setProfile(std::shared_ptr<const Profile> profile)
{
    m_profile = std::move(profile);
    rebuild();
}

void PlanModel::setDrift(std::vector<Drift> drift)
{
    m_drift = std::move(drift);
    m_driftOf.clear();
    for (std::size_t i = 0; i < m_drift.size(); ++i)
        m_driftOf.emplace(std::pair(m_drift[i].event, m_drift[i].property), i);
    rebuild();
}

void PlanModel::setTimeStyle(TimeStyle style, Micros now)
{
    m_timeStyle = style;
    m_now = now;
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex event = index(row, 0);
        emit dataChanged(event.siblingAtColumn(FirstColumn), event.siblingAtColumn(LastColumn));
        if (const int children = rowCount(event))
            emit dataChanged(index(0, FirstColumn, event), index(children - 1, LastColumn, event));
    }
}

bool PlanModel::hasRowsOf(const std::vector<EventItem> &events) const
{
    const auto sameName = [](const Item &a, const Item &b) { return a.name == b.name; };
    return std::equal(
        events.begin(), events.end(), m_events.begin(), m_events.end(), [&](const EventItem &a, const EventItem &b) {
            return sameName(a.item, b.item) && std::equal(a.properties.begin(), a.properties.end(),
                                                   b.properties.begin(), b.properties.end(), sameName);
        });
}

void PlanModel::rebuild()
{
    m_coverage = coverageOf(m_plan, m_profile ? *m_profile : Profile());
    std::vector<EventItem> events;
    events.reserve(m_coverage.events.size());
    for (const EventCoverage &event : m_coverage.events)
        events.push_back(eventItem(event));
    if (!hasRowsOf(events)) {
        beginResetModel();
        m_events = std::move(events);
        endResetModel();
        return;
    }
    m_events = std::move(events);
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex event = index(row, 0);
        emit dataChanged(event, event.siblingAtColumn(columns - 1));
        if (const int children = rowCount(event))
            emit dataChanged(index(0, 0, event), index(children - 1, columns - 1, event));
    }
}

PlanModel::EventItem PlanModel::eventItem(const EventCoverage &event) const
{
    EventItem row;
    Item &item = row.item;
    item.name = event.name;
    item.planned = event.planned;
    item.type = statusTitle(event.status);
    item.first = event.first;
    item.last = event.last;
    std::vector<PlannedProperty> planned;
    if (const PlannedEvent *known = m_plan.event(event.name)) {
        planned = propertiesOf(*known);
        item.help = known->description;
    }
    if (m_profile) {
        item.seen = event.seen;
        item.of = m_coverage.count;
        item.share = item.of > 0 ? double(item.seen) / double(item.of) : 0;
        item.note = eventNote(event);
    }
    addDrift(item, event.name, {});
    row.properties.reserve(event.properties.size());
    for (const PropertyCoverage &property : event.properties)
        row.properties.push_back(propertyItem(event, property, planned));
    return row;
}

PlanModel::Item PlanModel::propertyItem(
    const EventCoverage &event, const PropertyCoverage &property, const std::vector<PlannedProperty> &planned) const
{
    Item item;
    item.name = property.name;
    item.planned = property.planned;
    item.isKnown = property.known;
    item.first = property.first;
    item.last = property.last;
    const auto known = std::find_if(
        planned.begin(), planned.end(), [&](const PlannedProperty &one) { return one.name == property.name; });
    if (known != planned.end()) {
        item.type = known->required ? tr("%1, required").arg(plannedType(*known)) : plannedType(*known);
        item.help = known->description;
    }
    if (m_profile) {
        item.seen = property.seen;
        item.of = event.seen;
        item.share = property.share;
        item.types = property.types;
        item.note = propertyNote(event, property);
    }
    addDrift(item, event.name, property.name);
    return item;
}

PlanModel::Note PlanModel::eventNote(const EventCoverage &event)
{
    if (!event.planned) {
        return {Severity::Warning,
            event.nearly.isEmpty() ? tr("Not planned") : tr("Not planned; nearly %1").arg(plainName(event.nearly))};
    }
    if (event.seen == 0) {
        if (event.status == PlanStatus::Planned)
            return {Severity::Info, tr("Not sent yet, as planned")};
        return event.status == PlanStatus::Deprecated ? Note{Severity::Info, tr("Not sent any more")}
                                                      : Note{Severity::Warning, tr("Never seen")};
    }
    return event.status == PlanStatus::Deprecated ? Note{Severity::Info, tr("Deprecated, and still sent")} : Note{};
}

PlanModel::Note PlanModel::propertyNote(const EventCoverage &event, const PropertyCoverage &property)
{
    if (event.seen == 0 || !event.planned)
        return {};
    if (!property.known)
        return {};
    if (!property.planned)
        return {Severity::Warning, tr("Not planned")};
    if (property.typesDiffer)
        return {Severity::Error, tr("Other types than planned")};
    if (property.required && property.seen < event.seen)
        return {Severity::Error, tr("Missing in %1").arg(percentText(event.seen - property.seen, event.seen))};
    return property.seen == 0 ? Note{Severity::Info, tr("Never seen")} : Note{};
}

void PlanModel::addDrift(Item &item, const QByteArray &event, const QByteArray &property) const
{
    const auto [from, to] = m_driftOf.equal_range({event, property});
    for (auto at = from; at != to; ++at) {
        const Drift &one = m_drift[at->second];
        item.note.text += (item.note.text.isEmpty() ? QString() : u" · "_s) + one.sentence;
        item.note.mark = std::max(item.note.mark, Severity::Info);
    }
}

QByteArray PlanModel::eventAt(const QModelIndex &index) const
{
    return index.data(EventRole).toByteArray();
}

QModelIndex PlanModel::indexOf(const QByteArray &event, const QByteArray &property) const
{
    const auto found =
        std::find_if(m_events.begin(), m_events.end(), [&](const EventItem &one) { return one.item.name == event; });
    if (found == m_events.end())
        return {};
    const QModelIndex row = index(static_cast<int>(found - m_events.begin()), 0);
    if (property.isNull())
        return row;
    const auto &properties = found->properties;
    const auto child =
        std::find_if(properties.begin(), properties.end(), [&](const Item &one) { return one.name == property; });
    return child == properties.end() ? QModelIndex() : index(static_cast<int>(child - properties.begin()), 0, row);
}

int PlanModel::columnCount(const QModelIndex &) const
{
    return columns;
}

const PlanModel::Item *PlanModel::itemAt(const QModelIndex &index) const
{
    const bool isEvent = isTop(index);
    const std::size_t event = topOf(index);
    if (event >= m_events.size())
        return nullptr;
    if (isEvent)
        return &m_events[event].item;
    const auto &properties = m_events[event].properties;
    return static_cast<std::size_t>(index.row()) < properties.size()
               ? &properties[static_cast<std::size_t>(index.row())]
               : nullptr;
}

QVariant PlanModel::text(const Item &item, bool isEvent, int column) const
{
    const auto moment = [this](const std::optional<Micros> &time) {
        return time ? timeText(*time, m_timeStyle, m_now) : QString();
    };
    switch (column) {
    case NameColumn:
        return plainName(item.name);
    case TypeColumn:
        return !item.types.isEmpty() && item.type.isEmpty() ? item.types : item.type;
    case SeenColumn:
        return item.seen < 0 ? QString() : QLocale().toString(item.seen);
    case ShareColumn:
        return item.seen < 0 ? QString() : percentText(item.seen, item.of);
    case NoteColumn:
        if (!isEvent && !item.types.isEmpty() && item.note.mark == Severity::Error)
            return tr("%1: %2").arg(item.note.text, item.types);
        return item.note.text;
    case FirstColumn:
        return moment(item.first);
    case LastColumn:
        return moment(item.last);
    default:
        return {};
    }
}

QVariant PlanModel::sortKey(const Item &item, int column) const
{
    switch (column) {
    case SeenColumn:
        return item.seen;
    case ShareColumn:
        return item.share;
    case NoteColumn:
        return static_cast<int>(item.note.mark);
    case FirstColumn:
        return qlonglong{item.first.value_or(0)};
    case LastColumn:
        return qlonglong{item.last.value_or(0)};
    default:
        return text(item, false, column);
    }
}

QString PlanModel::accessible(const Item &item, bool isEvent) const
{
    QStringList parts{plainName(item.name)};
    if (item.isKnown)
        parts.append(item.planned ? tr("planned") : tr("not planned"));
    if (item.seen >= 0)
        parts.append(tr("seen %1").arg(text(item, isEvent, SeenColumn).toString()));
    if (!item.types.isEmpty())
        parts.append(item.types);
    if (!item.note.text.isEmpty())
        parts.append(item.note.text);
    return parts.join(u", "_s);
}

QString PlanModel::help(const Item &item, bool isEvent, int column) const
{
    if (column == NameColumn && !item.help.isEmpty())
        return item.help;
    if (column == TypeColumn || column == ShareColumn)
        return QStringList({item.type, item.types}).join(u'\n').trimmed();
    if (column == SeenColumn && item.first && item.last)    // their own columns may be hidden
        return tr("First seen %1\nLast seen %2")
            .arg(text(item, isEvent, FirstColumn).toString(), text(item, isEvent, LastColumn).toString());
    return text(item, isEvent, column).toString();
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    const Item *item = index.isValid() ? itemAt(index) : nullptr;
    if (!item)
        return {};
    const bool isEvent = isTop(index);
    switch (role) {
    case Qt::DisplayRole:
        return text(*item, isEvent, index.column());
    case Qt::ToolTipRole:
        return help(*item, isEvent, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn ? accessible(*item, isEvent) : text(*item, isEvent, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == SeenColumn ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case EventRole:
        return m_events[topOf(index)].item.name;
    case PropertyRole:
        return isEvent ? QByteArray() : item->name;
    case PlannedRole:
        return item->planned;
    case SeenRole:
        return item->seen;
    case ShareRole:
        return item->share;
    case MarkRole:
        return static_cast<int>(item->note.mark);
    case SortRole:
        return sortKey(*item, index.column());
    default:
        return {};
    }
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Event or property");
    case TypeColumn:
        return tr("Plan");
    case SeenColumn:
        return tr("Seen");
    case ShareColumn:
        return tr("Share");
    case NoteColumn:
        return tr("To note");
    case FirstColumn:
        return tr("First seen");
    case LastColumn:
        return tr("Last seen");
    default:
        return {};
    }
}

}

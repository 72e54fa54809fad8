// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/propertytablemodel.h"

#include "event/jsontape.h"
#include "event/utf8.h"
#include "plan/jsonmembers.h"
#include "views/bodytext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

bool isJson(const QByteArray &text)
{
    JsonTape tape;
    return static_cast<bool>(tape.read(viewOf(text)));
}

// Whether a word stands for the string that it is: no JSON of its own, nothing that separates.
bool isPlainWord(const QString &text)
{
    static const QString special = u",\"[]{}"_s;
    return !text.isEmpty() && text == text.trimmed() && !isJson(text.toUtf8()) &&
           std::ranges::none_of(
               text, [](QChar c) { return special.contains(c) || c.category() == QChar::Other_Control; });
}

// Commas within quotes and brackets do not separate.
QStringList separated(const QString &text)
{
    QStringList parts(QString{});
    int depth = 0;
    bool isQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (isQuoted && c == u'\\' && i + 1 < text.size()) {
            parts.last() += c;
            parts.last() += text.at(++i);
            continue;
        }
        if (c == u'"')
            isQuoted = !isQuoted;
        else if (!isQuoted && (c == u'[' || c == u'{'))
            ++depth;
        else if (!isQuoted && (c == u']' || c == u'}'))
            --depth;
        if (c == u',' && !isQuoted && depth <= 0)
            parts.append(QString());
        else
            parts.last() += c;
    }
    return parts;
}

// The first place where another name stands.
std::size_t firstOther(const std::vector<PlannedProperty> &a, const std::vector<PlannedProperty> &b)
{
    std::size_t at = 0;
    while (at < a.size() && at < b.size() && a[at].name == b[at].name)
        ++at;
    return at;
}

QString shown(const QByteArray &name)
{
    return QString::fromUtf8(name);
}

}

const QByteArrayList &schemaTypes()
{
    static const QByteArrayList types{"string", "number", "integer", "boolean", "object", "array", "null"};
    return types;
}

QString valuesText(const QByteArrayList &values)
{
    QStringList parts;
    for (const QByteArray &value : values) {
        const ReadJson json(value);
        const QString word = json.root().isString() ? stringOf(json.root().string()) : QString();
        const bool isPlain = isPlainWord(word) && jsonString(word.toUtf8()) == value;
        parts.append(isPlain ? word : QString::fromUtf8(value));
    }
    return parts.join(u", "_s);
}

QByteArrayList typedValues(const QString &text)
{
    QByteArrayList values;
    for (const QString &part : separated(text)) {
        const QByteArray word = part.trimmed().toUtf8();
        if (word.isEmpty())
            continue;
        const QByteArray value = isJson(word) ? word : jsonString(word);
        if (!values.contains(value))
            values.append(value);
    }
    return values;
}

void PropertyTableModel::setEvent(const PlannedEvent &event)
{
    std::vector<PlannedProperty> properties = propertiesOf(event);
    const bool isLike = event.wholeEvent == m_event.wholeEvent && event.name.isEmpty() == m_event.name.isEmpty();
    const auto first = static_cast<int>(firstOther(m_properties, properties));
    const qsizetype more = qsizetype(properties.size()) - qsizetype(m_properties.size());
    const auto take = [&] {
        m_event = event;
        m_properties = std::move(properties);
    };
    if (isLike && more == 0) {
        take();
    } else if (isLike && !event.wholeEvent && more == 1) {
        beginInsertRows({}, first, first);
        take();
        endInsertRows();
    } else if (isLike && !event.wholeEvent && more == -1) {
        beginRemoveRows({}, first, first);
        take();
        endRemoveRows();
    } else {
        beginResetModel();
        take();
        endResetModel();
    }
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

void PropertyTableModel::setEditable(bool editable)
{
    if (editable == m_isEditable)
        return;
    beginResetModel();
    m_isEditable = editable;
    endResetModel();
}

const PlannedProperty *PropertyTableModel::propertyAt(int row) const
{
    return row >= 0 && static_cast<std::size_t>(row) < m_properties.size()
               ? &m_properties[static_cast<std::size_t>(row)]
               : nullptr;
}

int PropertyTableModel::rowOf(QByteArrayView name) const
{
    const auto found = std::ranges::find_if(m_properties, [&](const PlannedProperty &one) { return one.name == name; });
    return found == m_properties.end() ? -1 : static_cast<int>(found - m_properties.begin());
}

int PropertyTableModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || m_event.name.isEmpty() || m_event.wholeEvent)
        return 0;
    return static_cast<int>(m_properties.size()) + (m_isEditable ? 1 : 0);
}

int PropertyTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(columns);
}

QString PropertyTableModel::text(const PlannedProperty &property, int column) const
{
    switch (column) {
    case NameColumn:
        return shown(property.name);
    case TypesColumn:
        return property.types.isEmpty() ? tr("any") : QString::fromUtf8(property.types.join(", "));
    case ValuesColumn:
        return valuesText(property.values);
    case DescriptionColumn:
        return property.description;
    default:
        return {};
    }
}

QString PropertyTableModel::addingText(int column) const
{
    return column == NameColumn ? tr("Add a property…") : QString();
}

QVariant PropertyTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const PlannedProperty *property = propertyAt(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return visibleLine(property ? text(*property, column) : addingText(column));
    case Qt::EditRole:
        return property ? text(*property, column) : QString();
    case Qt::ToolTipRole:
        if (property && property->more && column != DescriptionColumn)
            return tr("Its schema says more than this table shows; see JSON Schema.");
        return property ? text(*property, column) : tr("Type the name of a new property here.");
    case Qt::CheckStateRole:
        if (property && column == RequiredColumn)
            return property->required ? Qt::Checked : Qt::Unchecked;
        return {};
    case Qt::AccessibleTextRole:
        if (property && column == RequiredColumn)
            return property->required ? tr("required") : tr("optional");
        return property ? text(*property, column) : addingText(column);
    default:
        return {};
    }
}

QVariant PropertyTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Property");
    case TypesColumn:
        return tr("Types");
    case RequiredColumn:
        return tr("Required");
    case ValuesColumn:
        return tr("Allowed values");
    case DescriptionColumn:
        return tr("Description");
    default:
        return {};
    }
}

Qt::ItemFlags PropertyTableModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    if (!m_isEditable || !index.isValid())
        return flags;
    if (!propertyAt(index.row()))
        return index.column() == NameColumn ? flags | Qt::ItemIsEditable : flags;
    return flags | (index.column() == RequiredColumn ? Qt::ItemIsUserCheckable : Qt::ItemIsEditable);
}

void PropertyTableModel::change(int row, const PlannedProperty &property)
{
    const PlannedProperty &before = m_properties[static_cast<std::size_t>(row)];
    if (property != before)
        emit edited(withProperty(m_event, before.name, property), tr("change %1").arg(visibleLine(shown(before.name))));
}

bool PropertyTableModel::rename(int row, const QByteArray &name)
{
    const PlannedProperty *before = propertyAt(row);
    if (name.isEmpty() || (before && before->name == name))
        return false;
    if (rowOf(name) >= 0) {
        emit refused(tr("The event has a property \"%1\" already.").arg(visibleLine(shown(name))));
        return false;
    }
    PlannedProperty property = before ? *before : PlannedProperty{};
    property.name = name;
    const QString sentence = before ? tr("rename %1").arg(visibleLine(shown(before->name)))
                                    : tr("add the property %1").arg(visibleLine(shown(name)));
    emit edited(withProperty(m_event, before ? before->name : name, property), sentence);
    return true;
}

bool PropertyTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!m_isEditable || !index.isValid())
        return false;
    const int row = index.row();
    if (index.column() == NameColumn && role == Qt::EditRole)
        return rename(row, value.toString().trimmed().toUtf8());
    const PlannedProperty *before = propertyAt(row);
    if (!before)
        return false;
    PlannedProperty property = *before;
    if (role == Qt::CheckStateRole && index.column() == RequiredColumn)
        property.required = value.toInt() == Qt::Checked;
    else if (role == Qt::EditRole && index.column() == ValuesColumn)
        property.values = typedValues(value.toString());
    else if (role == Qt::EditRole && index.column() == DescriptionColumn)
        property.description = value.toString().trimmed();
    else
        return false;
    change(row, property);
    return true;
}

void PropertyTableModel::setTypes(int row, const QByteArrayList &types)
{
    const PlannedProperty *before = propertyAt(row);
    if (!before || !m_isEditable)
        return;
    PlannedProperty property = *before;
    property.types = types;
    change(row, property);
}

void PropertyTableModel::removeProperty(int row)
{
    const PlannedProperty *property = propertyAt(row);
    if (property && m_isEditable)
        emit edited(withoutProperty(m_event, property->name),
            tr("remove the property %1").arg(visibleLine(shown(property->name))));
}

}

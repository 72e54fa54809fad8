// SPDX-License-Identifier: GPL-3.0-or-later
// A plan as a table: a row a property, and one for what is said of the event itself.
#include "event/jsontext.h"
#include "event/utf8.h"
#include "plan/jsonmembers.h"
#include "plan/planfiles.h"
#include "plan/plantext.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

struct TypeWord {
    const char16_t *word;
    const char *type;      // null: any
    const char *format;    // may be null
};

constexpr std::array csvTypes{
    TypeWord{u"string", "string", nullptr},
    TypeWord{u"text", "string", nullptr},
    TypeWord{u"str", "string", nullptr},
    TypeWord{u"varchar", "string", nullptr},
    TypeWord{u"integer", "integer", nullptr},
    TypeWord{u"int", "integer", nullptr},
    TypeWord{u"long", "integer", nullptr},
    TypeWord{u"bigint", "integer", nullptr},
    TypeWord{u"number", "number", nullptr},
    TypeWord{u"numeric", "number", nullptr},
    TypeWord{u"float", "number", nullptr},
    TypeWord{u"double", "number", nullptr},
    TypeWord{u"decimal", "number", nullptr},
    TypeWord{u"boolean", "boolean", nullptr},
    TypeWord{u"bool", "boolean", nullptr},
    TypeWord{u"date", "string", "date"},
    TypeWord{u"datetime", "string", "date-time"},
    TypeWord{u"date-time", "string", "date-time"},
    TypeWord{u"timestamp", "string", "date-time"},
    TypeWord{u"array", "array", nullptr},
    TypeWord{u"list", "array", nullptr},
    TypeWord{u"object", "object", nullptr},
    TypeWord{u"map", "object", nullptr},
    TypeWord{u"dict", "object", nullptr},
    TypeWord{u"null", "null", nullptr},
    TypeWord{u"any", nullptr, nullptr},
};

// What header words a column goes by, spelled without separators.
struct ColumnWords {
    int CsvColumns::*column;
    std::array<const char16_t *, 8> words;
};

constexpr std::array columnWords{
    ColumnWords{&CsvColumns::event, {u"event", u"eventname", u"name"}},
    ColumnWords{&CsvColumns::property, {u"property", u"propertyname", u"field", u"attribute", u"parameter", u"key"}},
    ColumnWords{&CsvColumns::type, {u"type", u"datatype", u"propertytype"}},
    ColumnWords{&CsvColumns::required, {u"required", u"mandatory", u"isrequired", u"presence"}},
    ColumnWords{&CsvColumns::values, {u"values", u"enum", u"allowedvalues", u"allowed", u"options", u"possiblevalues"}},
    ColumnWords{&CsvColumns::eventDescription, {u"eventdescription"}},
    ColumnWords{&CsvColumns::description, {u"description", u"propertydescription", u"notes", u"comment"}},
    ColumnWords{&CsvColumns::owner, {u"owner", u"team"}},
    ColumnWords{&CsvColumns::status, {u"status", u"state"}},
};

QString plain(const QString &word)
{
    QString letters;
    for (const QChar c : word.toCaseFolded()) {
        if (c.isLetterOrNumber())
            letters += c;
    }
    return letters;
}

QString cellAt(const QStringList &row, int column)
{
    return column >= 0 && column < row.size() ? row[column] : QString();
}

QStringList splitValues(const QString &cell)
{
    const QChar separator = cell.contains(u'|') ? u'|' : cell.contains(u';') ? u';' : u',';
    QStringList parts;
    for (const QString &part : cell.split(separator)) {
        if (!part.trimmed().isEmpty())
            parts << part.trimmed();
    }
    return parts;
}

bool allows(const QByteArrayList &types, std::initializer_list<const char *> names)
{
    return std::any_of(names.begin(), names.end(), [&](const char *name) { return types.contains(name); });
}

// A value as the table writes it, as JSON: as what its type says where it reads as that, else as a string.
QByteArray valueText(const QString &value, const QByteArrayList &types)
{
    const QByteArray raw = value.toUtf8();
    const ReadJson json(raw);
    const JsonValue read = json.root();
    const bool number = read && read.isNumber() && allows(types, {"number", "integer"});
    const bool boolean = read && read.isBool() && allows(types, {"boolean"});
    const bool null = read && read.isNull() && allows(types, {"null"});
    return number || boolean || null ? bytesOf(read.raw()) : quoted(value);
}

QByteArrayList valueTexts(const QString &cell, const QByteArrayList &types)
{
    QByteArrayList values;
    const ReadJson json(cell.startsWith(u'[') ? cell.toUtf8() : QByteArray());
    if (json.root() && json.root().isArray()) {
        for (const auto item : json.root().items())
            values << bytesOf(item.raw());
        return values;
    }
    for (const QString &part : splitValues(cell))
        values << valueText(part, types);
    return values;
}

// The values in a cell that reads back as the same.
QString valuesCell(const QByteArrayList &values, const QByteArrayList &types)
{
    QStringList parts;
    for (const QByteArray &value : values) {
        const ReadJson json(value);
        parts << (json.root() && json.root().isString() ? stringOf(json.root().string()) : stringOf(viewOf(value)));
    }
    const QString cell = parts.size() == 1 ? parts.first() : parts.join(u" | "_s);
    return valueTexts(cell, types) == values ? cell : stringOf(viewOf(jsonList(values)));
}

// One table into a plan; the first fault ends it.
class CsvPlan {
public:
    CsvPlan(const CsvTable &table, const CsvColumns &columns, const QString &file)
        : m_table(table)
        , m_columns(columns)
        , m_file(file)
    {}

    Result<Plan> read();

private:
    struct Entry {
        PlannedEvent event;
        JsonMembers properties;
        QByteArrayList required;
    };

    Result<void> readRow(const QStringList &row);
    Result<void> readEvent(const QStringList &row, Entry &entry);
    Result<void> readProperty(const QStringList &row, Entry &entry);
    Result<QByteArrayList> readTypes(const QString &cell, QByteArray &format);
    Result<bool> readRequired(const QString &cell);
    [[nodiscard]] Entry &entryOf(const QByteArray &name);
    [[nodiscard]] QByteArray planText() const;
    [[nodiscard]] tl::unexpected<Error> fault(const QString &reason) const
    {
        return failure(Error::Kind::BadInput, PlanText::tr("%1: line %2: %3").arg(m_file).arg(m_line).arg(reason));
    }

    const CsvTable &m_table;
    const CsvColumns &m_columns;
    const QString &m_file;
    int m_line = 1;
    std::vector<Entry> m_entries;
    QHash<QByteArray, std::size_t> m_places;
    QSet<std::pair<QByteArray, QByteArray>> m_known;    // event and property
};

CsvPlan::Entry &CsvPlan::entryOf(const QByteArray &name)
{
    const auto place = m_places.constFind(name);
    if (place != m_places.constEnd())
        return m_entries[*place];
    m_places.insert(name, m_entries.size());
    Entry &entry = m_entries.emplace_back();
    entry.event.name = name;
    return entry;
}

Result<QByteArrayList> CsvPlan::readTypes(const QString &cell, QByteArray &format)
{
    QByteArrayList types;
    for (const QString &part : splitValues(cell)) {
        const QString word = part.toCaseFolded();
        const auto *const known = std::find_if(
            csvTypes.begin(), csvTypes.end(), [&](const TypeWord &one) { return word == QStringView(one.word); });
        if (known == csvTypes.end())
            return fault(PlanText::tr("\"%1\" is no type that is known; types are string, integer, number, boolean, "
                                      "date, array, object, null and any.")
                             .arg(part));
        if (known->type == nullptr)
            return QByteArrayList();
        if (!types.contains(known->type))
            types << known->type;
        if (known->format != nullptr)
            format = known->format;
    }
    return types;
}

Result<bool> CsvPlan::readRequired(const QString &cell)
{
    static const QSet<QString> yes{
        u"yes"_s, u"y"_s, u"true"_s, u"1"_s, u"required"_s, u"mandatory"_s, u"x"_s, u"always"_s};
    static const QSet<QString> no{
        QString(), u"no"_s, u"n"_s, u"false"_s, u"0"_s, u"optional"_s, u"-"_s, u"sometimes"_s};
    const QString word = cell.toCaseFolded();
    if (yes.contains(word))
        return true;
    if (no.contains(word))
        return false;
    return fault(PlanText::tr("\"%1\" does not tell whether the property is required; write yes or no.").arg(cell));
}

Result<void> CsvPlan::readEvent(const QStringList &row, Entry &entry)
{
    const QString owner = cellAt(row, m_columns.owner);
    if (!owner.isEmpty())
        entry.event.owner = owner;
    const QString status = cellAt(row, m_columns.status);
    if (!status.isEmpty()) {
        const auto known = planStatusFromId(status.toCaseFolded().toUtf8());
        if (!known)
            return fault(PlanText::tr("\"%1\" is no status; it is active, planned or deprecated.").arg(status));
        entry.event.status = *known;
    }
    QString description = cellAt(row, m_columns.eventDescription);
    if (description.isEmpty() && cellAt(row, m_columns.property).isEmpty())
        description = cellAt(row, m_columns.description);
    if (!description.isEmpty())
        entry.event.description = description;
    return {};
}

Result<void> CsvPlan::readProperty(const QStringList &row, Entry &entry)
{
    PlannedProperty property;
    property.name = cellAt(row, m_columns.property).toUtf8();
    if (m_known.contains({entry.event.name, property.name}))
        return fault(PlanText::tr("The property \"%1\" of \"%2\" stands in an earlier row already.")
                         .arg(stringOf(viewOf(property.name)), stringOf(viewOf(entry.event.name))));
    m_known.insert({entry.event.name, property.name});
    QByteArray format;
    auto types = readTypes(cellAt(row, m_columns.type), format);
    if (!types)
        return failure(types.error());
    const auto required = readRequired(cellAt(row, m_columns.required));
    if (!required)
        return failure(required.error());
    property.types = std::move(*types);
    property.values = valueTexts(cellAt(row, m_columns.values), property.types);
    property.description = cellAt(row, m_columns.description);
    const PlannedEvent one = withProperty({}, property.name, property);
    const ReadJson schema(one.schema);
    JsonMembers members(schema.root().find("properties").find(viewOf(property.name)));
    if (!format.isEmpty())
        members.set("format", jsonString(format));
    entry.properties.add(property.name, members.text());
    if (*required)
        entry.required << jsonString(property.name);
    return {};
}

Result<void> CsvPlan::readRow(const QStringList &row)
{
    const QByteArray name = cellAt(row, m_columns.event).toUtf8();
    if (name.isEmpty())
        return fault(PlanText::tr("This row names no event."));
    Entry &entry = entryOf(name);
    auto read = readEvent(row, entry);
    if (read && !cellAt(row, m_columns.property).isEmpty())
        read = readProperty(row, entry);
    return read;
}

QByteArray CsvPlan::planText() const
{
    JsonMembers events;
    for (const Entry &entry : m_entries) {
        JsonMembers event;
        if (!entry.event.description.isEmpty())
            event.set("description", quoted(entry.event.description));
        if (!entry.event.owner.isEmpty())
            event.set("owner", quoted(entry.event.owner));
        if (entry.event.status != PlanStatus::Active)
            event.set("status", jsonString(planStatusId(entry.event.status)));
        if (!entry.properties.isEmpty()) {
            JsonMembers schema;
            schema.set("type", "\"object\"");
            schema.set("properties", entry.properties.text());
            if (!entry.required.isEmpty())
                schema.set("required", jsonList(entry.required));
            schema.set("additionalProperties", "false");
            event.set("schema", schema.text());
        }
        events.add(entry.event.name, event.text());
    }
    JsonMembers plan;
    plan.set("format", "1");
    plan.set("events", events.text());
    return plan.text();
}

Result<Plan> CsvPlan::read()
{
    const auto inHeader = [&](int column) { return column >= 0 && column < m_table.header.size(); };
    if (!inHeader(m_columns.event) || !inHeader(m_columns.property))
        return fault(PlanText::tr("A plan needs a column of events and one of properties."));
    for (std::size_t i = 0; i < m_table.rows.size(); ++i) {
        m_line = i < m_table.lines.size() ? m_table.lines[i] : static_cast<int>(i) + 2;
        const auto read = readRow(m_table.rows[i]);
        if (!read)
            return failure(read.error());
    }
    return Plan::load(planText(), m_file);
}

QByteArray csvCell(const QString &value)
{
    const bool plainly = !value.contains(u'"') && !value.contains(u',') && !value.contains(u'\n') &&
                         !value.contains(u'\r') && !value.contains(u';') && !value.contains(u'\t') &&
                         value.trimmed() == value;
    if (plainly)
        return value.toUtf8();
    QString inside = value;
    inside.replace(u'"', u"\"\""_s);
    return (u'"' + inside + u'"').toUtf8();
}

QByteArray csvRow(const QStringList &cells)
{
    QByteArrayList parts;
    for (const QString &cell : cells)
        parts << csvCell(cell);
    return parts.join(',') + "\r\n";
}

}

CsvColumns guessColumns(const QStringList &header)
{
    CsvColumns columns;
    for (int i = 0; i < header.size(); ++i) {
        const QString word = plain(header[i]);
        for (const ColumnWords &known : columnWords) {
            const bool named = std::any_of(known.words.begin(), known.words.end(),
                [&](const char16_t *one) { return one != nullptr && word == QStringView(one); });
            if (named && columns.*known.column < 0)
                columns.*known.column = i;
        }
    }
    return columns;
}

Result<Plan> planFromCsv(const CsvTable &table, const CsvColumns &columns, const QString &file)
{
    return CsvPlan(table, columns, file).read();
}

QByteArray planToCsv(const Plan &plan)
{
    QByteArray text = csvRow({u"event"_s, u"property"_s, u"type"_s, u"required"_s, u"values"_s, u"description"_s,
        u"owner"_s, u"status"_s, u"event description"_s});
    for (const PlannedEvent &event : plan.events()) {
        const QString name = stringOf(viewOf(event.name));
        text += csvRow(
            {name, {}, {}, {}, {}, {}, event.owner, stringOf(viewOf(planStatusId(event.status))), event.description});
        for (const PlannedProperty &property : propertiesOf(event)) {
            QStringList types;
            for (const QByteArray &type : property.types)
                types << stringOf(viewOf(type));
            text += csvRow(
                {name, stringOf(viewOf(property.name)), types.join(u" | "_s), property.required ? u"yes"_s : u"no"_s,
                    valuesCell(property.values, property.types), property.description, {}, {}, {}});
        }
    }
    return text;
}

}

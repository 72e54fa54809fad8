// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/formvalue.h"

#include "compose/blankevent.h"
#include "compose/jsonoutline.h"
#include "event/utf8.h"

#include <QCoreApplication>
#include <QCryptographicHash>

namespace eventscope {

namespace {

constexpr std::uint32_t mostShown = 64 * 1024;

// The type of a text that is one JSON value, exactly: no space around it.
std::optional<JsonType> jsonTypeOf(const QByteArray &text)
{
    JsonTape tape;
    if (!tape.read(viewOf(text)) || tape.root().length() != static_cast<std::size_t>(text.size()))
        return std::nullopt;
    return typeOf(tape.root());
}

bool isWholeNumber(const QByteArray &text)
{
    JsonTape tape;
    if (!tape.read(viewOf(text)) || !tape.root().isNumber())
        return false;
    return tape.root().node().integral || tape.root().integer().has_value();
}

bool isNumeric(JsonType type)
{
    return type == JsonType::Integer || type == JsonType::Number;
}

// The text as a raw JSON value of that type.
std::optional<QByteArray> textAs(const QString &text, JsonType to)
{
    if (to == JsonType::String)
        return quoted(text);
    const QByteArray raw = text.toUtf8();
    if (raw.isEmpty() && !isNumeric(to) && to != JsonType::Boolean)
        return to == JsonType::Null ? "null" : to == JsonType::Object ? "{}" : "[]";
    const std::optional<JsonType> type = jsonTypeOf(raw);
    if (!type)
        return std::nullopt;
    const bool isSame = *type == to || (isNumeric(*type) && to == JsonType::Number) ||
                        (isNumeric(*type) && to == JsonType::Integer && isWholeNumber(raw));
    return isSame ? std::optional(raw) : std::nullopt;
}

qint64 unitsIn(Micros moment, Micros unit)
{
    const qint64 whole = moment / unit;
    return moment % unit < 0 ? whole - 1 : whole;
}

QByteArray leastOf(const FormField &field)
{
    if (field.widget == FormWidget::Pairs || field.widget == FormWidget::Group)
        return "{}";
    if (field.widget == FormWidget::List)
        return "[]";
    switch (field.types.empty() ? JsonType::String : field.types.front()) {
    case JsonType::Null:
        return "null";
    case JsonType::Boolean:
        return "false";
    case JsonType::Integer:
    case JsonType::Number:
        return "0";
    case JsonType::Object:
        return "{}";
    case JsonType::Array:
        return "[]";
    case JsonType::String:
        break;
    }
    return R"("")";
}

QByteArray freshGroup(const FormField &group, Micros now)
{
    JsonOutline outline;
    for (const FormField &field : group.fields)
        if (field.required && !field.parent)
            outline.set(field.at, freshValue(field, now));
    for (const JsonPointer &at : group.needed)
        outline.object(at);
    return outline.onOneLine();
}

}

JsonType typeOf(JsonValue value)
{
    switch (value.kind()) {
    case JsonKind::Null:
        return JsonType::Null;
    case JsonKind::False:
    case JsonKind::True:
        return JsonType::Boolean;
    case JsonKind::Number:
        return value.node().integral ? JsonType::Integer : JsonType::Number;
    case JsonKind::String:
        return JsonType::String;
    case JsonKind::Object:
        return JsonType::Object;
    case JsonKind::Array:
        return JsonType::Array;
    }
    return JsonType::Null;
}

FieldValue fieldValue(JsonValue value)
{
    FieldValue shown;
    if (!value)
        return shown;
    shown.present = true;
    shown.type = typeOf(value);
    shown.cut = value.length() > mostShown;
    if (value.isString() && !shown.cut) {
        shown.text = stringOf(value.string());
        return shown;
    }
    std::string_view raw = value.raw().substr(0, mostShown);
    while (shown.cut && (static_cast<unsigned char>(value.raw()[raw.size()]) & 0xC0u) == 0x80u)
        raw.remove_suffix(1);
    shown.text = stringOf(raw);
    return shown;
}

QString typeMark(JsonType type)
{
    switch (type) {
    case JsonType::Null:
        return QStringLiteral("null");
    case JsonType::Boolean:
        return QStringLiteral("T/F");
    case JsonType::Integer:
        return QStringLiteral("123");
    case JsonType::Number:
        return QStringLiteral("1.5");
    case JsonType::String:
        return QStringLiteral("abc");
    case JsonType::Object:
        return QStringLiteral("{ }");
    case JsonType::Array:
        return QStringLiteral("[ ]");
    }
    return {};
}

QByteArray rawFor(const FormField &field, const QString &text, std::optional<JsonType> as)
{
    if (as)
        if (std::optional<QByteArray> raw = textAs(text, *as))
            return *std::move(raw);
    QByteArray raw = text.toUtf8();
    const std::optional<JsonType> type = jsonTypeOf(raw);
    if (!type || *type == JsonType::String)
        return quoted(text);
    if (isNumeric(*type) && (field.allows(JsonType::Integer) || field.allows(JsonType::Number)))
        return raw;
    const bool onlyThis = !field.types.empty() && !field.allows(JsonType::String) && field.allows(*type);
    return onlyThis ? raw : quoted(text);
}

std::optional<QByteArray> converted(const FieldValue &value, JsonType to)
{
    if (value.cut)
        return std::nullopt;
    return textAs(value.text, to);
}

QByteArray rawTime(const TimeSpelling &spelling, Micros moment)
{
    const auto number = [&](qint64 units) {
        const QByteArray digits = QByteArray::number(units);
        return spelling.quoted ? '"' + digits + '"' : digits;
    };
    switch (spelling.format) {
    case TimeFormat::EpochSeconds:
        return number(unitsIn(moment, microsPerSecond));
    case TimeFormat::EpochMillis:
        return number(unitsIn(moment, microsPerMilli));
    case TimeFormat::EpochMicros:
        return number(moment);
    case TimeFormat::Iso8601:
    case TimeFormat::JavaScriptDate:
        break;
    }
    return quoted(isoText(moment));
}

std::optional<Micros> momentOf(const TimeSpelling &spelling, JsonValue value)
{
    const bool isText = spelling.format == TimeFormat::Iso8601 || spelling.format == TimeFormat::JavaScriptDate;
    if (!value || value.length() > 256 || !(value.isString() || (value.isNumber() && !isText)))
        return std::nullopt;
    const std::string text = value.isString() ? value.string() : std::string(value.raw());
    const std::optional<Timestamp> time = parseTimestamp(text, spelling.format);
    return time ? std::optional(time->micros) : std::nullopt;
}

QByteArray rawSha256(const QString &text)
{
    return '"' + QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toBase64() + '"';
}

QByteArray freshValue(const FormField &field, Micros now)
{
    if (field.time)
        return rawTime(*field.time, now);
    if (!field.sample.isEmpty())
        return field.sample;
    if (!field.choices.empty())
        return field.choices.front();
    return field.widget == FormWidget::Group ? freshGroup(field, now) : leastOf(field);
}

QByteArray placeholderOf(const FormField &field, QByteArrayView kind)
{
    if (field.kind && !kind.isEmpty())
        return quoted(std::string_view(kind.data(), static_cast<std::size_t>(kind.size())));
    if (field.time)
        return R"("")";
    return field.choices.size() == 1 ? field.choices.front() : leastOf(field);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/identityfields.h"

#include "event/utf8.h"
#include "service/jsontree.h"
#include "service/servicetext.h"

#include <QVarLengthArray>

#include <algorithm>
#include <array>
#include <charconv>

namespace eventscope {

using Json = nlohmann::ordered_json;

namespace {

// A lone surrogate's three bytes are no UTF-8; U+FFFD has three bytes too.
void mendSurrogates(char *text, std::size_t size)
{
    for (std::size_t i = 0; i + 2 < size; ++i) {
        const bool surrogate = text[i] == '\xED' && static_cast<unsigned char>(text[i + 1]) >= 0xA0;
        if (surrogate)
            std::copy_n("\uFFFD", 3, text + i);
    }
}

void append(std::string_view part, QByteArray &text)
{
    if (text.isEmpty())
        text = bytesOf(part);
    else
        text.append(part.data(), static_cast<qsizetype>(part.size()));
}

// A text that stands in the event's as it is.
bool isPlain(JsonValue value)
{
    return value.isNumber() || value.isBool() || (value.isString() && !value.node().escaped);
}

QByteArray borrowed(JsonValue value)
{
    const std::string_view raw = value.raw();
    const std::size_t quote = value.isString() ? 1 : 0;
    return QByteArray::fromRawData(raw.data() + quote, static_cast<qsizetype>(raw.size() - 2 * quote));
}

// Adds a scalar's text; nothing for null, an object or an array.
void appendScalar(JsonValue value, QByteArray &text)
{
    if (value.isNumber() || value.isBool()) {
        append(value.raw(), text);
    } else if (value.isString()) {
        std::string buffer;
        const std::string_view decoded = value.string(buffer);
        const qsizetype before = text.size();
        append(decoded, text);
        if (value.node().lone)
            mendSurrogates(text.data() + before, decoded.size());
    }
}

// `k=v` of each scalar member, sorted, joined by ','. Empty values count as absent, and of duplicate
// keys the last is meant.
void appendPairs(JsonValue object, QByteArray &text)
{
    QVarLengthArray<JsonMember, 8> members;
    for (const JsonMember member : object.members())
        members.append(member);
    const auto keysEqual = [](const JsonMember &a, const JsonMember &b) {
        std::string buffer;
        return a.key.stringEquals(b.key.string(buffer));
    };
    std::sort(members.begin(), members.end(), [](const JsonMember &a, const JsonMember &b) {
        std::string ofA;
        std::string ofB;
        const int order = a.key.string(ofA).compare(b.key.string(ofB));
        return order != 0 ? order < 0 : a.key.index() < b.key.index();
    });
    for (qsizetype i = 0; i < members.size(); ++i) {
        if (i + 1 < members.size() && keysEqual(members[i], members[i + 1]))
            continue;
        const qsizetype before = text.size();
        if (before > 0)
            text += ',';
        appendScalar(members[i].key, text);
        text += '=';
        const qsizetype value = text.size();
        appendScalar(members[i].value, text);
        if (text.size() == value)
            text.truncate(before);
    }
}

}

std::optional<TimeFormat> timeFormatFromId(std::string_view id) noexcept
{
    static constexpr std::array<std::pair<std::string_view, TimeFormat>, 5> ids{{
        {"iso8601", TimeFormat::Iso8601},
        {"javascript", TimeFormat::JavaScriptDate},
        {"epoch-s", TimeFormat::EpochSeconds},
        {"epoch-ms", TimeFormat::EpochMillis},
        {"epoch-us", TimeFormat::EpochMicros},
    }};
    for (const auto &[name, format] : ids) {
        if (name == id)
            return format;
    }
    return std::nullopt;
}

std::optional<Timestamp> timestampIn(JsonValue value, TimeFormat format)
{
    if (value.isString()) {
        std::string buffer;
        return parseTimestamp(value.string(buffer), format);
    }
    const bool numeric = format != TimeFormat::Iso8601 && format != TimeFormat::JavaScriptDate;
    const std::optional<std::int64_t> integer = value.isNumber() && numeric ? value.integer() : std::nullopt;
    if (!integer)
        return std::nullopt;
    char digits[24];
    const auto written = std::to_chars(digits, digits + sizeof digits, *integer);
    return parseTimestamp({digits, static_cast<std::size_t>(written.ptr - digits)}, format);
}

class IdentityFields::Compiler {
public:
    Compiler(
        const Json &definition, const QHash<QByteArray, QByteArray> &settings, std::vector<DefinitionFault> &faults)
        : m_definition(definition)
        , m_settings(settings)
        , m_faults(faults)
    {}

    [[nodiscard]] Fields compile(const char *list) const;
    [[nodiscard]] bool point(const std::string &text, const QByteArray &at, Field &field) const;

private:
    bool place(const Json &entry, const QByteArray &at, Field &field) const;
    [[nodiscard]] std::optional<std::string> setting(const std::string &name, const QByteArray &at) const;

    const Json &m_definition;
    const QHash<QByteArray, QByteArray> &m_settings;
    std::vector<DefinitionFault> &m_faults;
};

IdentityFields::Fields IdentityFields::Compiler::compile(const char *list) const
{
    Fields fields;
    const Json &all = m_definition.at("fields");
    const auto entries = all.find(list);
    for (std::size_t i = 0; entries != all.end() && i < entries->size(); ++i) {
        const Json &entry = (*entries)[i];
        const QByteArray at = pointerBelow(pointerBelow("/fields", std::string_view(list)), i);
        Field field;
        if (entry.contains("as")) {
            const auto &as = entry.at("as").get_ref<const std::string &>();
            field.pairs = as == "pairs";
            field.format = timeFormatFromId(as).value_or(TimeFormat::Iso8601);
        }
        if (entry.contains("if")) {
            auto condition = Condition::compile(entry.at("if"), pointerBelow(at, "if"), m_definition);
            if (condition)
                field.condition = std::move(*condition);
            else
                m_faults.push_back(condition.error());
            field.conditional = true;
        }
        if (place(entry, at, field))
            fields.push_back(std::move(field));
    }
    return fields;
}

// False for a setting without a value.
bool IdentityFields::Compiler::place(const Json &entry, const QByteArray &at, Field &field) const
{
    if (entry.contains("kind")) {
        field.from = From::Kind;
        return true;
    }
    const bool envelope = entry.contains("envelope");
    field.from = envelope ? From::Envelope : From::Event;
    std::optional<std::string> pointer;
    if (entry.contains("setting"))
        pointer = setting(entry.at("setting").get<std::string>(), pointerBelow(at, "setting"));
    else
        pointer = entry.at(envelope ? "envelope" : "at").get<std::string>();
    if (!pointer)
        return false;
    return point(*pointer, at, field);
}

// False for what is no pointer.
bool IdentityFields::Compiler::point(const std::string &text, const QByteArray &at, Field &field) const
{
    auto parsed = JsonPointer::parse(text);
    if (parsed)
        field.pointer = std::move(*parsed);
    else
        m_faults.push_back({at, parsed.error().message});
    return parsed.has_value();
}

std::optional<std::string> IdentityFields::Compiler::setting(const std::string &name, const QByteArray &at) const
{
    const auto settings = m_definition.find("settings");
    if (settings == m_definition.end() || !settings->contains(name)) {
        m_faults.push_back({at, ServiceText::tr("There is no setting named \"%1\".").arg(stringOf(name))});
        return std::nullopt;
    }
    const auto given = m_settings.constFind(bytesOf(name));
    if (given != m_settings.constEnd())
        return given->toStdString();
    const Json &described = settings->at(name);
    return described.contains("default") ? std::optional(described.at("default").get<std::string>()) : std::nullopt;
}

IdentityFields IdentityFields::compile(
    const Json &definition, const QHash<QByteArray, QByteArray> &settings, std::vector<DefinitionFault> &faults)
{
    const Compiler compiler(definition, settings, faults);
    IdentityFields result;
    result.m_tenant = compiler.compile("tenant");
    result.m_user = compiler.compile("user");
    result.m_name = compiler.compile("name");
    result.m_time = compiler.compile("time");
    for (const auto &[name, shape] : definition.at("shapes").items()) {
        Field &kind = result.m_kinds.emplace_back();
        kind.from = From::Kind;
        const QByteArray at = pointerBelow(pointerBelow("/shapes", name), std::string_view("kind"));
        if (shape.contains("kind") && compiler.point(shape.at("kind"), at, kind))
            kind.from = From::Event;
    }
    const Json &dedup = memberOf(definition.at("fields"), "dedup");
    Field key;
    if (!dedup.is_null() && compiler.point(dedup.at("at"), "/fields/dedup/at", key))
        result.m_dedup.push_back(std::move(key));
    for (const Json &scope : memberOf(dedup, "with")) {
        const auto &id = scope.get_ref<const std::string &>();
        result.m_dedupWith.push_back(id == "kind"     ? Scope::Kind
                                     : id == "name"   ? Scope::Name
                                     : id == "tenant" ? Scope::Tenant
                                                      : Scope::User);
    }
    result.build();
    return result;
}

void IdentityFields::build()
{
    const std::initializer_list<Fields *> all{&m_tenant, &m_user, &m_name, &m_time, &m_kinds, &m_dedup};
    for (Fields *fields : all) {
        for (Field &field : *fields) {
            if (field.from == From::Event)
                field.place = m_trie.add(field.pointer);
        }
    }
    m_trie.build();
    for (Fields *fields : all) {
        for (Field &field : *fields)
            field.place = m_trie.placeOf(field.place);
    }
}

JsonValue IdentityFields::Source::at(std::uint32_t place) const noexcept
{
    return found[place] == 0 ? JsonValue() : JsonValue(context.event.tape(), found[place] - 1);
}

bool IdentityFields::applies(const Field &field, const Source &source)
{
    return !field.conditional || field.condition.holds(source.context) == Answer::Yes;
}

JsonValue IdentityFields::valueOf(const Field &field, const Source &source)
{
    return field.from == From::Envelope ? field.pointer.in(source.envelope) : source.at(field.place);
}

void IdentityFields::readText(const Fields &fields, const Source &source, QByteArray &text)
{
    for (const Field &field : fields) {
        if (!applies(field, source))
            continue;
        const JsonValue value = field.from == From::Kind ? JsonValue() : valueOf(field, source);
        if (field.from == From::Kind)
            text = bytesOf(source.context.kind);
        else if (value && value.isObject() && field.pairs)
            appendPairs(value, text);
        else if (value && source.borrows && field.from == From::Event && isPlain(value))
            text = borrowed(value);
        else if (value)
            appendScalar(value, text);
        if (!text.isEmpty())
            return;
    }
}

void IdentityFields::readTime(const Fields &fields, const Source &source, Identity &identity)
{
    for (const Field &field : fields) {
        if (!applies(field, source))
            continue;
        const JsonValue value = valueOf(field, source);
        const auto time = value ? timestampIn(value, field.format) : std::nullopt;
        if (!time)
            continue;
        identity.time = time->micros;
        identity.timeSource = time->zoned ? TimeSource::Event : TimeSource::AssumedUtc;
        return;
    }
}

// What the key is unique together with follows it, set off by a unit separator.
void IdentityFields::readDedup(const Source &source, Identity &identity) const
{
    readText(m_dedup, source, identity.dedup);
    if (identity.dedup.isEmpty())
        return;
    for (const Scope scope : m_dedupWith) {
        identity.dedup += '\x1F';
        switch (scope) {
        case Scope::Kind:
            append(source.context.kind, identity.dedup);
            break;
        case Scope::Name:
            identity.dedup += identity.name;
            break;
        case Scope::Tenant:
            identity.dedup += identity.tenant;
            break;
        case Scope::User:
            identity.dedup += identity.user;
            break;
        }
    }
}

Identity IdentityFields::read(
    JsonValue event, JsonValue envelope, std::string_view shape, std::size_t shapeIndex, bool borrows) const
{
    QVarLengthArray<std::uint32_t, 64> found(static_cast<qsizetype>(m_trie.placeCount()));
    m_trie.find(event, {found.data(), m_trie.placeCount()});
    Source source{found.data(), envelope, {event, {}, shape, std::nullopt, std::nullopt}, borrows};
    std::string buffer;
    const bool hasKind = shapeIndex < m_kinds.size() && m_kinds[shapeIndex].from == From::Event;
    const JsonValue kind = hasKind ? source.at(m_kinds[shapeIndex].place) : JsonValue();
    if (kind && kind.isString())
        source.context.kind = kind.string(buffer);
    Identity identity;
    readText(m_tenant, source, identity.tenant);
    readText(m_user, source, identity.user);
    readText(m_name, source, identity.name);
    readTime(m_time, source, identity);
    readDedup(source, identity);
    return identity;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/rulesource.h"

#include "event/utf8.h"
#include "validation/text.h"

#include <array>
#include <utility>

namespace eventscope {

RuleSource::RuleSource(const Service &service, std::shared_ptr<const SchemaDocument> document, const ShapeSource *shape,
    PointerSet &pointers)
    : m_service(service)
    , m_document(std::move(document))
    , m_shape(shape)
    , m_pointers(pointers)
{}

void RuleSource::enter(const Json &rule, QByteArray pointer)
{
    m_rule = &rule;
    m_pointer = std::move(pointer);
}

void RuleSource::fault(QByteArray pointer, QString reason)
{
    if (!m_fault)
        m_fault = DefinitionFault{std::move(pointer), std::move(reason)};
}

void RuleSource::faultAt(const char *name, QString reason)
{
    fault(m_rule->contains(name) ? pointerBelow(m_pointer, std::string_view(name)) : m_pointer, std::move(reason));
}

const RuleSource::Json *RuleSource::member(const char *name) const
{
    const auto it = m_rule->find(name);
    return it == m_rule->end() ? nullptr : &*it;
}

std::string RuleSource::text(const char *name)
{
    const Json *value = member(name);
    if (value != nullptr && value->is_string())
        return value->get<std::string>();
    faultAt(name, Text::tr("\"%1\" must be a string.").arg(QLatin1String(name)));
    return {};
}

std::string RuleSource::textOr(const char *name, std::string_view fallback)
{
    return has(name) ? text(name) : std::string(fallback);
}

std::vector<std::string> RuleSource::texts(const char *name)
{
    std::vector<std::string> found;
    const Json *value = member(name);
    if (value == nullptr)
        return found;
    if (value->is_string())
        return {value->get<std::string>()};
    bool strings = value->is_array();
    for (std::size_t i = 0; strings && i < value->size(); ++i) {
        const Json &item = (*value)[i];
        strings = item.is_string();
        if (strings)
            found.push_back(item.get<std::string>());
    }
    if (!strings)
        faultAt(name, Text::tr("\"%1\" must be a list of strings.").arg(QLatin1String(name)));
    return found;
}

std::optional<std::int64_t> RuleSource::number(const char *name)
{
    const Json *value = member(name);
    if (value == nullptr)
        return std::nullopt;
    constexpr std::uint64_t largest = 1'000'000'000'000;
    if (value->is_number_unsigned() && value->get<std::uint64_t>() <= largest)
        return static_cast<std::int64_t>(value->get<std::uint64_t>());
    faultAt(name, Text::tr("\"%1\" must be a whole number of at least 0.").arg(QLatin1String(name)));
    return std::nullopt;
}

bool RuleSource::flag(const char *name)
{
    const Json *value = member(name);
    if (value == nullptr)
        return false;
    if (!value->is_boolean())
        faultAt(name, Text::tr("\"%1\" must be true or false.").arg(QLatin1String(name)));
    return value->is_boolean() && value->get<bool>();
}

JsonPointer RuleSource::place(const char *name)
{
    if (!has(name))
        return {};
    auto pointer = JsonPointer::parse(text(name));
    if (!pointer) {
        faultAt(name, pointer.error().message);
        return {};
    }
    return std::move(*pointer);
}

std::optional<Micros> RuleSource::span(const char *name)
{
    if (!has(name))
        return std::nullopt;
    const auto span = parseSpan(stringOf(text(name)));
    if (!span)
        faultAt(name, Text::tr("\"%1\" must be a span of time such as -34d or +5m.").arg(QLatin1String(name)));
    return span;
}

TimeFormat RuleSource::timeFormat()
{
    constexpr std::array<std::pair<std::string_view, TimeFormat>, 5> formats{{
        {"iso8601", TimeFormat::Iso8601},
        {"javascript", TimeFormat::JavaScriptDate},
        {"epoch-s", TimeFormat::EpochSeconds},
        {"epoch-ms", TimeFormat::EpochMillis},
        {"epoch-us", TimeFormat::EpochMicros},
    }};
    const std::string id = textOr("as", "iso8601");
    for (const auto &[name, format] : formats) {
        if (name == id)
            return format;
    }
    faultAt("as", Text::tr("\"%1\" is no format of times.").arg(stringOf(id)));
    return TimeFormat::Iso8601;
}

std::optional<Pattern> RuleSource::pattern(const char *name)
{
    const std::string expression = text(name);
    auto pattern = Pattern::compile(expression);
    if (!pattern) {
        faultAt(name, Text::tr("\"%1\" is no usable pattern: %2.").arg(stringOf(expression), pattern.error()));
        return std::nullopt;
    }
    return std::move(*pattern);
}

SchemaPtr RuleSource::schema(const char *name)
{
    const Json *value = member(name);
    const QByteArray at = pointerBelow(m_pointer, std::string_view(name));
    if (value != nullptr && value->is_string())
        return schemaAt(value->get<std::string>(), at);
    if (value != nullptr)
        return schemaAt('#' + at.toStdString(), at);
    faultAt(name, Text::tr("\"%1\" must be a schema, or refer to one as \"#/…\".").arg(QLatin1String(name)));
    return nullptr;
}

SchemaPtr RuleSource::schemaAt(const std::string &reference, const QByteArray &mentioned)
{
    if (!reference.starts_with('#')) {
        fault(mentioned, Text::tr("A reference into this file starts with '#'."));
        return nullptr;
    }
    const QByteArray place = bytesOf(std::string_view(reference).substr(1));
    auto compiled = JsonSchema::compile(m_document, place, {.refuseUnknown = true});
    if (!compiled) {
        const SchemaFault &reason = compiled.error();
        fault(m_document->root().at(viewOf(reason.pointer)) ? reason.pointer : mentioned, reason.reason);
        return nullptr;
    }
    return std::move(*compiled);
}

}

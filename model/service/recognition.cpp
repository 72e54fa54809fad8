// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/recognition.h"

#include "event/utf8.h"
#include "service/jsontree.h"
#include "service/servicetext.h"

#include <algorithm>

namespace eventscope {

using Json = nlohmann::ordered_json;

namespace {

unsigned bitOf(JsonKind kind)
{
    return 1u << static_cast<unsigned>(kind);
}

unsigned kindsOf(ValueType type)
{
    switch (type) {
    case ValueType::Any:
        return ~0u;
    case ValueType::String:
        return bitOf(JsonKind::String);
    case ValueType::Number:
    case ValueType::Integer:
        return bitOf(JsonKind::Number);
    case ValueType::Boolean:
        return bitOf(JsonKind::True) | bitOf(JsonKind::False);
    case ValueType::Object:
        return bitOf(JsonKind::Object);
    case ValueType::Array:
        return bitOf(JsonKind::Array);
    case ValueType::Null:
        return bitOf(JsonKind::Null);
    }
    return 0;
}

}

tl::expected<Need, DefinitionFault> Need::compile(const Json &need, const QByteArray &pointer)
{
    Need result;
    if (need.is_string()) {
        result.m_type = valueTypeFromId(need.get_ref<const std::string &>()).value_or(ValueType::Any);
        result.m_kinds = kindsOf(result.m_type);
        result.m_further = result.m_type == ValueType::Integer;
        return result;
    }
    result.m_further = true;
    if (need.contains("enum")) {
        result.m_kinds = 0;
        for (const Json &value : need.at("enum")) {
            result.m_values.push_back(Scalar::from(value).value_or(Scalar()));
            result.m_kinds |= bitOf(result.m_values.back().kind());
        }
        return result;
    }
    auto pattern = Pattern::compile(need.at("pattern").get_ref<const std::string &>());
    if (!pattern)
        return tl::unexpected(DefinitionFault{pointerBelow(pointer, "pattern"), pattern.error()});
    result.m_kinds = kindsOf(ValueType::String);
    result.m_pattern.push_back(std::move(*pattern));
    return result;
}

bool Need::holdsFurther(JsonValue value) const
{
    if (!m_values.empty())
        return std::any_of(m_values.begin(), m_values.end(), [&](const Scalar &s) { return s.equals(value); });
    if (m_pattern.empty())
        return isOfType(value, m_type);
    std::string buffer;
    return m_pattern.front().match(value.string(buffer), value.node().lone) == PatternMatch::Yes;
}

namespace {

class Compiler {
public:
    Compiler(Recognition &into, std::vector<DefinitionFault> &faults)
        : m_into(into)
        , m_faults(faults)
    {}

    Recognition::Alternative alternative(const Json &json, const QByteArray &at);

private:
    std::uint32_t indexOf(const std::string &text, const QByteArray &at);

    Recognition &m_into;
    std::vector<DefinitionFault> &m_faults;
};

std::uint32_t Compiler::indexOf(const std::string &text, const QByteArray &at)
{
    auto pointer = JsonPointer::parse(text);
    if (!pointer) {
        m_faults.push_back({at, pointer.error().message});
        return 0;
    }
    const auto known = std::find(m_into.pointers.begin(), m_into.pointers.end(), *pointer);
    if (known != m_into.pointers.end())
        return static_cast<std::uint32_t>(known - m_into.pointers.begin());
    m_into.pointers.push_back(std::move(*pointer));
    return static_cast<std::uint32_t>(m_into.pointers.size() - 1);
}

Recognition::Alternative Compiler::alternative(const Json &json, const QByteArray &at)
{
    Recognition::Alternative result;
    for (const auto &[pointer, need] : json.at("need").items()) {
        const QByteArray place = pointerBelow(pointerBelow(at, "need"), pointer);
        auto compiled = Need::compile(need, place);
        if (compiled)
            result.needs.emplace_back(indexOf(pointer, place), std::move(*compiled));
        else
            m_faults.push_back(compiled.error());
    }
    const auto list = [&](const char *name, std::vector<std::uint32_t> &into) {
        const Json &pointers = memberOf(json, name);
        for (std::size_t i = 0; i < pointers.size(); ++i)
            into.push_back(indexOf(
                pointers[i].get_ref<const std::string &>(), pointerBelow(pointerBelow(at, std::string_view(name)), i)));
    };
    list("lack", result.lacks);
    list("score", result.scores);
    return result;
}

}

Recognition Recognition::compile(const Json &definition, std::vector<DefinitionFault> &faults)
{
    Recognition result;
    Compiler compiler(result, faults);
    const Json &detect = definition.at("detect");
    result.catchAll = detect.value("catchAll", false);
    for (const auto &shape : definition.at("shapes").items())
        result.shapes.push_back({bytesOf(shape.key()), {}});
    for (const auto &[shape, alternatives] : detect.items()) {
        if (shape == "catchAll")
            continue;
        const QByteArray at = pointerBelow("/detect", shape);
        const auto form = std::find_if(result.shapes.begin(), result.shapes.end(),
            [&, id = bytesOf(shape)](const ShapeForm &f) { return f.shape == id; });
        if (form == result.shapes.end()) {
            faults.push_back({at, ServiceText::tr("There is no shape named \"%1\".").arg(stringOf(shape))});
            continue;
        }
        for (std::size_t i = 0; i < alternatives.size(); ++i)
            form->alternatives.push_back(compiler.alternative(alternatives[i], pointerBelow(at, i)));
    }
    return result;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/condition.h"

#include "event/utf8.h"
#include "service/servicetext.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

using Json = nlohmann::ordered_json;

namespace {

using Text = ServiceText;

constexpr std::size_t largest = 4096;    // nodes: names put in place could double at each level
constexpr int deepest = 64;

}

// One condition at a time into nodes; a fault ends it.
class Condition::Compiler {
public:
    Compiler(Condition &into, const Json &definition)
        : m_into(into)
        , m_definition(definition)
    {}

    void compile(const Json &condition, const QByteArray &pointer);
    [[nodiscard]] const std::optional<DefinitionFault> &fault() const noexcept { return m_fault; }

private:
    void form(const Json &condition, const QByteArray &pointer);
    void assumed(const Json &condition, const QByteArray &pointer);
    void named(const std::string &name, const QByteArray &pointer);
    void combined(Op op, const Json &operands, const QByteArray &pointer);
    void tested(const Json &condition, const QByteArray &pointer);
    void test(const std::string &name, const Json &value, std::uint32_t at, const QByteArray &pointer);
    void operand(Node &node, const Json &value, const QByteArray &pointer);
    void pattern(Node &node, const std::string &expression, const QByteArray &pointer);
    void texts(Op op, const Json &value, const QByteArray &pointer);
    void values(Node &node, const Json &list, const QByteArray &pointer);
    bool open(Op op, const QByteArray &pointer);
    void close(std::uint32_t index) { m_into.m_nodes[index].next = static_cast<std::uint32_t>(m_into.m_nodes.size()); }
    void fail(const QByteArray &pointer, QString reason)
    {
        if (!m_fault)
            m_fault = DefinitionFault{pointer, std::move(reason)};
    }
    [[nodiscard]] std::uint32_t last() const { return static_cast<std::uint32_t>(m_into.m_nodes.size() - 1); }

    Condition &m_into;
    const Json &m_definition;
    std::vector<std::string> m_names;    // being put in place
    int m_depth = 0;
    std::optional<DefinitionFault> m_fault;
};

bool Condition::Compiler::open(Op op, const QByteArray &pointer)
{
    if (m_into.m_nodes.size() >= largest) {
        fail(pointer, Text::tr("This condition is too large, counting the named ones in it."));
        return false;
    }
    m_into.m_nodes.push_back({.op = op});
    return true;
}

void Condition::Compiler::compile(const Json &condition, const QByteArray &pointer)
{
    if (m_fault)
        return;
    if (m_depth >= deepest)
        return fail(pointer, Text::tr("This condition is nested too deeply."));
    ++m_depth;
    if (condition.is_string())
        named(condition.get_ref<const std::string &>(), pointer);
    else if (!condition.is_object())
        fail(pointer, Text::tr("A condition is an object, or the name of one."));
    else if (condition.contains("unknown"))
        assumed(condition, pointer);
    else
        form(condition, pointer);
    --m_depth;
}

void Condition::Compiler::assumed(const Json &condition, const QByteArray &pointer)
{
    const Json &answer = condition.at("unknown");
    if (!answer.is_boolean())
        return fail(pointerBelow(pointer, "unknown"), Text::tr("true or false is needed here."));
    if (!open(Op::Assumed, pointer))
        return;
    const std::uint32_t index = last();
    m_into.m_nodes[index].wanted = answer.get<bool>();
    Json rest = condition;
    rest.erase("unknown");
    form(rest, pointer);
    close(index);
}

void Condition::Compiler::form(const Json &condition, const QByteArray &pointer)
{
    static constexpr std::array<std::pair<std::string_view, Op>, 4> ids{
        {{"kind", Op::Kind}, {"shape", Op::Shape}, {"transport", Op::Transport}, {"key", Op::Key}}};
    if (condition.contains("at"))
        return tested(condition, pointer);
    if (condition.size() != 1)
        return fail(pointer,
            Text::tr("A condition asks for exactly one thing: at, kind, shape, transport, key, all, any or not."));
    const std::string &word = condition.begin().key();
    const Json &value = condition.begin().value();
    const QByteArray below = pointerBelow(pointer, word);
    const auto id = std::find_if(ids.begin(), ids.end(), [&](const auto &each) { return each.first == word; });
    if (word == "all")
        combined(Op::All, value, below);
    else if (word == "any")
        combined(Op::Any, value, below);
    else if (word == "not")
        combined(Op::Not, Json::array({value}), below);
    else if (id != ids.end())
        texts(id->second, value, below);
    else
        fail(below, Text::tr("\"%1\" is no kind of condition.").arg(stringOf(word)));
}

void Condition::Compiler::named(const std::string &name, const QByteArray &pointer)
{
    const auto conditions = m_definition.find("conditions");
    if (conditions == m_definition.end() || !conditions->is_object() || !conditions->contains(name))
        return fail(pointer, Text::tr("There is no condition named \"%1\".").arg(stringOf(name)));
    if (std::find(m_names.begin(), m_names.end(), name) != m_names.end())
        return fail(pointer, Text::tr("The condition \"%1\" refers to itself.").arg(stringOf(name)));
    m_names.push_back(name);
    compile(conditions->at(name), pointerBelow("/conditions", name));
    m_names.pop_back();
}

void Condition::Compiler::combined(Op op, const Json &operands, const QByteArray &pointer)
{
    if (!operands.is_array() || operands.empty())
        return fail(pointer, Text::tr("A list of conditions is needed here."));
    if (!open(op, pointer))
        return;
    const std::uint32_t index = last();
    for (std::size_t i = 0; i < operands.size() && !m_fault; ++i)
        compile(operands[i], op == Op::Not ? pointer : pointerBelow(pointer, i));
    close(index);
}

void Condition::Compiler::tested(const Json &condition, const QByteArray &pointer)
{
    const Json &at = condition.at("at");
    const auto parsed = at.is_string() ? JsonPointer::parse(at.get_ref<const std::string &>())
                                       : Result<JsonPointer>(failure(Error::Kind::BadInput, {}));
    if (!parsed)
        return fail(pointerBelow(pointer, "at"), Text::tr("This is no JSON pointer."));
    const auto place = static_cast<std::uint32_t>(m_into.m_pointers.size());
    m_into.m_pointers.push_back(*parsed);
    if (condition.size() == 1)
        return test("exists", true, place, pointer);
    const bool isOne = condition.size() == 2;
    if (!isOne && !open(Op::All, pointer))
        return;
    const std::uint32_t index = isOne ? none : last();
    for (const auto &[name, value] : condition.items()) {
        if (name != "at" && !m_fault)
            test(name, value, place, pointerBelow(pointer, name));
    }
    if (!isOne)
        close(index);
}

void Condition::Compiler::test(const std::string &name, const Json &value, std::uint32_t at, const QByteArray &pointer)
{
    static const std::array<std::pair<std::string_view, Op>, 8> tests{
        {{"exists", Op::Exists}, {"type", Op::Type}, {"is", Op::Is}, {"in", Op::In}, {"prefix", Op::Prefix},
            {"match", Op::Match}, {"below", Op::Below}, {"above", Op::Above}}};
    const auto found = std::find_if(tests.begin(), tests.end(), [&](const auto &t) { return t.first == name; });
    if (found == tests.end())
        return fail(pointer, Text::tr("\"%1\" is no test of a condition.").arg(stringOf(name)));
    if (!open(found->second, pointer))
        return;
    Node &node = m_into.m_nodes.back();
    node.pointer = at;
    node.next = static_cast<std::uint32_t>(m_into.m_nodes.size());
    operand(node, value, pointer);
}

void Condition::Compiler::operand(Node &node, const Json &value, const QByteArray &pointer)
{
    switch (node.op) {
    case Op::Exists:
        if (!value.is_boolean())
            return fail(pointer, Text::tr("true or false is needed here."));
        node.wanted = value.get<bool>();
        return;
    case Op::Type: {
        const auto type = value.is_string() ? valueTypeFromId(value.get_ref<const std::string &>()) : std::nullopt;
        if (!type)
            return fail(pointer,
                Text::tr("A type is needed here: string, number, integer, boolean, object, array, null or any."));
        node.type = *type;
        return;
    }
    case Op::In:
        if (!value.is_array() || value.empty())
            return fail(pointer, Text::tr("A list of values is needed here."));
        return values(node, value, pointer);
    case Op::Prefix:
    case Op::Match:
        if (!value.is_string())
            return fail(pointer, Text::tr("A string is needed here."));
        if (node.op == Op::Match)
            return pattern(node, value.get_ref<const std::string &>(), pointer);
        break;
    case Op::Below:
    case Op::Above:
        if (!value.is_number())
            return fail(pointer, Text::tr("A number is needed here."));
        break;
    default:
        break;
    }
    values(node, Json::array({value}), pointer);
}

void Condition::Compiler::pattern(Node &node, const std::string &expression, const QByteArray &pointer)
{
    auto compiled = Pattern::compile(expression);
    if (!compiled)
        return fail(pointer, compiled.error());
    node.first = static_cast<std::uint32_t>(m_into.m_patterns.size());
    m_into.m_patterns.push_back(std::move(*compiled));
}

void Condition::Compiler::texts(Op op, const Json &value, const QByteArray &pointer)
{
    const Json list = value.is_array() ? value : Json::array({value});
    if (list.empty())
        return fail(pointer, Text::tr("An id, or a list of ids, is needed here."));
    for (const Json &item : list) {
        if (!item.is_string())
            return fail(pointer, Text::tr("An id, or a list of ids, is needed here."));
    }
    if (!open(op, pointer))
        return;
    const std::uint32_t index = last();
    values(m_into.m_nodes[index], list, pointer);
    close(index);
}

void Condition::Compiler::values(Node &node, const Json &list, const QByteArray &pointer)
{
    node.first = static_cast<std::uint32_t>(m_into.m_values.size());
    for (const Json &item : list) {
        std::optional<Scalar> value = Scalar::from(item);
        if (!value)
            return fail(pointer, Text::tr("A string, a number, true, false or null is needed here."));
        m_into.m_values.push_back(std::move(*value));
    }
    node.last = static_cast<std::uint32_t>(m_into.m_values.size());
    std::vector<std::string> names;
    for (const Json &item : list) {
        if (item.is_string() && std::find(names.begin(), names.end(), item.get<std::string>()) == names.end())
            names.push_back(item.get<std::string>());
    }
    const bool onlyStrings = std::all_of(list.begin(), list.end(), [](const Json &item) { return item.is_string(); });
    if (node.op != Op::In || !onlyStrings)
        return;
    node.names = static_cast<std::uint32_t>(m_into.m_names.size());
    m_into.m_names.emplace_back(names);
}

tl::expected<Condition, DefinitionFault> Condition::compile(
    const Json &condition, QByteArrayView pointer, const Json &definition)
{
    Condition result;
    Compiler compiler(result, definition);
    compiler.compile(condition, pointer.toByteArray());
    if (compiler.fault())
        return tl::unexpected(*compiler.fault());
    return result;
}

Answer Condition::holds(const ConditionContext &context) const
{
    return m_nodes.empty() ? Answer::Yes : answer(0, context);
}

Answer Condition::answer(std::uint32_t index, const ConditionContext &context) const
{
    const Node &node = m_nodes[index];
    const auto known = [&](bool holds) { return holds ? Answer::Yes : Answer::No; };
    switch (node.op) {
    case Op::All:
    case Op::Any:
    case Op::Not:
    case Op::Assumed:
        return combined(index, context);
    case Op::Kind:
        return known(lists(node, context.kind));
    case Op::Shape:
        return known(lists(node, context.shape));
    case Op::Transport:
        return context.transport ? known(lists(node, *context.transport)) : Answer::Unknown;
    case Op::Key:
        if (!context.keyKind || context.keyKind->empty())
            return Answer::Unknown;
        return known(lists(node, *context.keyKind));
    default:
        break;
    }
    if (!context.event)
        return Answer::Unknown;
    if (!m_slots.empty() && context.places != nullptr)
        return known(testsValue(node, context.places[m_slots[node.pointer]]));
    return known(testsValue(node, m_pointers[node.pointer].in(context.event)));
}

Answer Condition::combined(std::uint32_t index, const ConditionContext &context) const
{
    const Node &node = m_nodes[index];
    if (node.op == Op::Not || node.op == Op::Assumed) {
        const Answer inner = answer(index + 1, context);
        if (node.op == Op::Not)
            return inner == Answer::Unknown ? inner : inner == Answer::Yes ? Answer::No : Answer::Yes;
        return inner != Answer::Unknown ? inner : node.wanted ? Answer::Yes : Answer::No;
    }
    const Answer decisive = node.op == Op::All ? Answer::No : Answer::Yes;
    Answer result = node.op == Op::All ? Answer::Yes : Answer::No;
    for (std::uint32_t i = index + 1; i < node.next; i = m_nodes[i].next) {
        const Answer operand = answer(i, context);
        if (operand == decisive)
            return decisive;
        if (operand == Answer::Unknown)
            result = Answer::Unknown;
    }
    return result;
}

bool Condition::testsValue(const Node &node, JsonValue value) const
{
    if (node.op == Op::Exists)
        return static_cast<bool>(value) == node.wanted;
    if (!value)
        return false;
    switch (node.op) {
    case Op::Type:
        return isOfType(value, node.type);
    case Op::Is:
    case Op::In:
        if (node.names != none)
            return value.isString() && m_names[node.names].findString(value) != NameTable::absent;
        for (std::uint32_t i = node.first; i < node.last; ++i) {
            if (m_values[i].equals(value))
                return true;
        }
        return false;
    case Op::Prefix:
    case Op::Match: {
        if (!value.isString())
            return false;
        std::string buffer;
        const std::string_view text = value.string(buffer);
        if (node.op == Op::Prefix)
            return text.starts_with(m_values[node.first].text());
        return m_patterns[node.first].match(text, value.node().lone) == PatternMatch::Yes;
    }
    case Op::Below:
        return value.isNumber() && m_values[node.first].compare(value) < 0;
    case Op::Above:
        return value.isNumber() && m_values[node.first].compare(value) > 0;
    default:
        return false;
    }
}

bool Condition::lists(const Node &node, std::string_view text) const
{
    for (std::uint32_t i = node.first; i < node.last; ++i) {
        if (m_values[i].text() == text)
            return true;
    }
    return false;
}

}

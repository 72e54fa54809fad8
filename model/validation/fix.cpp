// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/fix.h"

#include "event/utf8.h"
#include "validation/text.h"

#include <algorithm>

namespace eventscope {

namespace {

std::optional<JsonPointer> pointerOf(JsonValue value)
{
    auto pointer = JsonPointer::parse(viewOf(pointerTo(value)));
    return pointer ? std::optional(std::move(*pointer)) : std::nullopt;
}

// Each member of that name but the last goes, up to the one behind it.
std::vector<TextEdit> editsToKeepLast(JsonValue object, const std::string &name)
{
    std::vector<TextEdit> edits;
    if (!object || !object.isObject())
        return edits;
    const JsonValue last = object.find(name);
    JsonValue surplus;
    for (const auto [key, value] : object.members()) {
        if (surplus)
            edits.push_back({surplus.offset(), key.offset() - surplus.offset(), {}});
        surplus = value != last && key.stringEquals(name) ? key : JsonValue();
    }
    return edits;
}

std::vector<TextEdit> editsOr(Result<std::vector<TextEdit>> edits)
{
    return edits ? std::move(*edits) : std::vector<TextEdit>();
}

bool isOneNumber(std::string_view text)
{
    JsonTape tape;
    const std::string_view digits = "-0123456789";
    return !text.empty() && digits.find(text.front()) != std::string_view::npos &&
           text.find_first_of(" \t\r\n") == std::string_view::npos && tape.read(text) && tape.root().isNumber();
}

}

FixPlan FixPlan::renaming(const QString &name)
{
    FixPlan plan;
    plan.m_action = Action::Rename;
    plan.m_text = name.toUtf8();
    plan.m_label = Text::tr("Rename it to %1").arg(name);
    return plan;
}

FixPlan FixPlan::keepingLast()
{
    FixPlan plan;
    plan.m_action = Action::KeepLast;
    plan.m_label = Text::tr("Keep the last");
    return plan;
}

std::optional<FixPlan> FixPlan::respelling(JsonValue value)
{
    FixPlan plan;
    plan.m_action = Action::Respell;
    if (value.isString()) {
        const std::string inside = value.string();
        const bool isBoolean = inside == "true" || inside == "false";
        plan.m_spelling = isBoolean ? Spelling::Boolean : Spelling::Number;
        plan.m_label = Text::tr("Write it without quotes");
    } else {
        plan.m_spelling = Spelling::String;
        plan.m_label = Text::tr("Write it as a text");
    }
    return plan.respelled(value) ? std::optional(std::move(plan)) : std::nullopt;
}

tl::expected<FixPlan, QString> FixPlan::compile(JsonValue description)
{
    const auto text = [description](std::string_view name) {
        const JsonValue value = description.find(name);
        return value && value.isString() ? std::optional(value.string()) : std::nullopt;
    };
    FixPlan plan;
    plan.m_label = stringOf(text("label").value_or(""));
    if (const auto as = text("as")) {
        if (*as != "number" && *as != "string" && *as != "boolean" && *as != "millis")
            return tl::unexpected(Text::tr("\"as\" must be number, string, boolean or millis."));
        plan.m_spelling = *as == "number"    ? Spelling::Number
                          : *as == "string"  ? Spelling::String
                          : *as == "boolean" ? Spelling::Boolean
                                             : Spelling::Millis;
        plan.m_action = Action::Respell;
    }
    const auto target = text("set") ? text("set") : text("move");
    if (target) {
        auto pointer = JsonPointer::parse(*target);
        if (!pointer)
            return tl::unexpected(pointer.error().message);
        plan.m_target = std::move(*pointer);
        plan.m_action = text("set") ? Action::Set : Action::Move;
    }
    const JsonValue to = description.find("to");
    if (plan.m_action == Action::Set && !to)
        return tl::unexpected(Text::tr("\"set\" needs the value, in \"to\"."));
    if (plan.m_action == Action::Set)
        plan.m_text = bytesOf(to.raw());
    if (const auto zone = text("zone")) {
        plan.m_action = Action::Zone;
        plan.m_text = bytesOf(*zone);
    }
    if (text("strip"))
        plan.m_action = Action::Strip;
    const JsonValue remove = description.find("remove");
    const bool removes = remove && remove.kind() == JsonKind::True;
    if (plan.m_action == Action::Remove && !removes)
        return tl::unexpected(
            Text::tr("A fix needs one of \"set\", \"remove\", \"move\", \"as\", \"zone\" and \"strip\"."));
    return plan;
}

std::optional<Fix> FixPlan::forValue(JsonValue value, bool lacks) const
{
    std::vector<TextEdit> made = edits(value, lacks);
    if (made.empty())
        return std::nullopt;
    std::sort(made.begin(), made.end(), [](const TextEdit &a, const TextEdit &b) { return a.offset < b.offset; });
    for (std::size_t i = 1; i < made.size(); ++i) {
        if (made[i - 1].offset + made[i - 1].length > made[i].offset)
            return std::nullopt;
    }
    return Fix{m_label, std::move(made)};
}

std::vector<TextEdit> FixPlan::edits(JsonValue value, bool lacks) const
{
    const JsonTape &tape = *value.tape();
    if (m_action == Action::Set)
        return editsOr(editToSet(tape, m_target, m_text));
    const auto pointer = pointerOf(value);
    if (lacks || !pointer || pointer->isRoot())
        return {};
    switch (m_action) {
    case Action::Remove:
        return editsOr(editToRemove(tape, *pointer));
    case Action::Move:
        return movingEdits(value);
    case Action::Respell:
        if (const auto text = respelled(value))
            return {{value.offset(), value.length(), *text}};
        return {};
    case Action::Zone:
        return zoneEdits(value);
    case Action::Rename:
        return renamingEdits(value, *pointer);
    case Action::KeepLast:
        return editsToKeepLast(pointer->parent().in(tape.root()), pointer->tokens().back());
    default:
        return {};
    }
}

std::vector<TextEdit> FixPlan::movingEdits(JsonValue value) const
{
    const JsonTape &tape = *value.tape();
    const auto pointer = pointerOf(value);
    const JsonPointer to = m_target.child(pointer->tokens().back());
    const auto text = m_spelling ? respelled(value) : std::optional(bytesOf(value.raw()));
    if (!text || to.in(tape.root()) || !pointer->parent().in(tape.root()).isObject())
        return {};
    std::vector<TextEdit> edits = editsOr(editToRemove(tape, *pointer));
    const std::vector<TextEdit> set = editsOr(editToSet(tape, to, *text));
    if (edits.empty() || set.empty())
        return {};
    edits.insert(edits.end(), set.begin(), set.end());
    return edits;
}

std::vector<TextEdit> FixPlan::renamingEdits(JsonValue value, const JsonPointer &pointer) const
{
    const JsonTape &tape = *value.tape();
    if (pointer.parent().child(viewOf(m_text)).in(tape.root()))
        return {};
    return editsOr(editToRename(tape, pointer, stringOf(viewOf(m_text))));
}

std::vector<TextEdit> FixPlan::zoneEdits(JsonValue value) const
{
    if (!value.isString())
        return {};
    return {{value.offset() + value.length() - 1, 0, m_text}};
}

std::optional<QByteArray> FixPlan::respelled(JsonValue value) const
{
    const std::string raw(value.raw());
    const std::string inside = value.isString() ? value.string() : std::string();
    switch (*m_spelling) {
    case Spelling::Number:
        if (value.isNumber())
            return bytesOf(raw);
        return isOneNumber(inside) ? std::optional(bytesOf(inside)) : std::nullopt;
    case Spelling::Boolean:
        return inside == "true" || inside == "false" ? std::optional(bytesOf(inside)) : std::nullopt;
    case Spelling::String:
        return value.isNumber() || value.isBool() ? std::optional(quoted(std::string_view(raw))) : std::nullopt;
    case Spelling::Millis:
        if (value.isNumber() && value.integer())
            return bytesOf(std::to_string(*value.integer()) + "000");
        return isOneNumber(inside) && inside.find_first_not_of("0123456789") == std::string::npos
                   ? std::optional(quoted(std::string_view(inside + "000")))
                   : std::nullopt;
    }
    return std::nullopt;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/formfield.h"

#include "event/utf8.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t mostChoices = 1000;

std::optional<FormWidget> hintedWidget(const SchemaFacts &facts)
{
    struct Hint {
        const char *name;
        FormWidget widget;
        JsonType type;
    };
    static constexpr Hint hints[] = {
        {"text", FormWidget::Text, JsonType::String},
        {"multiline", FormWidget::Multiline, JsonType::String},
        {"sha256", FormWidget::Sha256, JsonType::String},
        {"choice", FormWidget::Choice, JsonType::String},
        {"number", FormWidget::Number, JsonType::Integer},
        {"pairs", FormWidget::Pairs, JsonType::Object},
        {"list", FormWidget::List, JsonType::Array},
    };
    for (const Hint &hint : hints)
        if (facts.widget == hint.name && facts.allows(hint.type))
            return hint.widget;
    return std::nullopt;
}

// Times are drawn as such where the form knows how to spell them.
std::optional<TimeSpelling> spellingOf(const SchemaFacts &facts, std::optional<TimeFormat> known)
{
    const bool isTime = known || facts.widget == "time" || facts.format == "date-time";
    const bool isText = facts.allows(JsonType::String);
    if (!isTime || (!isText && !facts.allows(JsonType::Integer)))
        return std::nullopt;
    const TimeFormat format = known.value_or(TimeFormat::Iso8601);
    if (format == TimeFormat::Iso8601 || format == TimeFormat::JavaScriptDate)
        return isText ? std::optional(TimeSpelling{format, true}) : std::nullopt;
    const bool textFirst = facts.types && !facts.types->empty() && facts.types->front() == JsonType::String;
    return TimeSpelling{format, isText && (textFirst || !facts.allows(JsonType::Integer))};
}

FormWidget widgetOf(const SchemaFacts &facts)
{
    if (!facts.drawable)
        return FormWidget::Source;
    if (const auto hinted = hintedWidget(facts))
        return *hinted;
    if (hasMembers(facts))
        return FormWidget::Group;
    if (facts.choices)
        return FormWidget::Choice;
    if (!facts.types)
        return facts.items ? FormWidget::List : facts.further ? FormWidget::Pairs : FormWidget::Any;
    if (facts.allowsOnly({}))
        return FormWidget::Any;
    if (facts.allowsOnly({JsonType::Object}))
        return facts.allows(JsonType::Object) && !facts.closed ? FormWidget::Pairs : FormWidget::Source;
    if (facts.allowsOnly({JsonType::Array}))
        return FormWidget::List;
    if (facts.allowsOnly({JsonType::Boolean}))
        return FormWidget::Boolean;
    if (facts.allowsOnly({JsonType::Integer, JsonType::Number}))
        return FormWidget::Number;
    if (facts.allowsOnly({JsonType::String}))
        return FormWidget::Text;
    return facts.members.empty() ? FormWidget::Any : FormWidget::Source;
}

void readExamples(const SchemaFacts &facts, FormField &field)
{
    if (field.widget == FormWidget::Choice && !facts.choices)
        for (const SchemaJson *example : facts.examples)
            field.choices.push_back(rawOf(*example));
    if (facts.examples.empty())
        return;
    const SchemaJson &first = *facts.examples.front();
    field.sample = rawOf(first);
    if (first.is_string())
        field.example = stringOf(first.get_ref<const std::string &>());
    else if (!first.is_structured())
        field.example = QString::fromUtf8(field.sample);
}

}

QByteArray rawOf(const SchemaJson &value)
{
    return bytesOf(value.dump(-1, ' ', false, SchemaJson::error_handler_t::replace));
}

bool hasMembers(const SchemaFacts &facts)
{
    return facts.drawable && !facts.members.empty() && facts.widget != "pairs" &&
           (!facts.types || (facts.allows(JsonType::Object) && facts.allowsOnly({JsonType::Object})));
}

FormField fieldOf(const SchemaFacts &facts, const std::string &name, std::optional<TimeFormat> time)
{
    FormField field;
    field.label = facts.title.isEmpty() ? stringOf(name) : facts.title;
    field.help = facts.description;
    field.readOnly = facts.readOnly;
    field.deprecated = facts.deprecated;
    field.types = facts.types.value_or(std::vector<JsonType>());
    field.widget = widgetOf(facts);
    if (field.widget != FormWidget::Source && field.widget != FormWidget::Group)
        field.time = spellingOf(facts, time);
    if (field.time)
        field.widget = FormWidget::Time;
    if (facts.choices)
        for (const SchemaJson *choice : *facts.choices)
            if (field.choices.size() < mostChoices)
                field.choices.push_back(rawOf(*choice));
    readExamples(facts, field);
    return field;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/formbuilder.h"

#include "compose/formfield.h"
#include "event/utf8.h"
#include "service/jsontree.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <utility>

namespace eventscope {

namespace {

constexpr int mostFields = 2000;
constexpr int mostLevels = 32;
constexpr int levelsOfTemplate = 4;    // a template costs as much as so many objects
const char envelopeGroup[] = "envelope";

struct FormText {
    Q_DECLARE_TR_FUNCTIONS(eventscope::FormSpec)
};

double orderOf(const SchemaUse &use)
{
    for (const SchemaJson *schema : use.all)
        if (const SchemaJson &order = memberOf(*schema, "x-order"); order.is_number())
            return order.get<double>();
    return std::numeric_limits<double>::infinity();
}

std::vector<std::pair<std::string, SchemaUse>> ordered(const SchemaFacts &facts)
{
    auto members = facts.members;
    std::stable_sort(members.begin(), members.end(),
        [](const auto &left, const auto &right) { return orderOf(left.second) < orderOf(right.second); });
    return members;
}

// "Company: Name", but "Company keys" alone.
QString labelWithin(const QStringList &titles, const QString &label)
{
    QString whole = label;
    for (auto title = titles.crbegin(); title != titles.crend(); ++title)
        if (!title->isEmpty() && !label.startsWith(*title, Qt::CaseInsensitive))
            whole = FormText::tr("%1: %2", "object: field").arg(*title, whole);
    return whole;
}

bool isSideline(const FormSection &section)
{
    return std::all_of(section.fields.begin(), section.fields.end(),
        [](const FormField &field) { return field.deprecated || field.readOnly; });
}

}

FormBuilder::FormBuilder(const Service &service, QByteArrayView shape, QByteArrayView kind, QByteArrayView transport)
    : m_definition(service.definition())
    , m_shape(shape.toByteArray())
    , m_schemas(m_definition)
    , m_rules(formRules(m_definition, m_schemas, shape, kind, transport))
{}

FormSpec FormBuilder::build()
{
    const SchemaJson &shape = memberOf(memberOf(m_definition, "shapes"), m_shape.constData());
    if (!shape.is_object())
        return {};
    const SchemaJson &where = memberOf(shape, "schema");
    const SchemaJson *schema = where.is_string() ? m_schemas.resolve(where.get<std::string>()) : nullptr;
    Spot root;
    root.required = true;
    if (schema)
        lay({{schema}, {}, {schema}}, root, m_fields);
    layEnvelope();
    FormSpec spec;
    spec.sections = sections();
    spec.objects = std::move(m_objects);
    return spec;
}

void FormBuilder::layEnvelope()
{
    FormObject envelope;
    envelope.part = DraftPart::Envelope;
    envelope.label = FormText::tr("Sent beside the events");
    Spot root;
    root.part = DraftPart::Envelope;
    for (const SchemaJson &form : memberOf(m_definition, "envelopes")) {
        for (const auto &[name, schema] : memberOf(form, "with").items()) {
            const bool isKnown = std::find(envelope.names.begin(), envelope.names.end(), name) != envelope.names.end();
            const SchemaJson *target = schema.is_string() ? m_schemas.resolve(schema.get<std::string>()) : &schema;
            if (isKnown || !target)
                continue;
            Spot spot;
            spot.part = DraftPart::Envelope;
            spot.at = JsonPointer().child(name);
            spot.name = name;
            spot.required = isRequired({}, root, name);
            spot.parent = JsonPointer();
            spot.group = envelopeGroup;
            lay({{target}, {}, {target}}, spot, m_fields);
            envelope.names.push_back(name);
        }
    }
    std::sort(envelope.names.begin(), envelope.names.end());
    if (!envelope.names.empty())
        m_objects.push_back(std::move(envelope));
}

void FormBuilder::lay(const SchemaUse &use, const Spot &spot, Fields &fields)
{
    const SchemaFacts facts = m_schemas.read(switched(use, spot));
    if (!hasMembers(facts) || awaitsKind(spot) || spot.level >= mostLevels) {
        layField(facts, spot, fields);
        return;
    }
    if (!spot.isTemplate)
        noteObject(facts, spot);
    else if (spot.required && !spot.parent)
        m_needed.push_back(spot.at);
    layMembers(facts, spot, fields);
}

void FormBuilder::layField(const SchemaFacts &facts, const Spot &spot, Fields &fields)
{
    const auto &times = m_rules.of(spot.part).times;
    const auto time = spot.isTemplate ? times.end() : times.find(spot.at.text());
    FormField field = fieldOf(facts, spot.name, time == times.end() ? std::nullopt : std::optional(time->second));
    field.part = spot.part;
    field.at = spot.at;
    field.required = spot.required;
    field.parent = spot.parent;
    field.readOnly = field.readOnly || spot.readOnly;
    field.deprecated = field.deprecated || spot.deprecated;
    if (field.widget == FormWidget::Group || awaitsKind(spot))
        field.widget = FormWidget::Source;
    if (!spot.isTemplate) {
        field.secret = m_rules.isSecret(spot.at);
        field.kind =
            spot.part == DraftPart::Event && !m_rules.kindPointer.isEmpty() && spot.at.text() == m_rules.kindPointer;
        m_order.push_back(spot.at);
    }
    if (field.kind && field.choices.empty())
        for (const QByteArray &kind : m_rules.kinds)
            field.choices.push_back(quoted(viewOf(kind)));
    if (field.kind && field.widget != FormWidget::Source && !field.choices.empty())
        field.widget = FormWidget::Choice;
    if (spot.at.isRoot() && !spot.isTemplate) {
        field.widget = field.widget == FormWidget::Any ? FormWidget::Pairs : field.widget;
        field.widget = field.widget == FormWidget::Pairs ? field.widget : FormWidget::Source;
        field.label = field.label.isEmpty() ? FormText::tr("Members") : field.label;
    }
    ++m_laid;
    addTemplates(facts, spot, field);
    if (facts.group.isEmpty())
        fields.push_back({spot.group, spot.titles, spot.object, std::move(field)});
    else
        fields.push_back({facts.group, {}, spot.object, std::move(field)});
}

void FormBuilder::addTemplates(const SchemaFacts &facts, const Spot &spot, FormField &field)
{
    if (field.widget == FormWidget::List)
        field.item = templateOf(facts.items.value_or(SchemaUse()), spot);
    else if (field.widget == FormWidget::Pairs)
        field.item = templateOf(facts.further.value_or(SchemaUse()), spot);
}

void FormBuilder::layMembers(const SchemaFacts &facts, const Spot &spot, Fields &fields)
{
    for (const auto &[name, use] : ordered(facts)) {
        if (m_laid >= mostFields) {
            layRest(spot, fields);
            return;
        }
        lay(use, spotBelow(facts, spot, name), fields);
    }
}

// What is beyond the bound is shown and edited as source, all of an object as one field.
void FormBuilder::layRest(const Spot &object, Fields &fields)
{
    FormField rest;
    rest.part = object.part;
    rest.at = object.at;
    rest.label = FormText::tr("Further members");
    rest.help = FormText::tr("There are too many members for a form: edit these in the source.");
    rest.widget = FormWidget::Source;
    rest.parent = object.parent;
    fields.push_back({object.group, object.titles, object.object, std::move(rest)});
}

void FormBuilder::noteObject(const SchemaFacts &facts, const Spot &spot)
{
    FormObject object;
    object.part = spot.part;
    object.at = spot.at;
    object.label = facts.title.isEmpty() ? stringOf(spot.name) : facts.title;
    object.required = spot.required;
    object.parent = spot.parent;
    for (const auto &[name, use] : facts.members)
        object.names.push_back(name);
    std::sort(object.names.begin(), object.names.end());
    const std::vector<QByteArray> &strict = m_rules.of(spot.part).strict;
    const bool isStrict = facts.closed || std::find(strict.begin(), strict.end(), spot.at.text()) != strict.end();
    if (!isStrict && (facts.further || spot.at.isRoot()))
        object.member = templateOf(facts.further.value_or(SchemaUse()), spot);
    m_objects.push_back(std::move(object));
    m_order.push_back(spot.at);
}

FormBuilder::Spot FormBuilder::spotBelow(const SchemaFacts &facts, const Spot &object, const std::string &name) const
{
    Spot spot = object;
    spot.at = object.at.child(name);
    spot.name = name;
    spot.required = isRequired(facts, object, name);
    if (!object.required)
        spot.parent = object.at;
    spot.group = facts.group.isEmpty() ? object.group : facts.group;
    spot.object = facts.title.isEmpty() ? stringOf(object.name) : facts.title;
    if (!facts.group.isEmpty())
        spot.titles.clear();
    spot.titles.push_back(object.at.isRoot() ? QString() : spot.object);
    spot.readOnly = object.readOnly || facts.readOnly;
    spot.deprecated = object.deprecated || facts.deprecated;
    ++spot.level;
    return spot;
}

SchemaUse FormBuilder::switched(const SchemaUse &use, const Spot &spot) const
{
    SchemaUse both = use;
    const bool isSwitched = m_rules.body && !spot.isTemplate && spot.part == DraftPart::Event;
    if (isSwitched && spot.at.text() == m_rules.switchPointer)
        both.also({{m_rules.body}, {}, {m_rules.body}});
    return both;
}

bool FormBuilder::awaitsKind(const Spot &spot) const
{
    return !spot.isTemplate && spot.part == DraftPart::Event && !m_rules.body && !m_rules.switchPointer.isEmpty() &&
           spot.at.text() == m_rules.switchPointer;
}

bool FormBuilder::isRequired(const SchemaFacts &facts, const Spot &object, const std::string &name) const
{
    if (facts.required.contains(name))
        return true;
    const auto &byRules = m_rules.of(object.part).required;
    const auto found = object.isTemplate ? byRules.end() : byRules.find(object.at.text());
    return found != byRules.end() && std::find(found->second.begin(), found->second.end(), name) != found->second.end();
}

std::shared_ptr<const FormField> FormBuilder::templateOf(const SchemaUse &use, const Spot &around)
{
    Spot spot;
    spot.part = around.part;
    spot.required = true;
    spot.level = around.level + levelsOfTemplate;
    spot.isTemplate = true;
    const SchemaFacts facts = m_schemas.read(use);
    Fields fields;
    if (!hasMembers(facts) || spot.level >= mostLevels) {
        layField(facts, spot, fields);
        fields.front().field.required = false;
        return std::make_shared<const FormField>(std::move(fields.front().field));
    }
    FormField group = fieldOf(facts, {}, {});
    group.part = spot.part;
    std::vector<JsonPointer> needed = std::exchange(m_needed, {});
    layMembers(facts, spot, fields);
    group.needed = std::exchange(m_needed, std::move(needed));
    for (Laid &laid : fields) {
        laid.field.label = labelWithin(laid.titles, laid.field.label);
        group.fields.push_back(std::move(laid.field));
    }
    return std::make_shared<const FormField>(std::move(group));
}

FormBuilder::Placed FormBuilder::freshSection(const Laid &laid) const
{
    Placed fresh;
    if (laid.field.part == DraftPart::Envelope) {
        fresh.order = std::numeric_limits<double>::infinity();
        fresh.section = {envelopeGroup, FormText::tr("Sent beside the events"), false, {}};
        return fresh;
    }
    const SchemaJson &group = memberOf(memberOf(m_definition, "groups"), laid.group.constData());
    const SchemaJson &title = memberOf(group, "title");
    const SchemaJson &order = memberOf(group, "order");
    const SchemaJson &folded = memberOf(group, "folded");
    fresh.section.id = laid.group;
    fresh.section.title =
        title.is_string() ? stringOf(title.get_ref<const std::string &>()) : QString::fromUtf8(laid.group);
    fresh.section.folded = folded.is_boolean() && folded.get<bool>();
    fresh.order = order.is_number() ? order.get<double>() : std::numeric_limits<double>::max();
    return fresh;
}

// A label names the objects between the section and the field. The one that the section belongs to is left
// out: the only one in it, or that of the same title. Of fields with the same label still, each names its object.
void FormBuilder::Placed::label()
{
    const auto owner = [](const QStringList &around) { return around.value(0); };
    const bool isOwned = std::all_of(titles.begin(), titles.end(),
        [&](const QStringList &around) { return owner(around) == owner(titles.front()); });
    QHash<QString, int> counts;
    for (std::size_t i = 0; i < titles.size(); ++i) {
        if (isOwned || owner(titles[i]).compare(section.title, Qt::CaseInsensitive) == 0)
            titles[i] = titles[i].mid(1);
        section.fields[i].label = labelWithin(titles[i], section.fields[i].label);
        ++counts[section.fields[i].label];
    }
    for (std::size_t i = 0; i < titles.size(); ++i)
        if (counts.value(section.fields[i].label) > 1)
            section.fields[i].label = labelWithin({objects[i]}, section.fields[i].label);
}

std::vector<FormSection> FormBuilder::sections()
{
    std::vector<Placed> placed;
    for (Laid &laid : m_fields) {
        auto found = std::find_if(placed.begin(), placed.end(), [&](const Placed &one) {
            const DraftPart part = one.section.fields.front().part;
            return part == laid.field.part && (part == DraftPart::Envelope || one.section.id == laid.group);
        });
        if (found == placed.end())
            found = placed.insert(placed.end(), freshSection(laid));
        found->section.fields.push_back(std::move(laid.field));
        found->titles.push_back(laid.titles);
        found->objects.push_back(laid.object);
    }
    for (Placed &one : placed) {
        one.label();
        if (one.section.id.isEmpty() && !isSideline(one.section))
            one.order = std::numeric_limits<double>::lowest();
    }
    std::stable_sort(
        placed.begin(), placed.end(), [](const Placed &left, const Placed &right) { return left.order < right.order; });
    std::vector<FormSection> sections;
    sections.reserve(placed.size());
    for (Placed &one : placed)
        sections.push_back(std::move(one.section));
    return sections;
}

}

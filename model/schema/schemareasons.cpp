// SPDX-License-Identifier: GPL-3.0-or-later
// The words of each reason.
#include "schema/schemareasons.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "schema/schemasentences.h"

namespace eventscope::schema {

namespace {

const QByteArray nothing;

struct Wording {
    QString sentence;
    QString expected;
    QString found;
};

class Speaker {
public:
    Speaker(const Reasons &reasons, const Reason &reason)
        : m_reasons(reasons)
        , m_program(*reasons.program)
        , m_reason(reason)
    {}

    [[nodiscard]] Wording words() const;
    [[nodiscard]] QByteArray member() const;

private:
    [[nodiscard]] Wording ofValue() const;
    [[nodiscard]] Wording ofNumber() const;
    [[nodiscard]] Wording ofCount() const;
    [[nodiscard]] Wording ofMembers() const;
    [[nodiscard]] Wording ofForms() const;
    [[nodiscard]] Wording ofNot() const;
    [[nodiscard]] Wording ofLimit() const;

    [[nodiscard]] Wording mustBeValue(const QString &expected, const QString &found) const
    {
        return {isSaid() ? QString() : mustBe(subject(), expected, found), expected, found};
    }
    [[nodiscard]] Wording mustHaveCount(const QString &expected, const QString &found) const
    {
        return {isSaid() ? QString() : mustHave(subject(), expected, QString::number(m_reason.count)), expected, found};
    }
    // The subschema's own sentence is told then.
    [[nodiscard]] bool isSaid() const noexcept { return m_reason.say != none; }
    [[nodiscard]] QString subject() const { return subjectAt(m_reason.subject); }
    [[nodiscard]] QString subjectAt(std::uint32_t place) const;
    [[nodiscard]] QStringList names() const;
    [[nodiscard]] std::vector<JsonValue> allowedByForms() const;

    [[nodiscard]] JsonValue valueAt(std::uint32_t at) const { return {m_reasons.instance.tape(), at}; }
    [[nodiscard]] JsonValue seen() const { return valueAt(m_reason.seen); }
    [[nodiscard]] const Node &node() const { return m_program.nodes[m_reason.schema]; }
    [[nodiscard]] const std::string &nameOf(Index schema, std::uint32_t position) const
    {
        return m_program.objects[m_program.nodes[schema].object].properties[position].name;
    }
    [[nodiscard]] const std::vector<Index> &forms() const
    {
        const Applied &applied = m_program.applied[node().applied];
        return std::string_view(m_reason.keyword) == "oneOf" ? applied.oneOf : applied.anyOf;
    }

    const Reasons &m_reasons;
    const Program &m_program;
    const Reason &m_reason;
};

QString Speaker::subjectAt(std::uint32_t place) const
{
    const Subject &subject = m_reasons.subjects[place];
    switch (subject.kind) {
    case Subject::Kind::Whole:
        return tr("the value");
    case Subject::Kind::Member:
        return quotedName(valueAt(subject.key));
    case Subject::Kind::Name:
        return tr("the name %1").arg(quotedName(valueAt(subject.key)));
    case Subject::Kind::Item:
        break;
    }
    return tr("item %1 of %2").arg(QString::number(subject.place + 1), subjectAt(subject.around));
}

Wording Speaker::words() const
{
    switch (m_reason.words) {
    case Words::Type:
    case Words::Const:
    case Words::Enum:
    case Words::OfFormat:
    case Words::Match:
        return ofValue();
    case Words::Minimum:
    case Words::Maximum:
    case Words::ExclusiveMinimum:
    case Words::ExclusiveMaximum:
    case Words::MultipleOf:
        return ofNumber();
    case Words::Refused:
    case Words::UnknownHere:
    case Words::Missing:
    case Words::Dependent:
    case Words::Unique:
        return ofMembers();
    case Words::ManyForms:
    case Words::NoForm:
    case Words::SomeType:
    case Words::SomeName:
    case Words::SomeValue:
        return ofForms();
    case Words::NotMember:
    case Words::NotValue:
    case Words::NotType:
    case Words::NotForm:
        return ofNot();
    case Words::Steps:
    case Words::Depth:
    case Words::SlowPattern:
        return ofLimit();
    default:
        return ofCount();
    }
}

Wording Speaker::ofValue() const
{
    if (m_reason.words == Words::Type)
        return mustBeValue(described(node().types), described(seen()));
    const QString found = excerpt(seen());
    if (m_reason.words == Words::OfFormat)
        return mustBeValue(described(m_program.strings[node().string].format), found);
    if (m_reason.words == Words::Match)
        return mustBeValue(tr("a text that matches %1").arg(m_program.strings[node().string].pattern->text), found);
    const ValueRules &rules = m_program.values[node().values];
    if (m_reason.words == Words::Enum)
        return mustBeValue(listed(rules.allowed), found);
    const QString expected = excerpt(rules.constant);
    if (!rules.constant.isObject() && !rules.constant.isArray())
        return mustBeValue(expected, found);
    return {tr("%1 must be the one value that is allowed, but is %2").arg(subject(), found), expected, found};
}

Wording Speaker::ofNumber() const
{
    const NumberRules &rules = m_program.numbers[node().number];
    const QString found = excerpt(seen());
    switch (m_reason.words) {
    case Words::Minimum:
        return mustBeValue(tr("at least %1").arg(excerpt(rules.minimum.at)), found);
    case Words::Maximum:
        return mustBeValue(tr("at most %1").arg(excerpt(rules.maximum.at)), found);
    case Words::ExclusiveMinimum:
        return mustBeValue(tr("more than %1").arg(excerpt(rules.exclusiveMinimum.at)), found);
    case Words::ExclusiveMaximum:
        return mustBeValue(tr("less than %1").arg(excerpt(rules.exclusiveMaximum.at)), found);
    default:
        return mustBeValue(tr("a multiple of %1").arg(excerpt(rules.multipleOfAt)), found);
    }
}

Wording Speaker::ofCount() const
{
    const QString count = QString::number(m_reason.count);
    const auto empty = [this](const QString &expected, const QString &found) {
        return Wording{tr("%1 must not be empty").arg(subject()), expected, found};
    };
    switch (m_reason.words) {
    case Words::MinLength:
        if (m_reason.count == 0)
            return empty(tr("a text"), excerpt(seen()));
        return mustHaveCount(
            tr("at least %1 characters").arg(m_program.strings[node().string].minLength), excerpt(seen()));
    case Words::MaxLength:
        return mustHaveCount(
            tr("at most %1 characters").arg(m_program.strings[node().string].maxLength), excerpt(seen()));
    case Words::MinItems:
        if (m_reason.count == 0)
            return empty(tr("at least one item"), tr("an empty array"));
        return mustHaveCount(tr("at least %1 items").arg(m_program.arrays[node().array].minItems), count);
    case Words::MaxItems:
        return mustHaveCount(tr("at most %1 items").arg(m_program.arrays[node().array].maxItems), count);
    case Words::MinProperties:
        if (m_reason.count == 0)
            return empty(tr("at least one member"), tr("an empty object"));
        return mustHaveCount(tr("at least %1 members").arg(m_program.objects[node().object].minProperties), count);
    case Words::MaxProperties:
        return mustHaveCount(tr("at most %1 members").arg(m_program.objects[node().object].maxProperties), count);
    case Words::MaxContains:
        return mustHaveCount(
            tr("at most %1 items of the form asked for").arg(m_program.arrays[node().array].maxContains), count);
    default:
        break;
    }
    const std::uint64_t least = m_program.arrays[node().array].minContains;
    return mustHaveCount(least == 1 ? tr("at least one item of the form asked for")
                                    : tr("at least %1 items of the form asked for").arg(least),
        count);
}

Wording Speaker::ofMembers() const
{
    switch (m_reason.words) {
    case Words::Refused:
        return {tr("%1 must not be there").arg(subject()), {}, described(seen())};
    case Words::UnknownHere:
        return {tr("%1 is not known here").arg(subject()), {}, excerpt(seen())};
    case Words::Missing: {
        if (isSaid())
            return {};
        const QString name = quotedName(stringOf(nameOf(m_reason.schema, m_reason.position)));
        return {tr("%1 is missing").arg(name), {}, {}};
    }
    case Words::Dependent: {
        const Dependency &dependency = m_program.objects[node().object].dependencies[m_reason.count];
        const QString name = quotedName(stringOf(nameOf(m_reason.schema, m_reason.position)));
        const QString asking =
            quotedName(stringOf(nameOf(m_reason.schema, static_cast<std::uint32_t>(dependency.property))));
        return {tr("%1 is missing, which must be there beside %2").arg(name, asking), name, {}};
    }
    default:
        return {tr("the items of %1 must all differ, but %2 is there twice").arg(subject(), described(seen())),
            tr("different items"), described(seen())};
    }
}

QStringList Speaker::names() const
{
    QStringList names;
    for (std::uint64_t i = 0; i < m_reason.count; ++i) {
        const auto &[schema, position] = m_reasons.names[m_reason.position + i];
        names << quotedName(stringOf(nameOf(schema, position)));
    }
    return names;
}

std::vector<JsonValue> Speaker::allowedByForms() const
{
    std::vector<JsonValue> allowed;
    for (const Index form : forms()) {
        const ValueRules &rules = m_program.values[m_program.nodes[form].values];
        if (rules.constant)
            allowed.push_back(rules.constant);
        allowed.insert(allowed.end(), rules.allowed.begin(), rules.allowed.end());
    }
    return allowed;
}

Wording Speaker::ofForms() const
{
    switch (m_reason.words) {
    case Words::SomeType:
        return mustBeValue(described(static_cast<Types>(m_reason.count)), described(seen()));
    case Words::SomeValue:
        return mustBeValue(listed(allowedByForms()), excerpt(seen()));
    case Words::SomeName: {
        const QString expected = alternatives(names());
        return {tr("%1 is missing").arg(expected), expected, {}};
    }
    case Words::ManyForms:
        return {tr("%1 fits %2 of the %3 forms of which it must have exactly one")
                    .arg(subject(), QString::number(m_reason.count), QString::number(forms().size())),
            tr("exactly one form"), tr("%1 forms").arg(m_reason.count)};
    default:
        break;
    }
    const QString count = QString::number(forms().size());
    const QString sentence =
        m_reason.position == none
            ? tr("%1 fits none of the %2 forms it may have").arg(subject(), count)
            : tr("%1 fits none of the %2 forms it may have; the closest says: %3")
                  .arg(subject(), count, worded(m_reasons, m_reasons.closest[m_reason.position], Placed::No).sentence);
    return {sentence, tr("one of %1 forms").arg(count), described(seen())};
}

Wording Speaker::ofNot() const
{
    switch (m_reason.words) {
    case Words::NotMember:
        return {tr("%1 must not be there").arg(subject()), {}, excerpt(seen())};
    case Words::NotValue:
        return {tr("%1 must not be %2").arg(subject(), excerpt(seen())), {}, described(seen())};
    case Words::NotType:
        return {tr("%1 must not be %2").arg(subject(), described(m_program.nodes[m_reason.position].types)), {},
            described(seen())};
    default:
        return {tr("%1 has a form that is not allowed here").arg(subject()), {}, described(seen())};
    }
}

Wording Speaker::ofLimit() const
{
    switch (m_reason.words) {
    case Words::SlowPattern:
        return {
            tr("this value cannot be judged: the pattern %1 needs too many steps for it").arg(m_reason.pattern->text),
            {}, {}};
    case Words::Depth:
        return {tr("this value cannot be judged: it is nested too deeply for its schema"), {}, {}};
    default:
        return {tr("this value cannot be judged: its schema needs too many steps for it"), {}, {}};
    }
}

QByteArray Speaker::member() const
{
    if (m_reason.words == Words::Missing || m_reason.words == Words::Dependent)
        return bytesOf(nameOf(m_reason.schema, m_reason.position));
    if (m_reason.words != Words::SomeName)
        return {};
    const auto &[schema, position] = m_reasons.names[m_reason.position];
    return bytesOf(nameOf(schema, position));
}

QByteArray uriOf(const Program &program, const JsonTape *tape)
{
    for (const ForeignDocument &foreign : program.foreign) {
        if (foreign.document->root().tape() == tape)
            return foreign.uri;
    }
    return {};
}

}

const QByteArray &ruleOf(const Reasons &reasons, const Reason &reason) noexcept
{
    return reason.ruling.rule == none ? nothing : *reasons.program->notes[reason.ruling.rule].rule;
}

const QByteArray &severityOf(const Reasons &reasons, const Reason &reason) noexcept
{
    return reason.ruling.severity == none ? nothing : reasons.program->notes[reason.ruling.severity].severity;
}

SchemaFailure worded(const Reasons &reasons, const Reason &reason, Placed placed)
{
    const Program &program = *reasons.program;
    const JsonTape *tape = reasons.instance.tape();
    const Speaker speaker(reasons, reason);
    Wording wording = speaker.words();
    SchemaFailure failure;
    failure.at = JsonValue(tape, reason.at);
    if (reason.key != none)
        failure.key = JsonValue(tape, reason.key);
    failure.member = speaker.member();
    failure.keyword = reason.keyword;
    failure.rule = ruleOf(reasons, reason);
    failure.severity = severityOf(reasons, reason);
    if (reason.ruling.source != none)
        failure.source = program.notes[reason.ruling.source].source;
    if (reason.fix != none)
        failure.fix = program.notes[reason.fix].fix;
    failure.said = reason.say != none;
    failure.sentence = failure.said ? program.notes[reason.say].say : wording.sentence;
    failure.expected = std::move(wording.expected);
    failure.found = std::move(wording.found);
    if (placed == Placed::Yes && reason.schema != none) {
        const Node &node = program.nodes[reason.schema];
        failure.schemaPointer = pointerTo(node.source) + '/' + reason.keyword;
        failure.schemaUri = uriOf(program, node.source.tape());
    }
    return failure;
}

}

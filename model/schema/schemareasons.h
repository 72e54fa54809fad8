// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/jsonschema.h"
#include "schema/schemajudge.h"

#include <utility>
#include <vector>

// Why a value is refused, without words: numbers that refer to the program and to the tape.
namespace eventscope::schema {

enum class Words : std::uint8_t {
    Type,
    Const,
    Enum,
    Minimum,
    Maximum,
    ExclusiveMinimum,
    ExclusiveMaximum,
    MultipleOf,
    MinLength,    // here and below `count`: how many there are
    MaxLength,
    OfFormat,
    Match,
    MinItems,
    MaxItems,
    MinContains,
    MaxContains,
    MinProperties,
    MaxProperties,
    Unique,
    Refused,        // it must not be there
    UnknownHere,    // nothing speaks of the member or item
    Missing,        // `position`: the property
    Dependent,      // `position`: the property, `count`: the dependency that needs it
    ManyForms,      // `count` forms of oneOf fit
    NoForm,         // `position`: the closest form's first reason among `closest`, or none
    SomeType,       // `count`: all types that some form asks for
    SomeName,       // `position` and `count`: the range among `names` that the forms miss
    SomeValue,      // the forms are single values or lists of them
    NotMember,
    NotValue,
    NotType,    // `position`: the refused schema
    NotForm,
    Steps,
    Depth,
    SlowPattern,
};

// What a sentence is about.
struct Subject {
    enum class Kind : std::uint8_t { Whole, Member, Name, Item };

    Kind kind = Kind::Whole;
    std::uint32_t key = 0;       // of Member and Name
    std::uint64_t place = 0;     // of Item, from 0
    std::uint32_t around = 0;    // of Item: what it is one of
};

// The notes that say what a failure reports.
struct Ruling {
    Index rule = none;
    Index severity = none;
    Index source = none;
};

struct Reason {
    const char *keyword = nullptr;
    Words words = Words::Type;
    std::uint32_t at = 0;
    Index key = none;
    std::uint32_t seen = 0;    // the value or key that the words are about
    Index schema = none;       // whose keyword it is
    Ruling ruling;
    Index say = none;    // the note with the subschema's own sentence
    Index fix = none;    // the note with its fix
    std::uint32_t subject = 0;
    std::uint32_t position = 0;
    std::uint64_t count = 0;
    const NamedPattern *pattern = nullptr;
};

// All of one value. Filled again and again without giving its memory back.
struct Reasons {
    const Program *program = nullptr;
    JsonValue instance;
    std::vector<Reason> all;
    std::vector<Reason> closest;
    std::vector<Subject> subjects;
    std::vector<std::pair<Index, std::uint32_t>> names;    // properties, by node and position

    void start(const Program &of, JsonValue value)
    {
        program = &of;
        instance = value;
        all.clear();
        closest.clear();
        subjects.clear();
        names.clear();
    }
};

// The place of a reason in the text, to sort by.
[[nodiscard]] inline std::uint32_t placeOf(const Reasons &reasons, const Reason &reason) noexcept
{
    return reasons.instance.tape()->nodes()[reason.key != none ? reason.key : reason.at].offset;
}

// The whole failure, its sentence made; or all but the keyword's place in its document, which takes most
// of the time.
enum class Placed : bool { No, Yes };
[[nodiscard]] SchemaFailure worded(const Reasons &reasons, const Reason &reason, Placed placed);

[[nodiscard]] const QByteArray &ruleOf(const Reasons &reasons, const Reason &reason) noexcept;
[[nodiscard]] const QByteArray &severityOf(const Reasons &reasons, const Reason &reason) noexcept;

}

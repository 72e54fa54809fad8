// SPDX-License-Identifier: GPL-3.0-or-later
// Which keywords there are, in which draft, and by which vocabulary they count.
#include "event/tr.h"
#include "event/utf8.h"
#include "schema/schemacompiler.h"

#include <algorithm>
#include <array>

namespace eventscope::schema {

struct Compiler::Keyword {
    std::string_view name;
    Handler handler;
    Bits vocabulary = coreVocabulary;
    Bits drafts = bothDrafts;
};

const Compiler::Keyword *Compiler::keywordFor(std::string_view name) noexcept
{
    using C = Compiler;
    constexpr Bits core = coreVocabulary;
    constexpr Bits apply = applicatorVocabulary;
    constexpr Bits check = validationVocabulary;
    constexpr Bits rest = unevaluatedVocabulary;
    constexpr Bits note = annotationVocabulary;
    static constexpr std::array keywords{
        Keyword{"$comment", &C::annotation},
        Keyword{"title", &C::annotation, core},
        Keyword{"description", &C::annotation, core},
        Keyword{"default", &C::annotation, core},
        Keyword{"examples", &C::annotation, core},
        Keyword{"deprecated", &C::annotation, core},
        Keyword{"readOnly", &C::annotation, core},
        Keyword{"writeOnly", &C::annotation, core},
        Keyword{"contentEncoding", &C::annotation, core},
        Keyword{"contentMediaType", &C::annotation, core},
        Keyword{"contentSchema", &C::ignored, core, draft2020},
        Keyword{"$schema", &C::ignored},
        Keyword{"$vocabulary", &C::ignored, core, draft2020},
        Keyword{"$id", &C::identifier},
        Keyword{"$anchor", &C::anchor, core, draft2020},
        Keyword{"$dynamicAnchor", &C::anchor, core, draft2020},
        Keyword{"$defs", &C::definitions, core, draft2020},
        Keyword{"definitions", &C::definitions},
        Keyword{"$ref", &C::reference},
        Keyword{"$dynamicRef", &C::dynamicReference, core, draft2020},
        Keyword{"type", &C::type, check},
        Keyword{"enum", &C::enumeration, check},
        Keyword{"const", &C::constant, check},
        Keyword{"minimum", &C::minimum, check},
        Keyword{"maximum", &C::maximum, check},
        Keyword{"exclusiveMinimum", &C::exclusiveMinimum, check},
        Keyword{"exclusiveMaximum", &C::exclusiveMaximum, check},
        Keyword{"multipleOf", &C::multipleOf, check},
        Keyword{"minLength", &C::minLength, check},
        Keyword{"maxLength", &C::maxLength, check},
        Keyword{"pattern", &C::pattern, check},
        Keyword{"format", &C::format, Bits(note | assertedFormatVocabulary)},
        Keyword{"minItems", &C::minItems, check},
        Keyword{"maxItems", &C::maxItems, check},
        Keyword{"uniqueItems", &C::uniqueItems, check},
        Keyword{"minContains", &C::minContains, check, draft2020},
        Keyword{"maxContains", &C::maxContains, check, draft2020},
        Keyword{"prefixItems", &C::prefixItems, apply, draft2020},
        Keyword{"items", &C::items, apply},
        Keyword{"additionalItems", &C::additionalItems, apply, draft07},
        Keyword{"contains", &C::contains, apply},
        Keyword{"minProperties", &C::minProperties, check},
        Keyword{"maxProperties", &C::maxProperties, check},
        Keyword{"required", &C::required, check},
        Keyword{"dependentRequired", &C::dependentRequired, check, draft2020},
        Keyword{"dependentSchemas", &C::dependentSchemas, apply, draft2020},
        Keyword{"dependencies", &C::dependencies, apply, draft07},
        Keyword{"properties", &C::properties, apply},
        Keyword{"patternProperties", &C::patternProperties, apply},
        Keyword{"additionalProperties", &C::additionalProperties, apply},
        Keyword{"propertyNames", &C::propertyNames, apply},
        Keyword{"unevaluatedItems", &C::unevaluatedItems, rest, draft2020},
        Keyword{"unevaluatedProperties", &C::unevaluatedProperties, rest, draft2020},
        Keyword{"allOf", &C::allOf, apply},
        Keyword{"anyOf", &C::anyOf, apply},
        Keyword{"oneOf", &C::oneOf, apply},
        Keyword{"not", &C::negation, apply},
        Keyword{"if", &C::condition, apply},
        Keyword{"then", &C::thenBranch, apply},
        Keyword{"else", &C::elseBranch, apply},
        Keyword{"x-rule", &C::ruleNote},
        Keyword{"x-severity", &C::severityNote},
        Keyword{"x-say", &C::sayNote},
        Keyword{"x-source", &C::sourceNote},
        Keyword{"x-fix", &C::fixNote},
    };
    static constexpr Keyword extension{"x-", &C::annotation};
    const auto it = std::find_if(keywords.begin(), keywords.end(), [name](const Keyword &k) { return k.name == name; });
    if (it != keywords.end())
        return &*it;
    return name.starts_with("x-") ? &extension : nullptr;
}

bool Compiler::isAnnotation(std::string_view name) noexcept
{
    const Keyword *keyword = keywordFor(name);
    return keyword != nullptr && keyword->handler == &Compiler::annotation;
}

// One keyword of the schema that is compiled. What its draft does not have is unknown there; what its
// vocabularies leave out is known and does not count.
void Compiler::compileKeyword(Draft &draft, std::string_view name, JsonValue value)
{
    const Keyword *keyword = keywordFor(name);
    if (keyword == nullptr || (keyword->drafts & m_dialect.draft) == 0)
        noteUnknown(value, tr("the keyword “%1” is not known").arg(stringOf(name)));
    else if ((keyword->vocabulary & m_dialect.vocabularies) != 0)
        (this->*keyword->handler)(draft, value);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
// Any schema, the first line, and any instance, the rest: it ends, and what accepts() says failures() explains.
#include "event/utf8.h"
#include "schema/jsonschema.h"
#include "schema/schemadocument.h"

#include <cstdio>
#include <cstdlib>

using namespace eventscope;

namespace {

void require(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

void judge(const JsonSchema &schema, const JsonTape &tape)
{
    const bool accepted = schema.accepts(tape.root());
    const auto failures = schema.failures(tape.root(), 100);
    require(accepted == failures.empty(), "accepts() and failures() say otherwise");
    require(accepted == schema.failures(tape.root(), 1).empty(), "the limit changes the verdict");
    for (const SchemaFailure &failure : failures) {
        require(failure.at && failure.at.tape() == &tape, "a failure is at no value");
        require(!failure.keyword.isEmpty() && !failure.sentence.isEmpty(), "a failure says nothing");
    }
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char *>(data), size);
    const auto line = std::min(input.find('\n'), input.size());
    const auto document = SchemaDocument::read(bytesOf(input.substr(0, line)));
    if (!document)
        return 0;
    const auto schema = JsonSchema::compile(document);
    if (!schema) {
        require(!schema.error().reason.isEmpty(), "a refusal says nothing");
        return 0;
    }
    (void)(*schema)->propertyNames();
    (void)(*schema)->unknownKeywords();
    (void)(*schema)->fixes();
    const std::string text(input.substr(std::min(line + 1, input.size())));
    JsonTape tape;
    if (tape.read(text))
        judge(**schema, tape);
    // The schema is an instance too.
    judge(**schema, *document->root().tape());
    return 0;
}

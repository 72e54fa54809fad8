// SPDX-License-Identifier: GPL-3.0-or-later
// The tape agrees with the slow parser on any bytes, and what is done with a value holds.
#include "event/jsontext.h"
#include "event/utf8.h"
#include "referencejson.h"

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

void compareWithReference(const JsonTape &tape, bool read, const std::string &text)
{
    if (!read && tape.fault().kind == JsonFault::Kind::TooDeep)
        return;
    test::ReferenceParser parser(text);
    const std::optional<test::ReferenceValue> expected = parser.parse();
    require(read == expected.has_value(), "one reads it, the other does not");
    if (!read) {
        require(tape.fault().offset == parser.faultOffset(), "the fault is elsewhere");
        require(!tape.fault().sentence.isEmpty(), "nothing is said of the fault");
        return;
    }
    std::vector<JsonNode> nodes;
    test::flatten(*expected, nodes);
    require(nodes.size() == tape.nodes().size(), "other nodes");
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const JsonNode &a = nodes[i];
        const JsonNode &b = tape.nodes()[i];
        require(a.offset == b.offset && a.length == b.length && a.next == b.next && a.kind == b.kind &&
                    a.escaped == b.escaped && a.lone == b.lone && a.integral == b.integral,
            "another node");
    }
}

void use(JsonValue value)
{
    (void)value.integer();
    (void)value.number();
    if (!value.isString())
        return;
    const std::string decoded = value.string();
    require(value.stringEquals(decoded), "a string is not itself");
    JsonTape again;
    const QByteArray written = quoted(std::string_view(decoded));
    require(again.read(viewOf(written)) && again.root().string() == decoded, "a string does not come back");
}

void edit(const JsonTape &tape, const QByteArray &text, JsonValue value)
{
    const Result<JsonPointer> at = JsonPointer::parse(viewOf(pointerTo(value)));
    require(at.has_value(), "a pointer is none");
    JsonTape after;
    const Result<std::vector<TextEdit>> set = editToSet(tape, *at, "17");
    require(set.has_value(), "a value that is there cannot be set");
    const QByteArray edited = applied(text, *set);
    require(after.read(viewOf(edited)) && at->in(after.root()).raw() == "17", "a value was not set");
    if (at->isRoot())
        return;
    const Result<std::vector<TextEdit>> removal = editToRemove(tape, *at);
    require(removal.has_value(), "a value that is there cannot be removed");
    const QByteArray shorter = applied(text, *removal);
    require(after.read(viewOf(shorter)), "a removal breaks the text");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    JsonTape tape;
    const bool read = tape.read(text);
    compareWithReference(tape, read, text);
    (void)editsToStripComments(text);
    (void)placeOf(text, tape.fault().offset);
    if (!read)
        return 0;
    const QByteArray bytes = bytesOf(text);
    for (std::uint32_t i = 0; i < tape.nodes().size() && i < 40; ++i) {
        use({&tape, i});
        edit(tape, bytes, {&tape, i});
    }
    return 0;
}

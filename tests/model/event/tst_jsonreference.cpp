// SPDX-License-Identifier: GPL-3.0-or-later
// The tape and the edits beside a slow parser and a plain tree, on random texts.
#include "event/jsontext.h"
#include "event/nameprint.h"
#include "event/utf8.h"
#include "referencejson.h"
#include "testmain.h"

#include <algorithm>
#include <set>

using namespace eventscope;
using test::RandomJson;
using test::ReferenceParser;
using test::ReferenceValue;

namespace {

bool operator==(const JsonNode &a, const JsonNode &b)
{
    return a.offset == b.offset && a.length == b.length && a.next == b.next && a.kind == b.kind &&
           a.escaped == b.escaped && a.lone == b.lone && a.integral == b.integral && a.powered == b.powered;
}

// Whether some object has a name twice.
bool repeatsNames(JsonValue value)
{
    std::set<std::string> names;
    for (const JsonMember member : value.members()) {
        if (!names.insert(member.key.string()).second || repeatsNames(member.value))
            return true;
    }
    for (const JsonValue item : value.items()) {
        if (repeatsNames(item))
            return true;
    }
    return false;
}

// Empty when what the tape tells of names and escapes is so.
QByteArray untruth(const JsonTape &tape)
{
    bool escaped = false;
    bool escapedName = false;
    for (std::uint32_t i = 0; i < tape.nodes().size(); ++i) {
        const JsonValue value(&tape, i);
        escaped = escaped || value.node().escaped;
        for (const JsonMember member : value.members()) {
            const JsonNode &key = member.key.node();
            escapedName = escapedName || key.escaped;
            if (key.print != (key.escaped ? 0 : nameprint::of(member.key.string())))
                return "print: " + bytesOf(tape.text());
        }
    }
    if (tape.hasEscapes() != escaped)
        return "escapes: " + bytesOf(tape.text());
    const bool mayRepeat = escapedName || repeatsNames(tape.root());
    return tape.mayRepeatNames() == mayRepeat ? QByteArray() : "names: " + bytesOf(tape.text());
}

// Empty when tape and reference agree about the text.
QByteArray disagreement(JsonTape &tape, const std::string &text)
{
    ReferenceParser parser(text);
    const std::optional<ReferenceValue> expected = parser.parse();
    const bool read = tape.read(text);
    if (read != expected.has_value())
        return "read: " + QByteArray::number(read) + " of " + bytesOf(text) + ": " + tape.fault().sentence.toUtf8();
    if (!read) {
        const bool told = !tape.fault().sentence.isEmpty() && tape.isEmpty();
        return told && tape.fault().offset == parser.faultOffset()
                   ? QByteArray()
                   : "fault at " + QByteArray::number(tape.fault().offset) + " and not " +
                         QByteArray::number(qulonglong(parser.faultOffset())) + ": " + bytesOf(text);
    }
    std::vector<JsonNode> nodes;
    test::flatten(*expected, nodes);
    const bool same = std::equal(nodes.begin(), nodes.end(), tape.nodes().begin(), tape.nodes().end(),
        [](const JsonNode &a, const JsonNode &b) { return a == b; });
    return same ? untruth(tape) : "nodes: " + bytesOf(text);
}

// A value without its spacing, keys decoded.
QByteArray canonical(JsonValue value)
{
    QByteArray text;
    if (value.isObject()) {
        for (const JsonMember member : value.members())
            text += quoted(std::string_view(member.key.string())) + ':' + canonical(member.value) + ',';
        return '{' + text + '}';
    }
    if (value.isArray()) {
        for (const JsonValue item : value.items())
            text += canonical(item) + ',';
        return '[' + text + ']';
    }
    return bytesOf(value.raw());
}

// The plain tree that edits are compared with.
struct Plain {
    QByteArray raw;    // of a scalar
    char kind = 's';
    std::vector<std::pair<std::string, Plain>> children;

    static Plain of(JsonValue value)
    {
        Plain plain;
        plain.kind = value.isObject() ? '{' : value.isArray() ? '[' : 's';
        plain.raw = plain.kind == 's' ? bytesOf(value.raw()) : QByteArray();
        for (const JsonMember member : value.members())
            plain.children.emplace_back(member.key.string(), of(member.value));
        for (const JsonValue item : value.items())
            plain.children.emplace_back(std::string(), of(item));
        return plain;
    }

    QByteArray canonical() const
    {
        if (kind == 's')
            return raw;
        QByteArray text;
        for (const auto &[key, child] : children)
            text += (kind == '{' ? quoted(std::string_view(key)) + ':' : QByteArray()) + child.canonical() + ',';
        return kind + text + (kind == '{' ? '}' : ']');
    }

    // The child of that token, or one behind the last.
    std::size_t place(const std::string &token) const
    {
        if (kind == '[')
            return token == "-" ? children.size() : std::min(std::stoul(token), children.size());
        for (std::size_t i = children.size(); i > 0; --i)
            if (children[i - 1].first == token)
                return i - 1;
        return children.size();
    }

    void set(const std::vector<std::string> &tokens, std::size_t from, const QByteArray &value)
    {
        if (from == tokens.size()) {
            JsonTape tape;
            *this = tape.read(viewOf(value)) ? of(tape.root()) : Plain();
            return;
        }
        const std::size_t at = place(tokens[from]);
        if (at == children.size()) {
            Plain fresh;
            fresh.kind = '{';
            children.emplace_back(tokens[from], fresh);
        }
        children[at].second.set(tokens, from + 1, value);
    }
};

// A random way into the value: mostly to something that is there, sometimes beyond.
JsonPointer randomPointer(RandomJson &random, JsonValue root)
{
    JsonPointer pointer;
    JsonValue at = root;
    while (at.isObject() || at.isArray()) {
        const int count = int(at.size());
        const int chosen = random.below(count + 2);
        if (chosen > count)
            break;
        if (chosen == count) {
            pointer = pointer.child(at.isArray() ? "-" : "new \xC3\xA9/~");
            return random.below(2) ? pointer.child("deeper") : pointer;
        }
        if (at.isArray()) {
            pointer = pointer.child(std::to_string(chosen));
        } else {
            auto member = at.members().begin();
            for (int i = 0; i < chosen; ++i)
                ++member;
            pointer = pointer.child((*member).key.string());
        }
        at = pointer.in(root);
    }
    return pointer;
}

}

class TestJsonReference : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void agreesOnValidTexts();
    void agreesOnBrokenTexts();
    void agreesOnShortTexts();
    void tellsNamesThatRepeat();
    void stringsComeBack();
    void setsAsATreeDoes();
    void removesAsATreeDoes();
    void stripsOnlyComments();
};

void TestJsonReference::agreesOnValidTexts()
{
    RandomJson random(1);
    JsonTape tape;
    for (int i = 0; i < 20'000; ++i) {
        const std::string text = (i % 50 ? "" : "\xEF\xBB\xBF") + random.space() + random.value(4) + random.space();
        QVERIFY2(tape.read(text), text.c_str());
        const QByteArray difference = disagreement(tape, text);
        QVERIFY2(difference.isEmpty(), difference.constData());
    }
}

void TestJsonReference::agreesOnBrokenTexts()
{
    RandomJson random(2);
    JsonTape tape;
    int broken = 0;
    for (int i = 0; i < 60'000; ++i) {
        const std::string text = random.mutated(random.value(3));
        const QByteArray difference = disagreement(tape, text);
        QVERIFY2(difference.isEmpty(), difference.constData());
        broken += tape.isEmpty() ? 1 : 0;
    }
    QVERIFY(broken > 20'000);
}

// Every text of up to four of the bytes that the grammar is made of.
void TestJsonReference::agreesOnShortTexts()
{
    const std::string bytes = "{}[]\",:01-.eE+tn\\u /\x01\xC3\xA9";
    JsonTape tape;
    std::string text;
    for (int length = 0; length <= 4; ++length) {
        std::vector<std::size_t> digits(std::size_t(length), 0);
        while (true) {
            text.clear();
            for (const std::size_t digit : digits)
                text += bytes[digit];
            const QByteArray difference = disagreement(tape, text);
            QVERIFY2(difference.isEmpty(), difference.constData());
            std::size_t place = 0;
            while (place < digits.size() && ++digits[place] == bytes.size())
                digits[place++] = 0;
            if (place == digits.size())
                break;
        }
    }
}

void TestJsonReference::tellsNamesThatRepeat()
{
    RandomJson random(5);
    JsonTape tape;
    for (int i = 0; i < 3'000; ++i) {
        const int count = random.below(i % 10 == 0 ? 200 : 40);
        std::string text = "{";
        for (int member = 0; member < count; ++member) {
            const std::string name(std::size_t(random.below(20)), 'x');
            const std::string number = random.below(30) == 0 ? "" : std::to_string(member);
            text += (member > 0 ? ",\"" : "\"") + number + name + (random.below(2) ? number : "") + "\":";
            text += random.below(5) == 0 ? R"({"a":[{"b":1}],"b":2})" : "1";
        }
        text += "}";
        QVERIFY(tape.read(text));
        constexpr int surelyFew = 12;
        if (count <= surelyFew)
            QCOMPARE(untruth(tape), QByteArray());
        QVERIFY2(tape.mayRepeatNames() || !repeatsNames(tape.root()), text.c_str());
    }
}

void TestJsonReference::stringsComeBack()
{
    RandomJson random(3);
    JsonTape tape;
    JsonTape again;
    for (int i = 0; i < 20'000; ++i) {
        const std::string text = random.string();
        QVERIFY(tape.read(text));
        const std::string decoded = tape.root().string();
        const QByteArray written = quoted(std::string_view(decoded));
        QVERIFY(again.read(viewOf(written)));
        QCOMPARE(again.root().string(), decoded);
        QVERIFY(tape.root().stringEquals(decoded));
        if (!tape.root().node().lone)
            QCOMPARE(quoted(stringOf(decoded)), written);
    }
}

void TestJsonReference::setsAsATreeDoes()
{
    RandomJson random(4);
    JsonTape tape;
    JsonTape after;
    int made = 0;
    for (int i = 0; i < 20'000; ++i) {
        const QByteArray text = bytesOf(random.value(4));
        QVERIFY(tape.read(viewOf(text)));
        const JsonPointer at = randomPointer(random, tape.root());
        const QByteArray value = bytesOf(random.value(1));
        const Result<std::vector<TextEdit>> edits = editToSet(tape, at, value);
        if (!edits)
            continue;
        const QByteArray edited = applied(text, *edits);
        QVERIFY2(after.read(viewOf(edited)), edited.constData());
        Plain expected = Plain::of(tape.root());
        expected.set(at.tokens(), 0, value);
        QCOMPARE(canonical(after.root()), expected.canonical());
        const std::vector<std::string> &tokens = at.tokens();
        if (std::find(tokens.begin(), tokens.end(), "-") == tokens.end())
            QCOMPARE(bytesOf(at.in(after.root()).raw()), value);
        ++made;
    }
    QVERIFY(made > 15'000);
}

void TestJsonReference::removesAsATreeDoes()
{
    RandomJson random(5);
    JsonTape tape;
    JsonTape after;
    int made = 0;
    for (int i = 0; i < 20'000; ++i) {
        const QByteArray text = bytesOf(random.container('{', '}', 4));
        QVERIFY(tape.read(viewOf(text)));
        const JsonPointer at = randomPointer(random, tape.root());
        if (at.isRoot() || !at.in(tape.root()))
            continue;
        const Result<std::vector<TextEdit>> edits = editToRemove(tape, at);
        QVERIFY_RESULT(edits);
        const QByteArray edited = applied(text, *edits);
        QVERIFY2(after.read(viewOf(edited)), edited.constData());
        Plain expected = Plain::of(tape.root());
        Plain *parent = &expected;
        const JsonPointer above = at.parent();
        for (const std::string &token : above.tokens())
            parent = &parent->children[parent->place(token)].second;
        parent->children.erase(parent->children.begin() + std::ptrdiff_t(parent->place(at.tokens().back())));
        QCOMPARE(canonical(after.root()), expected.canonical());
        ++made;
    }
    QVERIFY(made > 3'000);
}

void TestJsonReference::stripsOnlyComments()
{
    RandomJson random(6);
    JsonTape tape;
    JsonTape stripped;
    for (int i = 0; i < 5'000; ++i) {
        const std::string text = random.value(4);
        QVERIFY(tape.read(text));
        QVERIFY(editsToStripComments(text).empty());
        // Comments wherever a token ends.
        std::string commented = "// first \"{\n";
        std::size_t at = 0;
        for (const JsonNode &node : tape.nodes()) {
            commented += text.substr(at, node.offset - at) + random.one({"", "/* \"* } */", "// [ \"\n"});
            at = node.offset;
        }
        commented += text.substr(at) + "/**/ // last";
        const QByteArray plain = applied(bytesOf(commented), editsToStripComments(commented));
        QVERIFY2(stripped.read(viewOf(plain)), plain.constData());
        QCOMPARE(canonical(stripped.root()), canonical(tape.root()));
    }
}

QTEST_GUILESS_MAIN(TestJsonReference)
#include "tst_jsonreference.moc"

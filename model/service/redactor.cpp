// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/redactor.h"

#include "event/utf8.h"
#include "service/service.h"

#include <algorithm>
#include <charconv>

namespace eventscope {

namespace {

// Where in a string's raw text each byte of its decoded text comes from; one more for the end.
std::vector<std::uint32_t> originsOf(std::string_view inside, std::string &decoded)
{
    std::vector<std::uint32_t> origins;
    const auto add = [&](std::string_view bytes, std::size_t from) {
        decoded += bytes;
        origins.insert(origins.end(), bytes.size(), static_cast<std::uint32_t>(from));
    };
    for (std::size_t at = 0; at < inside.size();) {
        if (inside[at] != '\\') {
            add(inside.substr(at, 1), at);
            ++at;
            continue;
        }
        unsigned unit = 0;
        const bool unicode = inside[at + 1] == 'u';
        if (unicode)
            std::from_chars(inside.data() + at + 2, inside.data() + at + 6, unit, 16);
        // What is not ASCII is in no key: any other byte stands for it.
        const char byte =
            unicode ? (unit < 0x80 ? static_cast<char>(unit) : '\xFF') : (inside[at + 1] == '/' ? '/' : ' ');
        add(std::string_view(&byte, 1), at);
        at += unicode ? 6 : 2;
    }
    origins.push_back(static_cast<std::uint32_t>(inside.size()));
    return origins;
}

TextEdit replacement(std::size_t begin, std::size_t end, QByteArray text)
{
    return {static_cast<quint32>(begin), static_cast<quint32>(end - begin), std::move(text)};
}

}

Redactor::Redactor(KeyKinds keys, std::vector<JsonPointer> secrets, std::vector<std::string> headers)
    : m_keys(std::move(keys))
    , m_secrets(std::move(secrets))
    , m_names(std::move(headers))
{
    m_headers = {"authorization"};
    for (const std::string &header : m_names)
        m_headers.push_back(QByteArray::fromStdString(header).toLower().toStdString());
    for (const JsonPointer &secret : m_secrets) {
        if (!secret.isRoot())
            m_names.push_back(secret.tokens().back());
    }
    std::sort(m_names.begin(), m_names.end());
    m_names.erase(std::unique(m_names.begin(), m_names.end()), m_names.end());
}

std::vector<TextEdit> Redactor::edits(JsonValue root) const
{
    std::vector<TextEdit> edits;
    if (!root)
        return edits;
    Nodes secret;
    for (const JsonPointer &pointer : m_secrets)
        collect(root, pointer, 0, secret);
    collectHeaders(root, secret);
    std::sort(secret.begin(), secret.end());
    secret.erase(std::unique(secret.begin(), secret.end()), secret.end());
    for (const std::uint32_t index : secret)
        replaceWhole({root.tape(), index}, edits);

    if (!m_keys.mayHoldMasked(root.raw()))
        return edits;
    const std::vector<JsonNode> &nodes = root.tape()->nodes();
    for (std::uint32_t index = root.index(); index < root.node().next; ++index) {
        if (nodes[index].kind == JsonKind::String && !std::binary_search(secret.begin(), secret.end(), index))
            maskWithin({root.tape(), index}, edits);
    }
    std::sort(edits.begin(), edits.end(), [](const TextEdit &a, const TextEdit &b) { return a.offset < b.offset; });
    return edits;
}

// Every value that the pointer can mean: duplicates of each of its names are followed too.
void Redactor::collect(JsonValue value, const JsonPointer &pointer, std::size_t depth, Nodes &nodes) const
{
    if (depth == pointer.tokens().size())
        return collectScalars(value, nodes);
    const std::string &token = pointer.tokens()[depth];
    if (value.isObject()) {
        for (const auto &[key, member] : value.members()) {
            if (key.stringEquals(token))
                collect(member, pointer, depth + 1, nodes);
        }
    } else if (value.isArray()) {
        JsonPointer step;
        if (const JsonValue item = step.child(token).in(value))
            collect(item, pointer, depth + 1, nodes);
    }
}

bool Redactor::isHeader(JsonValue name) const
{
    const std::size_t length = name.length() - 2;
    const bool likely = name.node().escaped || std::any_of(m_headers.begin(), m_headers.end(),
                                                   [&](const auto &header) { return header.size() == length; });
    if (!likely)
        return false;
    std::string buffer;
    const QByteArray lower = bytesOf(name.string(buffer)).toLower();
    return std::find(m_headers.begin(), m_headers.end(), viewOf(lower)) != m_headers.end();
}

// Requests that were logged whole carry their headers: what stands behind an auth header's name is a
// credential wherever it stands. Most events have no such text at all.
void Redactor::collectHeaders(JsonValue root, Nodes &nodes) const
{
    const std::vector<JsonNode> &tape = root.tape()->nodes();
    bool found = false;
    for (std::uint32_t index = root.index(); index < root.node().next && !found; ++index)
        found = tape[index].kind == JsonKind::String && isHeader({root.tape(), index});
    std::vector<JsonValue> open;
    if (found)
        open.push_back(root);
    while (!open.empty()) {
        const JsonValue next = open.back();
        open.pop_back();
        for (const auto &[key, member] : next.members()) {
            if (isHeader(key))
                collectScalars(member, nodes);
            else
                open.push_back(member);
        }
        for (const JsonValue item : next.items())
            open.push_back(item);
    }
}

// A secret that is no string is one all the same, wherever in the value it stands, however deep.
void Redactor::collectScalars(JsonValue value, Nodes &nodes)
{
    std::vector<JsonValue> open{value};
    while (!open.empty()) {
        const JsonValue next = open.back();
        open.pop_back();
        for (const auto &[key, member] : next.members())
            open.push_back(member);
        for (const JsonValue item : next.items())
            open.push_back(item);
        if (next.isString() || next.isNumber())
            nodes.push_back(next.index());
    }
}

void Redactor::replaceWhole(JsonValue scalar, std::vector<TextEdit> &edits) const
{
    const std::size_t begin = scalar.offset();
    const std::size_t end = begin + scalar.length();
    if (scalar.isNumber()) {
        edits.push_back(replacement(begin, end, '"' + fingerprint(scalar.raw(), {}) + '"'));
        return;
    }
    std::string buffer;
    const std::string_view text = scalar.string(buffer);
    const bool fingerprinted =
        isFingerprint(text) &&
        (text.size() == fingerprintTailLength || m_keys.isPrefix(text.substr(0, text.size() - fingerprintTailLength)));
    if (!text.empty() && !fingerprinted)
        edits.push_back(replacement(begin + 1, end - 1, fingerprint(text, m_keys.prefixOf(text))));
}

void Redactor::maskWithin(JsonValue string, std::vector<TextEdit> &edits) const
{
    const std::string_view inside = string.raw().substr(1, string.length() - 2);
    const std::size_t base = string.offset() + 1;
    std::string decoded;
    std::vector<std::uint32_t> origins;
    if (string.node().escaped)
        origins = originsOf(inside, decoded);
    const std::string_view text = origins.empty() ? inside : std::string_view(decoded);
    for (auto span = m_keys.findMasked(text, 0); span; span = m_keys.findMasked(text, span->end)) {
        const std::string_view key = text.substr(span->begin, span->end - span->begin);
        const std::size_t begin = origins.empty() ? span->begin : origins[span->begin];
        const std::size_t end = origins.empty() ? span->end : origins[span->end];
        edits.push_back(replacement(base + begin, base + end, fingerprint(key, m_keys.prefixOf(key))));
    }
}

}

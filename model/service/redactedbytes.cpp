// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "service/redactor.h"
#include "service/service.h"

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

constexpr char notAscii = '\xFF';

bool isWord(char c) noexcept
{
    return KeyKinds::isKeyCharacter(c) && c != '_' && c != '-';
}

bool isSpace(char c) noexcept
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

int hexDigit(char c) noexcept
{
    const char l = lower(c);
    return l >= '0' && l <= '9' ? l - '0' : l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// A name as it is compared: case, '_' and '-' do not count.
std::string folded(std::string_view name)
{
    std::string result;
    for (const char c : name) {
        if (c != '_' && c != '-')
            result += lower(c);
    }
    return result;
}

// Looks for secrets in bytes that need not be JSON, nor even text: `\u0061` is read as the letter it
// means and NUL bytes are passed over, so that neither escapes nor UTF-16 hide a key. Rather too much
// is replaced than too little.
class ByteRedactor {
public:
    ByteRedactor(std::string_view bytes, const std::vector<ServicePtr> &services);

    [[nodiscard]] QByteArray result();

private:
    struct Symbol {
        char c = 0;
        std::size_t next = 0;    // behind it; where there is none, the same place
    };

    [[nodiscard]] Symbol symbolAt(std::size_t at) const noexcept;
    [[nodiscard]] std::size_t passSpace(std::size_t at) const noexcept;
    [[nodiscard]] std::size_t passText(std::size_t at, std::string_view text) const noexcept;
    [[nodiscard]] std::size_t passFolded(std::size_t at, std::string_view folded) const noexcept;
    [[nodiscard]] std::size_t passRun(std::size_t at, std::string_view further) const noexcept;

    bool tryName(std::size_t at);
    bool tryKey(std::size_t at);
    bool tryCredential(std::size_t at);
    bool value(std::size_t at);
    [[nodiscard]] std::size_t quotedEnd(std::size_t at, char quote, std::size_t backslashes) const noexcept;
    [[nodiscard]] std::size_t nestedEnd(std::size_t at) const noexcept;
    [[nodiscard]] std::size_t bareEnd(std::size_t at) const noexcept;
    bool replace(std::size_t begin, std::size_t end, std::string_view quote = {});
    [[nodiscard]] std::string_view prefixOf(std::string_view key) const;
    [[nodiscard]] bool isKnownFingerprint(std::string_view text) const;

    std::string_view m_bytes;
    const std::vector<ServicePtr> &m_services;
    std::vector<std::string> m_names;
    std::vector<std::string_view> m_prefixes;
    std::array<bool, 256> m_starts{};
    QByteArray m_out;
    std::size_t m_done = 0;    // bytes already in m_out
};

ByteRedactor::ByteRedactor(std::string_view bytes, const std::vector<ServicePtr> &services)
    : m_bytes(bytes)
    , m_services(services)
{
    m_names.emplace_back("authorization");
    for (const ServicePtr &service : services) {
        for (const std::string &name : service->redactor().names())
            m_names.push_back(folded(name));
        for (const std::string_view prefix : service->redactor().keys().maskedPrefixes())
            m_prefixes.push_back(prefix);
    }
    std::erase(m_names, std::string());
    std::sort(m_names.begin(), m_names.end());
    m_names.erase(std::unique(m_names.begin(), m_names.end()), m_names.end());
    const auto mark = [&](char c) { m_starts[static_cast<unsigned char>(c)] = true; };
    for (const std::string &name : m_names) {
        mark(name.front());
        mark(name.front() >= 'a' && name.front() <= 'z' ? static_cast<char>(name.front() - 32) : name.front());
    }
    for (const std::string_view prefix : m_prefixes)
        mark(prefix.front());
    for (const char c : {'b', 'B', '\\'})
        mark(c);
}

QByteArray ByteRedactor::result()
{
    for (std::size_t at = 0; at < m_bytes.size();) {
        const bool candidate = m_starts[static_cast<unsigned char>(m_bytes[at])];
        if (candidate && (tryName(at) || tryCredential(at) || tryKey(at)))
            at = m_done;
        else
            ++at;
    }
    m_out.append(m_bytes.data() + m_done, static_cast<qsizetype>(m_bytes.size() - m_done));
    return m_out;
}

ByteRedactor::Symbol ByteRedactor::symbolAt(std::size_t at) const noexcept
{
    while (at < m_bytes.size() && m_bytes[at] == '\0')
        ++at;
    if (at >= m_bytes.size())
        return {0, at};
    if (m_bytes[at] != '\\')
        return {m_bytes[at], at + 1};
    if (m_bytes.size() - at >= 2 && m_bytes[at + 1] == '/')
        return {'/', at + 2};
    if (m_bytes.size() - at < 6 || m_bytes[at + 1] != 'u')
        return {'\\', at + 1};
    int unit = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
        const int digit = hexDigit(m_bytes[i]);
        if (digit < 0)
            return {'\\', at + 1};
        unit = unit * 16 + digit;
    }
    return {unit > 0 && unit < 0x80 ? static_cast<char>(unit) : notAscii, at + 6};
}

std::size_t ByteRedactor::passSpace(std::size_t at) const noexcept
{
    for (Symbol s = symbolAt(at); isSpace(s.c); s = symbolAt(at))
        at = s.next;
    return at;
}

// Behind the text, or npos where it does not stand there.
std::size_t ByteRedactor::passText(std::size_t at, std::string_view text) const noexcept
{
    for (const char c : text) {
        const Symbol s = symbolAt(at);
        if (s.c != c)
            return std::string_view::npos;
        at = s.next;
    }
    return at;
}

std::size_t ByteRedactor::passFolded(std::size_t at, std::string_view name) const noexcept
{
    for (std::size_t i = 0; i < name.size();) {
        const Symbol s = symbolAt(at);
        if (lower(s.c) == name[i])
            ++i;
        else if (i == 0 || (s.c != '_' && s.c != '-'))
            return std::string_view::npos;
        at = s.next;
    }
    return at;
}

std::size_t ByteRedactor::passRun(std::size_t at, std::string_view further) const noexcept
{
    for (Symbol s = symbolAt(at); KeyKinds::isKeyCharacter(s.c) || (s.c && further.find(s.c) != further.npos);
         s = symbolAt(at))
        at = s.next;
    return at;
}

bool ByteRedactor::tryName(std::size_t at)
{
    if (at > 0 && isWord(m_bytes[at - 1]))
        return false;
    for (const std::string &name : m_names) {
        std::size_t behind = passFolded(at, name);
        if (behind == std::string_view::npos || KeyKinds::isKeyCharacter(symbolAt(behind).c))
            continue;
        while (m_bytes.size() > behind && (m_bytes[behind] == '\\' || m_bytes[behind] == '\0'))
            ++behind;
        const Symbol quote = symbolAt(behind);
        if (quote.c == '"' || quote.c == '\'')
            behind = quote.next;
        behind = passSpace(behind);
        const Symbol separator = symbolAt(behind);
        if ((separator.c == ':' || separator.c == '=') && value(separator.next))
            return true;
    }
    return false;
}

// The value behind a secret's name and separator.
bool ByteRedactor::value(std::size_t at)
{
    at = passSpace(at);
    std::size_t backslashes = 0;
    while (at < m_bytes.size() && (m_bytes[at] == '\\' || m_bytes[at] == '\0'))
        backslashes += m_bytes[at++] == '\\' ? 1 : 0;
    const Symbol first = symbolAt(at);
    if (first.c == '"' || first.c == '\'')
        return replace(first.next, quotedEnd(first.next, first.c, backslashes));
    if (first.c == '{' || first.c == '[')
        return replace(at, nestedEnd(at), "\"");
    for (const std::string_view scheme : {"bearer", "basic"}) {
        const std::size_t behind = passFolded(at, scheme);
        if (behind != std::string_view::npos && isSpace(symbolAt(behind).c))
            at = passSpace(behind);
    }
    const std::size_t end = bareEnd(at);
    const std::string_view bare = m_bytes.substr(at, end - at);
    return bare != "null" && bare != "true" && bare != "false" && replace(at, end);
}

std::size_t ByteRedactor::quotedEnd(std::size_t at, char quote, std::size_t backslashes) const noexcept
{
    std::size_t before = 0;
    for (; at < m_bytes.size(); ++at) {
        const char c = m_bytes[at];
        if (c == quote && (backslashes > 0 ? before <= backslashes : before % 2 == 0))
            return at - before * (backslashes > 0 ? 1 : 0);
        before = c == '\\' ? before + 1 : 0;
    }
    return at;
}

std::size_t ByteRedactor::nestedEnd(std::size_t at) const noexcept
{
    for (std::size_t depth = 0; at < m_bytes.size(); ++at) {
        const char c = m_bytes[at];
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at + 1;
    }
    return at;
}

std::size_t ByteRedactor::bareEnd(std::size_t at) const noexcept
{
    while (at < m_bytes.size() && !isSpace(m_bytes[at]) &&
           std::string_view(",;}])&\"'").find(m_bytes[at]) == std::string_view::npos)
        ++at;
    return at;
}

// A key by its masked prefix. In bytes no word boundary is asked for before it: what stands there may
// be half an escape.
bool ByteRedactor::tryKey(std::size_t at)
{
    for (const std::string_view prefix : m_prefixes) {
        const std::size_t behind = passText(at, prefix);
        if (behind == std::string_view::npos)
            continue;
        const std::size_t end = passRun(behind, {});
        if (end - behind >= KeyKinds::shortestSecret && replace(at, end))
            return true;
    }
    return false;
}

bool ByteRedactor::tryCredential(std::size_t at)
{
    constexpr std::size_t shortest = 6;
    if (at > 0 && isWord(m_bytes[at - 1]))
        return false;
    for (const std::string_view scheme : {"bearer", "basic"}) {
        const std::size_t behind = passFolded(at, scheme);
        if (behind == std::string_view::npos || !isSpace(symbolAt(behind).c))
            continue;
        const std::size_t begin = passSpace(behind);
        const std::size_t end = passRun(begin, "._~+/=");
        const std::string_view text = m_bytes.substr(begin, end - begin);
        // An ordinary word is no credential.
        const bool word = std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        if (text.size() >= shortest && !word && replace(begin, end))
            return true;
    }
    return false;
}

// False, and nothing done, where there is nothing to hide. What had brackets gets quotes, so that where
// it ends is seen again.
bool ByteRedactor::replace(std::size_t begin, std::size_t end, std::string_view quote)
{
    begin = std::min(begin, end);
    const std::string_view secret = m_bytes.substr(begin, end - begin);
    const bool rest = isFingerprintTail(m_bytes, end) && prefixOf(secret) == secret;
    if (begin < m_done || secret.empty() || rest || isKnownFingerprint(secret))
        return false;
    m_out.append(m_bytes.data() + m_done, static_cast<qsizetype>(begin - m_done));
    const QByteArray around = bytesOf(quote);
    m_out.append(around + fingerprint(secret, prefixOf(secret)) + around);
    m_done = end;
    return true;
}

std::string_view ByteRedactor::prefixOf(std::string_view key) const
{
    std::string_view longest;
    for (const ServicePtr &service : m_services) {
        const std::string_view prefix = service->redactor().keys().prefixOf(key);
        longest = prefix.size() > longest.size() ? prefix : longest;
    }
    return longest;
}

bool ByteRedactor::isKnownFingerprint(std::string_view text) const
{
    if (!isFingerprint(text))
        return false;
    const std::string_view prefix = text.substr(0, text.size() - fingerprintTailLength);
    return prefix.empty() || prefixOf(prefix) == prefix;
}

}

QByteArray redactedBytes(const QByteArray &bytes, const std::vector<ServicePtr> &services)
{
    return ByteRedactor(viewOf(bytes), services).result();
}

}

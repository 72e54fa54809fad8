// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsonwalk.h"

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

namespace {

constexpr std::uint64_t everyByte(std::uint8_t byte)
{
    return 0x0101010101010101ull * byte;
}

// The high bit of each byte that ends a plain run of a string: a quote, a backslash, a control
// character, anything beyond ASCII. Exact up to the first one.
inline std::uint64_t stringStops(std::uint64_t word)
{
    const std::uint64_t quote = word ^ everyByte('"');
    const std::uint64_t backslash = word ^ everyByte('\\');
    return ((word - everyByte(0x20)) | (quote - everyByte(1)) | (backslash - everyByte(1)) | word) & everyByte(0x80);
}

#ifdef __SSE2__
// A bit for each of sixteen bytes that ends a plain run; as signed numbers what is beyond ASCII is below
// the control characters.
inline std::uint32_t stringStops16(const char *at)
{
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
    const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), others)));
}
#endif

inline bool isPlain(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

inline bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

inline bool isDigit(char c)
{
    return static_cast<unsigned char>(c - '0') < 10;
}

// The value of four hexadecimal digits, or a negative number.
inline int hexQuad(const char *at)
{
    int value = 0;
    for (int i = 0; i < 4; ++i) {
        const auto c = static_cast<unsigned char>(at[i]);
        const auto letter = static_cast<unsigned char>((c | 0x20) - 'a');
        if (isDigit(at[i]))
            value = value * 16 + (c - '0');
        else if (letter < 6)
            value = value * 16 + letter + 10;
        else
            return -1;
    }
    return value;
}

// One walk over one text. Each step leaves m_at behind what it took, or notes the stop and fails.
class Walk {
public:
    Walk(std::string_view text, std::size_t from, std::uint32_t levels, std::vector<JsonNode> &nodes,
        std::vector<std::uint32_t> &open)
        : m_begin(text.data())
        , m_at(text.data() + from)
        , m_end(text.data() + text.size())
        , m_levels(levels)
        , m_nodes(nodes)
        , m_open(open)
        , m_next(nodes.data())
        , m_last(nodes.data() + nodes.size())
    {}

    JsonWalkEnd run()
    {
        skipSpace();
        bool good = value(JsonStop::Value);
        while (good && !m_open.empty())
            good = m_opened ? first() : next();
        m_nodes.resize(count());
        if (!good)
            return m_stop;
        skipSpace();
        if (m_at != m_end)
            stop(JsonStop::Trailing, m_at);
        return m_stop;
    }

private:
    bool stop(JsonStop what, const char *at)
    {
        m_stop = {what, static_cast<std::size_t>(at - m_begin)};
        return false;
    }

    void skipSpace()
    {
        if (m_at != m_end && *m_at > ' ')
            return;
        while (m_at != m_end && isSpace(*m_at))
            ++m_at;
    }

    [[nodiscard]] bool meets(char c) const { return m_at != m_end && *m_at == c; }

    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(m_next - m_nodes.data()); }

    // The nodes of the text before are there to be written over: most are as long as the last one.
    [[gnu::noinline]] static void grow(std::vector<JsonNode> &nodes)
    {
        constexpr std::size_t atLeast = 32;
        nodes.resize(nodes.size() + nodes.size() / 2 + atLeast);
    }

    JsonNode &lay(const char *start, JsonKind kind)
    {
        if (m_next == m_last) {
            const std::size_t laid = count();
            grow(m_nodes);
            m_next = m_nodes.data() + laid;
            m_last = m_nodes.data() + m_nodes.size();
        }
        JsonNode &node = *m_next++;
        node = {static_cast<std::uint32_t>(start - m_begin), static_cast<std::uint32_t>(m_at - start), count(), kind,
            false, false, false};
        return node;
    }

    // Behind an opening bracket that is not closed at once.
    bool first()
    {
        m_opened = false;
        return m_object ? key(JsonStop::FirstKey) && value(JsonStop::Value) : value(JsonStop::FirstItem);
    }

    // Behind a value that stands in an array or object.
    bool next()
    {
        skipSpace();
        if (meets(',')) {
            const char *const comma = m_at++;
            skipSpace();
            if (meets('}') || meets(']'))
                return stop(JsonStop::Comma, comma);
            return (!m_object || key(JsonStop::Key)) && value(JsonStop::Value);
        }
        if (!meets(m_object ? '}' : ']'))
            return stop(m_object ? JsonStop::MemberEnd : JsonStop::ItemEnd, m_at);
        close();
        return true;
    }

    bool key(JsonStop missing)
    {
        if (!meets('"'))
            return stop(missing, m_at);
        if (!string())
            return false;
        skipSpace();
        if (!meets(':'))
            return stop(JsonStop::Colon, m_at);
        ++m_at;
        skipSpace();
        return true;
    }

    // A scalar or an empty container is taken whole; of others the opening bracket.
    bool value(JsonStop missing)
    {
        if (m_at == m_end)
            return stop(missing, m_at);
        switch (*m_at) {
        case '"':
            return string();
        case '{':
            return open(JsonKind::Object, '}');
        case '[':
            return open(JsonKind::Array, ']');
        case 't':
            return literal("true", JsonKind::True);
        case 'f':
            return literal("false", JsonKind::False);
        case 'n':
            return literal("null", JsonKind::Null);
        default:
            return *m_at == '-' || isDigit(*m_at) ? number() : stop(missing, m_at);
        }
    }

    bool open(JsonKind kind, char closing)
    {
        if (m_open.size() == m_levels)
            return stop(JsonStop::Deep, m_at);
        const char *const start = m_at++;
        m_open.push_back(count());
        lay(start, kind);
        m_object = kind == JsonKind::Object;
        skipSpace();
        if (meets(closing))
            close();
        else
            m_opened = true;
        return true;
    }

    void close()
    {
        JsonNode &node = m_nodes[m_open.back()];
        node.length = static_cast<std::uint32_t>(++m_at - m_begin) - node.offset;
        node.next = count();
        m_open.pop_back();
        m_object = !m_open.empty() && m_nodes[m_open.back()].kind == JsonKind::Object;
    }

    bool literal(std::string_view word, JsonKind kind)
    {
        if (static_cast<std::size_t>(m_end - m_at) < word.size() || std::memcmp(m_at, word.data(), word.size()) != 0)
            return stop(JsonStop::Literal, m_at);
        const char *const start = m_at;
        m_at += word.size();
        lay(start, kind);
        return true;
    }

    // At least one digit, all of them.
    bool digits()
    {
        const char *const start = m_at;
        while (m_at != m_end && isDigit(*m_at))
            ++m_at;
        return m_at != start;
    }

    bool number()
    {
        const char *const start = m_at;
        m_at += *m_at == '-' ? 1 : 0;
        const bool zero = meets('0');
        const char *const whole = m_at;
        if (!digits() || (zero && m_at - whole > 1))
            return stop(JsonStop::Number, start);
        bool integral = true;
        if (meets('.')) {
            integral = false;
            ++m_at;
            if (!digits())
                return stop(JsonStop::Number, start);
        }
        if (meets('e') || meets('E')) {
            integral = false;
            ++m_at;
            m_at += meets('+') || meets('-') ? 1 : 0;
            if (!digits())
                return stop(JsonStop::Number, start);
        }
        lay(start, JsonKind::Number).integral = integral;
        return true;
    }

    bool string()
    {
        const char *const start = m_at++;
        bool escaped = false;
        bool lone = false;
        while (true) {
            skipPlain();
            if (m_at == m_end)
                return stop(JsonStop::StringEnd, m_at);
            if (*m_at == '"')
                break;
            if (*m_at == '\\') {
                escaped = true;
                if (!escape(lone))
                    return false;
            } else if (!beyondAscii()) {
                return false;
            }
        }
        ++m_at;
        JsonNode &node = lay(start, JsonKind::String);
        node.escaped = escaped;
        node.lone = lone;
        return true;
    }

    void skipPlain()
    {
#ifdef __SSE2__
        while (m_end - m_at >= 32) {
            if (const std::uint32_t stops = stringStops16(m_at) | stringStops16(m_at + 16) << 16) {
                m_at += std::countr_zero(stops);
                return;
            }
            m_at += 32;
        }
#endif
        if constexpr (std::endian::native == std::endian::little) {
            while (m_end - m_at >= 8) {
                std::uint64_t word;
                std::memcpy(&word, m_at, sizeof word);
                if (const std::uint64_t stops = stringStops(word)) {
                    m_at += std::countr_zero(stops) / 8;
                    return;
                }
                m_at += 8;
            }
        }
        while (m_at != m_end && isPlain(*m_at))
            ++m_at;
    }

    bool beyondAscii()
    {
        if (static_cast<unsigned char>(*m_at) < 0x20)
            return stop(JsonStop::Control, m_at);
        const std::size_t length = utf8SequenceLength(m_at, m_end);
        if (length == 0)
            return stop(JsonStop::Encoding, m_at);
        m_at += length;
        return true;
    }

    bool escape(bool &lone)
    {
        if (m_end - m_at < 2)
            return stop(JsonStop::StringEnd, m_end);
        switch (m_at[1]) {
        case '"':
        case '\\':
        case '/':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't':
            m_at += 2;
            return true;
        case 'u':
            return unicodeEscape(lone);
        default:
            return stop(JsonStop::Escape, m_at);
        }
    }

    bool unicodeEscape(bool &lone)
    {
        if (m_end - m_at < 6)
            return cutEscape();
        const int unit = hexQuad(m_at + 2);
        if (unit < 0)
            return stop(JsonStop::Escape, m_at);
        m_at += 6;
        if (unit < 0xD800 || unit > 0xDFFF)
            return true;
        const bool high = unit < 0xDC00;
        const bool pair =
            high && m_end - m_at >= 6 && m_at[0] == '\\' && m_at[1] == 'u' && (hexQuad(m_at + 2) >> 10) == 0x37;
        if (pair)
            m_at += 6;
        else
            lone = true;
        return true;
    }

    // Fewer than four characters are left behind `\u`.
    bool cutEscape()
    {
        for (const char *at = m_at + 2; at != m_end; ++at) {
            const char quad[4] = {*at, '0', '0', '0'};
            if (hexQuad(quad) < 0)
                return stop(JsonStop::Escape, m_at);
        }
        return stop(JsonStop::StringEnd, m_end);
    }

    const char *m_begin;
    const char *m_at;
    const char *m_end;
    std::uint32_t m_levels;
    bool m_object = false;    // the innermost open bracket is a brace
    bool m_opened = false;    // and nothing has been read behind it yet
    JsonWalkEnd m_stop;
    std::vector<JsonNode> &m_nodes;
    std::vector<std::uint32_t> &m_open;
    JsonNode *m_next;
    JsonNode *m_last;
};

}

// All in one, so that the walk's place stays in registers.
[[gnu::flatten]] JsonWalkEnd walkJson(std::string_view text, std::size_t from, std::uint32_t levels,
    std::vector<JsonNode> &nodes, std::vector<std::uint32_t> &open)
{
    open.clear();
    return Walk(text, from, levels, nodes, open).run();
}

std::size_t utf8SequenceLength(const char *at, const char *end) noexcept
{
    const auto byte = [at](int i) { return static_cast<unsigned char>(at[i]); };
    const auto follows = [&](int i, unsigned low = 0x80, unsigned high = 0xBF) {
        return end - at > i && byte(i) >= low && byte(i) <= high;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return follows(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool second = follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
        return second && follows(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool second = follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
        return second && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

}

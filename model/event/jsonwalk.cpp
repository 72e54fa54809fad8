// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsonwalk.h"

#include "event/jsonbytes.h"
#include "event/jsonescape.h"
#include "event/jsonnodewriter.h"
#include "event/nameprint.h"

#include <cstring>
#include <utility>

namespace eventscope {

namespace {

using namespace jsonbytes;

// One walk over one text. Each step leaves m_at behind what it took, or notes the stop and fails.
//
// Where the text is bracketed (its last byte closes something), nothing but that bracket and the inside of
// strings can reach the end, and only they look for it.
template <bool bracketed>
class Walk {
public:
    Walk(std::string_view text, std::size_t from, std::uint32_t levels, std::vector<JsonNode> &nodes,
        std::vector<std::uint32_t> &open)
        : m_begin(text.data())
        , m_at(text.data() + from)
        , m_end(text.data() + text.size())
        , m_blocks(text.size() < blockSize ? m_begin : m_end - (blockSize - 1))
        , m_levels(levels)
        , m_nodes(nodes)
        , m_open(open)
    {}

    JsonWalkEnd run()
    {
        skipSpaceToEnd();
        bool good = meets('{') || meets('[') ? open() : scalar(JsonStop::Value, nullptr);
        while (good && !m_open.empty())
            good = m_object ? members() : items();
        m_nodes.finish();
        if (!good)
            return m_stop;
        skipSpaceToEnd();
        if (m_at != m_end)
            stop(JsonStop::Trailing, m_at);
        return m_stop;
    }

private:
    bool stop(JsonStop what, const char *at)
    {
        m_stop.stop = what;
        m_stop.offset = static_cast<std::size_t>(at - m_begin);
        return false;
    }

    void skipSpaceToEnd()
    {
        while (m_at != m_end && isSpace(*m_at))
            ++m_at;
    }

    [[nodiscard]] bool isAtEnd() const { return !bracketed && m_at == m_end; }

    void skipSpace()
    {
        if (isAtEnd() || *m_at > ' ')
            return;
        while (!isAtEnd() && isSpace(*m_at))
            ++m_at;
    }

    [[nodiscard]] bool meets(char c) const { return !isAtEnd() && *m_at == c; }

    // From `start` to here. The other members are those of `form`.
    void lay(const char *start, const JsonNode &form)
    {
        m_nodes.lay(static_cast<std::uint32_t>(start - m_begin), static_cast<std::uint32_t>(m_at - start), form);
    }

    // From behind an opening brace, or behind a member, to the end of the object or into its next container.
    bool members()
    {
        const char *comma = nullptr;
        if (!std::exchange(m_opened, false) && !follows(comma, JsonStop::MemberEnd))
            return m_stop.complete();
        if (!meets('"'))
            return missing(comma == nullptr ? JsonStop::FirstKey : JsonStop::Key, comma);
        while (true) {
            if (!key())
                return false;
            const bool isText = meets('"');
            if (!isText && (meets('{') || meets('[')))
                return open();
            if (isText ? !string() : !scalar(JsonStop::Value, nullptr))
                return false;
            if (nextKey(comma))
                continue;
            if (!follows(comma, JsonStop::MemberEnd))
                return m_stop.complete();
            if (!meets('"'))
                return missing(JsonStop::Key, comma);
        }
    }

    // A comma and a quote right behind it.
    bool nextKey(const char *&comma)
    {
        if (!bracketed || m_at[0] != ',' || m_at[1] != '"')
            return false;
        comma = m_at++;
        return true;
    }

    // The same of an array.
    bool items()
    {
        const char *comma = nullptr;
        while (std::exchange(m_opened, false) || follows(comma, JsonStop::ItemEnd)) {
            if (meets('{') || meets('['))
                return open();
            if (!scalar(comma == nullptr ? JsonStop::FirstItem : JsonStop::Value, comma))
                return false;
        }
        return m_stop.complete();
    }

    // Whether a comma, and with it more, follows a member or item. Otherwise the container is closed, or the
    // stop noted.
    bool follows(const char *&comma, JsonStop neither)
    {
        if (m_at == m_end)
            return stop(neither, m_at);
        skipSpace();
        if (meets(',')) {
            comma = m_at++;
            skipSpace();
            return true;
        }
        if (!meets(m_object ? '}' : ']'))
            return stop(neither, m_at);
        close();
        return false;
    }

    // Neither key nor value. `comma`: that stands right before, where one does.
    bool missing(JsonStop what, const char *comma)
    {
        const bool closes = meets('}') || meets(']');
        return comma != nullptr && closes ? stop(JsonStop::Comma, comma) : stop(what, m_at);
    }

    bool key()
    {
        const char *const start = m_at;
        if (!string())
            return false;
        noteName(start, m_nodes.last());
        if (bracketed && m_at[0] == ':' && m_at[1] > ' ') {
            ++m_at;
            return true;
        }
        skipSpace();
        if (!meets(':'))
            return stop(JsonStop::Colon, m_at);
        ++m_at;
        skipSpace();
        return true;
    }

    void noteName(const char *start, JsonNode &name)
    {
        if (name.escaped) {
            m_stop.mayRepeatNames = true;
            return;
        }
        name.print = nameprint::ofQuoted(start, static_cast<std::size_t>(m_at - start), m_begin);
        const std::uint64_t bit = std::uint64_t(1) << (name.print & 63);
        if ((m_names & bit) != 0 && !m_stop.mayRepeatNames)
            m_stop.mayRepeatNames = mayRepeatName(m_begin, m_nodes.data(), m_open.back(), m_nodes.count() - 1);
        m_names |= bit;
    }

    bool scalar(JsonStop without, const char *comma)
    {
        if (isAtEnd())
            return stop(without, m_at);
        if (*m_at == '"')
            return string();
        switch (*m_at) {
        case 't':
            return literal("true", JsonKind::True);
        case 'f':
            return literal("false", JsonKind::False);
        case 'n':
            return literal("null", JsonKind::Null);
        default:
            return *m_at == '-' || isDigit(*m_at) ? number() : missing(without, comma);
        }
    }

    // An empty container is taken whole; of others the opening bracket.
    bool open()
    {
        if (m_open.size() == m_levels)
            return stop(JsonStop::Deep, m_at);
        if (m_object)
            keepNames(m_nodes[m_open.back()]);
        const char *const start = m_at++;
        m_object = *start == '{';
        m_names = 0;
        m_open.push_back(m_nodes.count());
        lay(start, JsonNode{.kind = m_object ? JsonKind::Object : JsonKind::Array});
        skipSpace();
        if (meets(m_object ? '}' : ']'))
            close();
        else
            m_opened = true;
        return true;
    }

    void close()
    {
        JsonNode &node = m_nodes[m_open.back()];
        node.length = static_cast<std::uint32_t>(++m_at - m_begin) - node.offset;
        node.next = m_nodes.count();
        m_open.pop_back();
        m_object = !m_open.empty() && m_nodes[m_open.back()].kind == JsonKind::Object;
        if (m_object)
            m_names = keptNames(m_nodes[m_open.back()]);
    }

    // What is not known of an object before it ends gives room for the names seen in it while another
    // container is open.
    void keepNames(JsonNode &object) const
    {
        object.length = static_cast<std::uint32_t>(m_names);
        object.next = static_cast<std::uint32_t>(m_names >> 32);
    }
    [[nodiscard]] static std::uint64_t keptNames(const JsonNode &object)
    {
        return object.length | std::uint64_t(object.next) << 32;
    }

    bool literal(std::string_view word, JsonKind kind)
    {
        if (static_cast<std::size_t>(m_end - m_at) < word.size() || std::memcmp(m_at, word.data(), word.size()) != 0)
            return stop(JsonStop::Literal, m_at);
        const char *const start = m_at;
        m_at += word.size();
        lay(start, JsonNode{.kind = kind});
        return true;
    }

    // At least one digit, all of them.
    bool digits()
    {
        const char *const start = m_at;
        while (!isAtEnd() && isDigit(*m_at))
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
        bool powered = false;
        if (meets('.')) {
            integral = false;
            ++m_at;
            if (!digits())
                return stop(JsonStop::Number, start);
        }
        if (meets('e') || meets('E')) {
            integral = false;
            powered = true;
            ++m_at;
            m_at += meets('+') || meets('-') ? 1 : 0;
            if (!digits())
                return stop(JsonStop::Number, start);
        }
        lay(start, JsonNode{.kind = JsonKind::Number, .integral = integral, .powered = powered});
        return true;
    }

    bool string()
    {
        static constexpr JsonNode plain{.kind = JsonKind::String};
        const char *const start = m_at++;
        if (!reachesQuote())
            return restOfString(start);
        ++m_at;
        lay(start, plain);
        return true;
    }

    // Takes what is plain as far as whole blocks go.
    bool reachesQuote()
    {
        while (m_at < m_blocks) {
            const std::size_t length = plainInBlock(m_at);
            m_at += length;
            if (length < blockSize)
                return *m_at == '"';
        }
        return false;
    }

    bool restOfString(const char *start)
    {
        bool escaped = false;
        bool lone = false;
        for (m_at = behindPlain(m_at, m_end); m_at == m_end || *m_at != '"'; m_at = behindPlain(m_at, m_end)) {
            if (m_at == m_end)
                return stop(JsonStop::StringEnd, m_at);
            const bool escapes = *m_at == '\\';
            if (escapes ? !escape(lone) : !beyondAscii())
                return false;
            escaped = escaped || escapes;
        }
        ++m_at;
        lay(start, JsonNode{.kind = JsonKind::String, .escaped = escaped, .lone = lone});
        m_stop.hasEscapes |= escaped;
        return true;
    }

    bool beyondAscii()
    {
        if (static_cast<unsigned char>(*m_at) < 0x20)
            return stop(JsonStop::Control, m_at);
        const std::size_t length = utf8Length(m_at, m_end);
        if (length == 0)
            return stop(JsonStop::Encoding, m_at);
        m_at += length;
        return true;
    }

    bool escape(bool &lone)
    {
        const JsonEscape taken = escapeAt(m_at, m_end);
        m_at = taken.end;
        lone = lone || taken.lone;
        return taken.stop == JsonStop::None || stop(taken.stop, m_at);
    }

    const char *m_begin;
    const char *m_at;
    const char *m_end;
    const char *m_blocks;    // before it whole blocks can be read
    std::uint32_t m_levels;
    bool m_object = false;        // the innermost open bracket is a brace
    bool m_opened = false;        // and nothing has been read behind it yet
    std::uint64_t m_names = 0;    // of the innermost object so far: a bit for some prints
    JsonWalkEnd m_stop;
    JsonNodeWriter m_nodes;
    std::vector<std::uint32_t> &m_open;
};

}

namespace {

// All in one, so that the walk's place stays in registers.
template <bool bracketed>
[[gnu::flatten, gnu::noinline]] JsonWalkEnd walked(std::string_view text, std::size_t from, std::uint32_t levels,
    std::vector<JsonNode> &nodes, std::vector<std::uint32_t> &open)
{
    return Walk<bracketed>(text, from, levels, nodes, open).run();
}

}

JsonWalkEnd walkJson(std::string_view text, std::size_t from, std::uint32_t levels, std::vector<JsonNode> &nodes,
    std::vector<std::uint32_t> &open)
{
    open.clear();
    const char last = from < text.size() ? text.back() : '\0';
    return last == '}' || last == ']' ? walked<true>(text, from, levels, nodes, open)
                                      : walked<false>(text, from, levels, nodes, open);
}

}

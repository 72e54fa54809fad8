// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/bracketscanner.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace eventscope {

namespace {

// No document needs more; beyond it brackets are noise.
constexpr std::size_t mostLevels = 1 << 20;

constexpr std::array<bool, 256> tellingBytes = [] {
    std::array<bool, 256> telling{};
    for (const char c : {'"', '{', '}', '[', ']', '/'})
        telling[static_cast<unsigned char>(c)] = true;
    return telling;
}();

bool endsWord(char c)
{
    return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr std::uint64_t everyByte(std::uint8_t byte)
{
    return 0x0101010101010101ull * byte;
}

// The high bit of each byte that is zero. Exact up to the first one.
inline std::uint64_t zeroBytes(std::uint64_t word)
{
    return (word - everyByte(1)) & ~word & everyByte(0x80);
}

}

void BracketScanner::start(std::string_view openBrackets)
{
    m_at = 0;
    m_mode = openBrackets.empty() ? Mode::Start : Mode::Inside;
    m_open = openBrackets;
}

BracketScanner::State BracketScanner::scan(std::string_view text)
{
    State state = State::Open;
    while (state == State::Open && m_at < text.size()) {
        switch (m_mode) {
        case Mode::Start:
            state = begin(text[m_at++]);
            break;
        case Mode::Word:
            while (m_at < text.size() && !endsWord(text[m_at]))
                ++m_at;
            state = m_at < text.size() ? State::Ended : State::Open;
            break;
        case Mode::Inside:
            state = stepInside(text);
            break;
        case Mode::String:
            passString(text);
            if (m_mode == Mode::Inside && m_open.empty())
                state = State::Ended;
            break;
        case Mode::Escape:
            m_mode = text[m_at] == '\n' ? Mode::String : (++m_at, Mode::String);
            break;
        case Mode::Slash:
            m_mode = text[m_at] == '/' ? Mode::LineComment : text[m_at] == '*' ? Mode::BlockComment : Mode::Inside;
            m_at += m_mode == Mode::Inside ? 0 : 1;
            break;
        case Mode::LineComment:
            m_at = std::min(text.find('\n', m_at), text.size());
            m_mode = m_at < text.size() ? Mode::Inside : Mode::LineComment;
            break;
        case Mode::BlockComment:
            m_at = std::min(text.find('*', m_at), text.size());
            if (m_at < text.size()) {
                ++m_at;
                m_mode = Mode::BlockStar;
            }
            break;
        case Mode::BlockStar:
            m_mode = text[m_at] == '/' ? Mode::Inside : text[m_at] == '*' ? Mode::BlockStar : Mode::BlockComment;
            ++m_at;
            break;
        }
    }
    return state;
}

BracketScanner::State BracketScanner::begin(char c)
{
    m_mode = Mode::Inside;
    if (c == '{' || c == '[')
        m_open += c;
    else if (c == '"')
        m_mode = Mode::String;
    else
        m_mode = Mode::Word;
    return State::Open;
}

BracketScanner::State BracketScanner::stepInside(std::string_view text)
{
    while (m_at < text.size() && !tellingBytes[static_cast<unsigned char>(text[m_at])])
        ++m_at;
    if (m_at == text.size())
        return State::Open;
    const char c = text[m_at];
    if (c == '}' || c == ']')
        return close(c);
    ++m_at;
    if (c == '"')
        m_mode = Mode::String;
    else if (c == '/')
        m_mode = Mode::Slash;
    else if (m_open.size() < mostLevels)
        m_open += c;
    else
        return State::Mismatched;
    return State::Open;
}

BracketScanner::State BracketScanner::close(char bracket)
{
    if (m_open.back() != (bracket == '}' ? '{' : '['))
        return State::Mismatched;
    ++m_at;
    m_open.pop_back();
    return m_open.empty() ? State::Ended : State::Open;
}

// To behind the closing quote, or into an escape, or to the end of the line.
void BracketScanner::passString(std::string_view text)
{
    if constexpr (std::endian::native == std::endian::little) {
        while (text.size() - m_at >= 8) {
            std::uint64_t word;
            std::memcpy(&word, text.data() + m_at, sizeof word);
            const std::uint64_t stops = zeroBytes(word ^ everyByte('"')) | zeroBytes(word ^ everyByte('\\')) |
                                        zeroBytes(word ^ everyByte('\n'));
            if (stops) {
                m_at += static_cast<std::size_t>(std::countr_zero(stops)) / 8;
                break;
            }
            m_at += 8;
        }
    }
    while (m_at < text.size() && text[m_at] != '"' && text[m_at] != '\\' && text[m_at] != '\n')
        ++m_at;
    if (m_at == text.size())
        return;
    const char c = text[m_at++];
    m_mode = c == '\\' ? Mode::Escape : Mode::Inside;
}

}

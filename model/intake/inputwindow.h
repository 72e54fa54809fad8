// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/bytesource.h"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace eventscope {

// A window that moves over a source of any size: the bytes read and not yet dropped. It grows as far
// as it is asked to and is as small as what is kept in it. On demand it ends with the current line.
class InputWindow {
public:
    // Asked before each chunk; false ends the reading with Cancelled.
    using Wanted = std::function<bool(const ByteSource &)>;

    explicit InputWindow(ByteSource &source, Wanted wanted = {}, qint64 chunk = 1 << 20);

    // What is at hand. Valid until more() or drop().
    [[nodiscard]] std::string_view rest() const noexcept { return {m_bytes.data() + m_begin, m_limit - m_begin}; }
    // Reads on; false when there is no more (of this line) or reading failed.
    [[nodiscard]] bool more();
    void drop(std::size_t count);

    // From here to leaveLine() the window ends before the next line feed.
    void limitToLine();
    // Drops what is left of the line, line feed included. False when there was none: the input's end.
    [[nodiscard]] bool leaveLine();

    // Of the first byte of rest(): decompressed bytes before it, and its line, from 1.
    [[nodiscard]] qint64 offset() const noexcept { return m_offset; }
    [[nodiscard]] qint64 line() const noexcept { return m_line; }

    // Whether the source has no more than what is at hand.
    [[nodiscard]] bool atEnd() const noexcept { return m_atEnd; }
    [[nodiscard]] bool isWanted() const { return !m_wanted || m_wanted(m_source); }
    [[nodiscard]] const std::optional<Error> &error() const noexcept { return m_error; }

private:
    [[nodiscard]] bool readChunk();
    void makeRoom();
    void findLineEnd(std::size_t from);

    ByteSource &m_source;
    Wanted m_wanted;
    std::size_t m_chunk;
    std::vector<char> m_bytes;    // sized to its room; what counts is between m_begin and m_end
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::size_t m_limit = 0;    // m_end, or the line feed that ends the line
    bool m_limited = false;
    bool m_lineEnded = false;    // a line feed is at m_limit
    bool m_atEnd = false;
    qint64 m_offset = 0;
    qint64 m_line = 1;
    std::optional<Error> m_error;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/inputwindow.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace eventscope {

InputWindow::InputWindow(ByteSource &source, Wanted wanted, qint64 chunk)
    : m_source(source)
    , m_wanted(std::move(wanted))
    , m_chunk(static_cast<std::size_t>(chunk))
{}

bool InputWindow::more()
{
    if (m_lineEnded || m_atEnd || m_error)
        return false;
    const std::size_t before = m_end - m_begin;
    if (!readChunk())
        return false;
    if (m_limited)
        findLineEnd(m_begin + before);
    else
        m_limit = m_end;
    return true;
}

bool InputWindow::readChunk()
{
    if (!isWanted()) {
        m_error = Error{Error::Kind::Cancelled, QCoreApplication::translate("eventscope::InputWindow", "Cancelled.")};
        return false;
    }
    makeRoom();
    const Result<qint64> count = m_source.read(m_bytes.data() + m_end, qint64(m_bytes.size() - m_end));
    if (!count) {
        m_error = count.error();
        return false;
    }
    m_end += static_cast<std::size_t>(*count);
    m_atEnd = *count == 0;
    return !m_atEnd;
}

// Half a chunk of room at least; small reads of a slow device fill the rest of it first.
void InputWindow::makeRoom()
{
    if (m_bytes.size() - m_end >= m_chunk / 2 && !m_bytes.empty())
        return;
    const std::size_t kept = m_end - m_begin;
    if (m_begin > 0)
        std::memmove(m_bytes.data(), m_bytes.data() + m_begin, kept);
    m_begin = 0;
    m_end = kept;
    m_limit = kept;
    if (m_bytes.size() < kept + m_chunk)
        m_bytes.resize(kept + std::max(m_chunk, std::min(kept / 2, 16 * m_chunk)));
}

void InputWindow::drop(std::size_t count)
{
    // Within a line there is no line feed to count.
    if (!m_limited) {
        const char *const from = m_bytes.data() + m_begin;
        m_line += std::count(from, from + count, '\n');
    }
    m_begin += count;
    m_offset += static_cast<qint64>(count);
}

void InputWindow::limitToLine()
{
    m_limited = true;
    m_lineEnded = false;
    findLineEnd(m_begin);
}

bool InputWindow::leaveLine()
{
    do
        drop(rest().size());
    while (more());
    const bool ended = m_lineEnded;
    m_limited = false;
    m_lineEnded = false;
    m_limit = m_end;
    if (ended)
        drop(1);
    return ended;
}

void InputWindow::findLineEnd(std::size_t from)
{
    const void *const found = m_end > from ? std::memchr(m_bytes.data() + from, '\n', m_end - from) : nullptr;
    m_lineEnded = found != nullptr;
    m_limit = found ? static_cast<std::size_t>(static_cast<const char *>(found) - m_bytes.data()) : m_end;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/jsoneditormarks.h"

#include <algorithm>

namespace eventscope {

namespace {

// Of an object or a list the bracket is marked: what is missing or too much is all of it.
EditorMarks::Mark markOf(const Finding &finding, std::size_t index, const QByteArray &text)
{
    const auto size = static_cast<quint32>(text.size());
    quint32 offset = std::min(finding.offset, size);
    quint32 length = std::min(finding.length, size - offset);
    if (offset == size && size > 0)
        --offset;
    if (length == 0 || text.at(offset) == '{' || text.at(offset) == '[')
        length = size > 0 ? 1 : 0;
    // A mark that begins or ends within a character would not be seen.
    while (length > 0 && offset + length < size && (static_cast<uchar>(text.at(offset + length)) & 0xC0U) == 0x80U)
        ++length;
    return {offset, length, finding.severity, index};
}

}

void EditorMarks::set(std::vector<Finding> findings, const QByteArray &text)
{
    m_findings = std::move(findings);
    m_marks.clear();
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < m_findings.size(); ++i)
        if (!m_findings[i].inEnvelope && m_findings[i].severity != Severity::NotJudged)
            order.push_back(i);
    const std::size_t count = std::min(order.size(), most);
    std::partial_sort(
        order.begin(), order.begin() + std::ptrdiff_t(count), order.end(), [this](std::size_t a, std::size_t b) {
            const Severity x = m_findings[a].severity;
            const Severity y = m_findings[b].severity;
            return x != y ? x > y : a < b;
        });
    for (std::size_t i = 0; i < count; ++i)
        m_marks.push_back(markOf(m_findings[order[i]], order[i], text));
    std::stable_sort(m_marks.begin(), m_marks.end(), [](const Mark &a, const Mark &b) { return a.offset < b.offset; });
}

void EditorMarks::follow(const std::vector<TextEdit> &edits, qsizetype size)
{
    for (Mark &mark : m_marks) {
        qint64 by = 0;
        qint64 grown = 0;
        for (const TextEdit &edit : edits) {
            const qint64 change = edit.text.size() - qint64(edit.length);
            if (qint64(edit.offset) + edit.length <= mark.offset)
                by += change;
            else if (edit.offset < mark.offset + mark.length)
                grown += change;
        }
        const qint64 offset = std::clamp<qint64>(mark.offset + by, 0, size);
        mark.length = static_cast<quint32>(std::clamp<qint64>(mark.length + grown, 0, size - offset));
        mark.offset = static_cast<quint32>(offset);
    }
}

std::vector<const EditorMarks::Mark *> EditorMarks::touching(quint32 from, quint32 to) const
{
    std::vector<const Mark *> found;
    for (const Mark &mark : m_marks)
        if (mark.offset <= to && mark.offset + mark.length >= from)
            found.push_back(&mark);
    std::stable_sort(
        found.begin(), found.end(), [](const Mark *a, const Mark *b) { return a->severity > b->severity; });
    return found;
}

const EditorMarks::Mark *EditorMarks::next(quint32 offset, bool forward) const
{
    if (m_marks.empty())
        return nullptr;
    if (forward) {
        const auto found =
            std::find_if(m_marks.cbegin(), m_marks.cend(), [offset](const Mark &mark) { return mark.offset > offset; });
        return found == m_marks.cend() ? &m_marks.front() : &*found;
    }
    const auto found =
        std::find_if(m_marks.crbegin(), m_marks.crend(), [offset](const Mark &mark) { return mark.offset < offset; });
    return found == m_marks.crend() ? &m_marks.back() : &*found;
}

}

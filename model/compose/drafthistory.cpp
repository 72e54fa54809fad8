// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/drafthistory.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr qint64 bytesOfEdit = sizeof(TextEdit) + 32;    // with what the allocator adds

qint64 bytesOfEdits(const std::vector<TextEdit> &edits)
{
    qint64 bytes = 0;
    for (const TextEdit &edit : edits)
        bytes += bytesOfEdit + edit.text.size();
    return bytes;
}

}

DraftPatch DraftPatch::of(DraftPart part, const QByteArray &text, std::vector<TextEdit> edits)
{
    DraftPatch patch{part, std::move(edits), {}};
    patch.backward.reserve(patch.forward.size());
    qint64 shift = 0;
    for (const TextEdit &edit : patch.forward) {
        const auto length = static_cast<quint32>(edit.text.size());
        patch.backward.push_back(
            {static_cast<quint32>(edit.offset + shift), length, text.mid(edit.offset, edit.length)});
        shift += qint64(length) - edit.length;
    }
    return patch;
}

bool DraftPatch::absorb(const DraftPatch &later)
{
    if (part != later.part || forward.size() != 1 || later.forward.size() != 1)
        return false;
    TextEdit &first = forward.front();
    TextEdit &undo = backward.front();
    const TextEdit &second = later.forward.front();
    const qint64 from = first.offset;
    const qint64 to = from + first.text.size();
    const qint64 laterFrom = second.offset;
    const qint64 laterTo = laterFrom + second.length;
    if (laterTo < from || laterFrom > to)
        return false;
    const QByteArray &gone = later.backward.front().text;
    const qint64 before = std::max<qint64>(0, from - laterFrom);
    const qint64 behind = std::max<qint64>(0, laterTo - to);
    const QByteArray text = first.text.left(std::max<qint64>(0, laterFrom - from)) + second.text +
                            first.text.mid(std::min(laterTo, to) - from);
    const QByteArray removed = gone.left(before) + undo.text + gone.right(behind);
    const auto offset = static_cast<quint32>(std::min(from, laterFrom));
    first = {offset, static_cast<quint32>(removed.size()), text};
    undo = {offset, static_cast<quint32>(text.size()), removed};
    return true;
}

qint64 DraftPatch::bytes() const
{
    return bytesOfEdits(forward) + bytesOfEdits(backward);
}

qint64 DraftStep::bytes() const
{
    qint64 bytes = sizeof(DraftStep);
    for (const DraftPatch &patch : patches)
        bytes += patch.bytes();
    return bytes;
}

void DraftHistory::push(DraftStep step, bool merge)
{
    m_undone.clear();
    if (merge && !m_done.empty()) {
        extend(std::move(step));
    } else {
        m_bytes += step.bytes();
        m_done.push_back(std::move(step));
    }
    while (m_bytes > m_most && m_done.size() > 1) {
        m_bytes -= m_done.front().bytes();
        m_done.pop_front();
    }
}

void DraftHistory::extend(DraftStep step)
{
    DraftStep &newest = m_done.back();
    m_bytes -= newest.bytes();
    for (DraftPatch &patch : step.patches)
        if (newest.patches.empty() || !newest.patches.back().absorb(patch))
            newest.patches.push_back(std::move(patch));
    m_bytes += newest.bytes();
}

const QByteArray &DraftHistory::mergeKey() const
{
    static const QByteArray none;
    return m_done.empty() ? none : m_done.back().mergeKey;
}

const DraftStep &DraftHistory::back()
{
    m_bytes -= m_done.back().bytes();
    m_undone.push_back(std::move(m_done.back()));
    m_done.pop_back();
    return m_undone.back();
}

const DraftStep &DraftHistory::forth()
{
    m_bytes += m_undone.back().bytes();
    m_done.push_back(std::move(m_undone.back()));
    m_undone.pop_back();
    return m_done.back();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/rowpatch.h"

#include <algorithm>
#include <cstring>

namespace eventscope {

namespace {

struct Gap {
    qsizetype at;
    qsizetype count;
};

// Where `whole` has rows that `part` lacks; nothing when `part` is no subsequence of it.
std::optional<std::vector<Gap>> gaps(std::span<const Row> part, std::span<const Row> whole, std::size_t limit)
{
    std::vector<Gap> found;
    std::size_t p = 0;
    for (std::size_t w = 0; w < whole.size(); ++w) {
        if (p < part.size() && part[p] == whole[w]) {
            ++p;
            continue;
        }
        const auto at = static_cast<qsizetype>(w);
        if (!found.empty() && found.back().at + found.back().count == at) {
            ++found.back().count;
            continue;
        }
        if (found.size() == limit)
            return std::nullopt;
        found.push_back({at, 1});
    }
    if (p != part.size())
        return std::nullopt;
    return found;
}

// How much is the same from the start on, looked at in blocks, for these are millions.
std::size_t commonStart(std::span<const Row> a, std::span<const Row> b)
{
    constexpr std::size_t block = 1024;
    const std::size_t most = std::min(a.size(), b.size());
    std::size_t same = 0;
    while (most - same >= block && std::memcmp(&a[same], &b[same], block * sizeof(Row)) == 0)
        same += block;
    while (same < most && a[same] == b[same])
        ++same;
    return same;
}

std::size_t commonEnd(std::span<const Row> a, std::span<const Row> b)
{
    constexpr std::size_t block = 1024;
    const std::size_t most = std::min(a.size(), b.size());
    std::size_t same = 0;
    while (most - same >= block &&
           std::memcmp(&a[a.size() - same - block], &b[b.size() - same - block], block * sizeof(Row)) == 0)
        same += block;
    while (same < most && a[a.size() - same - 1] == b[b.size() - same - 1])
        ++same;
    return same;
}

}

std::optional<std::vector<RowStep>> rowSteps(std::span<const Row> before, std::span<const Row> after, std::size_t limit)
{
    const std::size_t start = commonStart(before, after);
    before = before.subspan(start);
    after = after.subspan(start);
    const std::size_t end = commonEnd(before, after);
    before = before.first(before.size() - end);
    after = after.first(after.size() - end);
    const auto offset = static_cast<qsizetype>(start);
    std::vector<RowStep> steps;
    if (after.size() >= before.size()) {
        const auto added = gaps(before, after, limit);
        if (!added)
            return std::nullopt;
        // Front to back: what was inserted before is already counted in `at`.
        for (const Gap &gap : *added)
            steps.push_back({RowStep::Kind::Insert, gap.at + offset, gap.count, gap.at + offset});
        return steps;
    }
    const auto gone = gaps(after, before, limit);
    if (!gone)
        return std::nullopt;
    // Back to front, so that earlier places stay what they are.
    for (auto gap = gone->rbegin(); gap != gone->rend(); ++gap)
        steps.push_back({RowStep::Kind::Remove, gap->at + offset, gap->count, 0});
    return steps;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/rowpatch.h"

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

}

std::optional<std::vector<RowStep>> rowSteps(std::span<const Row> before, std::span<const Row> after, std::size_t limit)
{
    std::vector<RowStep> steps;
    if (after.size() >= before.size()) {
        const auto added = gaps(before, after, limit);
        if (!added)
            return std::nullopt;
        // Front to back: what was inserted before is already counted in `at`.
        for (const Gap &gap : *added)
            steps.push_back({RowStep::Kind::Insert, gap.at, gap.count, gap.at});
        return steps;
    }
    const auto gone = gaps(after, before, limit);
    if (!gone)
        return std::nullopt;
    // Back to front, so that earlier places stay what they are.
    for (auto gap = gone->rbegin(); gap != gone->rend(); ++gap)
        steps.push_back({RowStep::Kind::Remove, gap->at, gap->count, 0});
    return steps;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/tr.h"
#include "schema/schemacompiler.h"

#include <algorithm>

namespace eventscope::schema {

namespace {

std::vector<Index> inPlaceSchemas(const Program &program, const Node &node)
{
    std::vector<Index> all;
    if (node.object != none) {
        for (const Dependency &dependency : program.objects[node.object].dependencies) {
            if (dependency.schema != none)
                all.push_back(dependency.schema);
        }
    }
    if (node.applied == none)
        return all;
    const Applied &applied = program.applied[node.applied];
    for (const auto *list : {&applied.allOf, &applied.anyOf, &applied.oneOf})
        all.insert(all.end(), list->begin(), list->end());
    for (const Index one :
        {applied.ref, applied.dynamicRef, applied.negated, applied.condition, applied.thenSchema, applied.elseSchema}) {
        if (one != none)
            all.push_back(one);
    }
    return all;
}

}

// A schema that applies itself to the same value again would never come to an end. Without such
// circles, what may be applied to one value is as deep as the longest chain, which is bounded too.
void Compiler::refuseCircles()
{
    constexpr int longestChain = 128;
    struct Step {
        Index node;
        std::vector<Index> next;
    };
    enum class State : std::uint8_t { Fresh, Open, Done };
    std::vector<State> states(m_program.nodes.size(), State::Fresh);
    std::vector<int> heights(m_program.nodes.size(), 0);
    const auto stepInto = [this, &states](Index node) {
        states[node] = State::Open;
        return Step{node, inPlaceSchemas(m_program, m_program.nodes[node])};
    };
    for (Index start = 0; start < m_program.nodes.size(); ++start) {
        if (states[start] != State::Fresh)
            continue;
        std::vector<Step> path{stepInto(start)};
        while (!path.empty() && !m_fault) {
            const Index node = path.back().node;
            if (path.back().next.empty()) {
                states[node] = State::Done;
                path.pop_back();
                if (!path.empty())
                    heights[path.back().node] = std::max(heights[path.back().node], heights[node] + 1);
                if (heights[node] > longestChain)
                    fault(m_program.nodes[node].source, tr("too many schemas apply one another to the same value"));
                continue;
            }
            const Index next = path.back().next.back();
            path.back().next.pop_back();
            if (states[next] == State::Open)
                fault(m_program.nodes[next].source, tr("the schema applies itself to the same value without end"));
            else if (states[next] == State::Fresh)
                path.push_back(stepInto(next));
            else
                heights[node] = std::max(heights[node], heights[next] + 1);
        }
    }
}

}

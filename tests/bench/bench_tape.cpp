// SPDX-License-Identifier: GPL-3.0-or-later
// How long the tape takes for one event, beside the same walk by simdjson's on-demand interface.
#include "event/jsontape.h"

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

namespace {

const std::string event =
    R"({"tenant_id":"tenant_07","user_id":"user_0483920","event_name":"api.request.completed",)"
    R"("timestamp":"2026-03-29T12:00:00.123Z","properties":{"method":"GET","path":"/v1/projects/4711/items",)"
    R"("status":200,"duration_ms":48.25,"cached":false,"region":"eu-central-1"},)"
    R"("context":{"sdk":"node/2.4.1","ip":"203.0.113.9","tags":["beta","internal"]}})";

double medianNanos(const std::function<void()> &once)
{
    constexpr int rounds = 51;
    constexpr int repeats = 20000;
    std::vector<double> nanos;
    for (int round = 0; round < rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < repeats; ++i)
            once();
        const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - start;
        nanos.push_back(spent.count() / repeats);
    }
    std::nth_element(nanos.begin(), nanos.begin() + rounds / 2, nanos.end());
    return nanos[rounds / 2];
}

using Nodes = std::vector<eventscope::JsonNode>;

void lay(Nodes &nodes, std::string_view raw, eventscope::JsonKind kind)
{
    eventscope::JsonNode node;
    node.offset = static_cast<std::uint32_t>(raw.data() - static_cast<const char *>(nullptr));
    node.length = static_cast<std::uint32_t>(raw.size());
    node.kind = kind;
    nodes.push_back(node);
}

void walk(simdjson::ondemand::value value, Nodes &nodes)
{
    using simdjson::ondemand::json_type;
    switch (json_type(value.type())) {
    case json_type::object:
        lay(nodes, {}, eventscope::JsonKind::Object);
        for (auto field : value.get_object()) {
            lay(nodes, field.unescaped_key().value(), eventscope::JsonKind::String);
            walk(field.value(), nodes);
        }
        break;
    case json_type::array:
        lay(nodes, {}, eventscope::JsonKind::Array);
        for (auto item : value.get_array())
            walk(item.value(), nodes);
        break;
    case json_type::string:
        lay(nodes, value.get_string().value(), eventscope::JsonKind::String);
        break;
    case json_type::number:
        lay(nodes, value.raw_json_token(), eventscope::JsonKind::Number);
        (void)value.get_double().value();
        break;
    default:
        lay(nodes, value.raw_json_token(), eventscope::JsonKind::Null);
        break;
    }
}

}

int main()
{
    eventscope::JsonTape tape;
    std::size_t seen = 0;
    const double own = medianNanos([&] { seen += tape.read(event) ? tape.nodes().size() : 0; });
    simdjson::ondemand::parser parser;
    simdjson::padded_string padded(event);
    Nodes nodes;
    const double onDemand = medianNanos([&] {
        nodes.clear();
        auto document = parser.iterate(padded);
        walk(document.get_value().value(), nodes);
        seen += nodes.size();
    });
    std::printf(
        "%zu bytes: tape %.0f ns, simdjson on-demand %.0f ns (%zu nodes in all)\n", event.size(), own, onDemand, seen);
    return 0;
}

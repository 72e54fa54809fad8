// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/definitionparts.h"

#include "event/utf8.h"
#include "service/jsontree.h"

#include <limits>

namespace eventscope {

using Json = nlohmann::ordered_json;

namespace {

QString textOf(const Json &object, const char *member)
{
    const auto found = object.find(member);
    return found == object.end() ? QString() : stringOf(found->get_ref<const std::string &>());
}

int batchLimitOf(const Json &transport)
{
    const auto many = transport.find("many");
    if (many == transport.end())
        return 1;
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    return static_cast<int>(std::min(many->value("max", most), most));
}

}

std::vector<Shape> shapesOf(const Json &definition)
{
    std::vector<Shape> shapes;
    for (const auto &[id, shape] : definition.at("shapes").items())
        shapes.push_back({bytesOf(id), textOf(shape, "title"), shape.value("send", true)});
    return shapes;
}

std::vector<Transport> transportsOf(const Json &definition)
{
    std::vector<Transport> transports;
    for (const auto &[id, transport] : memberOf(definition, "transports").items()) {
        const auto one = transport.find("one");
        const Json &request = one == transport.end() ? transport.at("many") : *one;
        transports.push_back(
            {bytesOf(id), textOf(transport, "title"), bytesOf(transport.at("shape").get_ref<const std::string &>()),
                textOf(transport, "base"), textOf(request, "path"), batchLimitOf(transport)});
    }
    return transports;
}

std::vector<Sample> samplesOf(const Json &definition)
{
    std::vector<Sample> samples;
    for (const Json &sample : memberOf(definition, "samples"))
        samples.push_back({textOf(sample, "title"), bytesOf(sample.at("shape").get_ref<const std::string &>()),
            sampleText(sample.at("text")), textOf(sample, "note")});
    return samples;
}

QByteArray sampleText(const Json &text)
{
    if (text.is_string())
        return bytesOf(text.get_ref<const std::string &>());
    QByteArrayList lines;
    for (const Json &line : text)
        lines.append(bytesOf(line.get_ref<const std::string &>()));
    return lines.join('\n');
}

}

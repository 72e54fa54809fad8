// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plangather.h"

#include <algorithm>

namespace eventscope {

JsonValue GatheredProperties::gather(const JsonTape &event, const Service &service, QByteArrayView shape)
{
    m_event = &event;
    m_places = service.propertyObjects(event.root(), shape, m_objects);
    m_inPlace = m_objects.size() == 1 && m_objects.front().whole;
    if (m_inPlace)
        return m_objects.front().object;
    m_segments.clear();
    m_text.assign(1, '{');
    for (const PropertyObject &object : m_objects) {
        if (object.whole)
            append(object.object);
        else
            appendSome(object, service);
    }
    m_text.push_back('}');
    return m_tape.read(m_text, {UINT32_MAX, UINT32_MAX}) ? m_tape.root() : JsonValue();
}

void GatheredProperties::append(JsonValue object)
{
    if (object.node().next > object.index() + 1)
        appendRaw(object.offset() + 1, object.offset() + object.length() - 1);
}

void GatheredProperties::appendSome(const PropertyObject &object, const Service &service)
{
    for (const auto [key, value] : object.object.members()) {
        if (service.isProperty(object, key.string(m_key)))
            appendRaw(key.offset(), value.offset() + value.length());
    }
}

void GatheredProperties::appendRaw(std::uint32_t from, std::uint32_t to)
{
    if (m_text.size() > 1)
        m_text.push_back(',');
    m_segments.push_back({static_cast<std::uint32_t>(m_text.size()), from});
    m_text.append(m_event->text().substr(from, to - from));
}

JsonValue GatheredProperties::inEvent(JsonValue value) const
{
    if (!value || m_inPlace || value.tape() != &m_tape)
        return value;
    if (value.index() == 0)
        return m_objects.size() == 1 ? m_objects.front().object : m_event->root();
    const auto after = std::upper_bound(m_segments.begin(), m_segments.end(), value.offset(),
        [](std::uint32_t offset, const Segment &segment) { return offset < segment.at; });
    const Segment &segment = *std::prev(after);
    const std::uint32_t offset = segment.from + (value.offset() - segment.at);
    const auto &nodes = m_event->nodes();
    const auto node = std::lower_bound(nodes.begin(), nodes.end(), offset,
        [](const JsonNode &one, std::uint32_t wanted) { return one.offset < wanted; });
    return {m_event, static_cast<std::uint32_t>(node - nodes.begin())};
}

}

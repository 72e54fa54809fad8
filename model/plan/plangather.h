// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/service.h"

#include <vector>

namespace eventscope {

// The properties of one event as one object, for a schema to judge: in place where they stand in one, else
// gathered in a text of its own. Memory is reused from one event to the next. Not thread-safe.
class GatheredProperties {
public:
    // The object; valid until the next call, and as long as the event.
    [[nodiscard]] JsonValue gather(const JsonTape &event, const Service &service, QByteArrayView shape);

    // Where a value of that object stands in the event: the value itself, or what stands for the object.
    [[nodiscard]] JsonValue inEvent(JsonValue value) const;
    // Whether there is more than one object where a property could stand.
    [[nodiscard]] bool isSpread() const noexcept { return m_places > 1; }

private:
    struct Segment {
        std::uint32_t at = 0;    // in the gathered text
        std::uint32_t from = 0;
    };

    void append(JsonValue object);
    void appendSome(const PropertyObject &object, const Service &service);
    void appendRaw(std::uint32_t from, std::uint32_t to);

    const JsonTape *m_event = nullptr;
    std::vector<PropertyObject> m_objects;
    std::size_t m_places = 0;
    bool m_inPlace = false;
    std::string m_text;
    std::string m_key;
    std::vector<Segment> m_segments;
    JsonTape m_tape;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/outgoingdedup.h"
#include "validation/judge.h"

namespace eventscope {

// Makes of an event one that a service takes for another: with a key of its own, and a time of its own where
// asked for. One thread at a time.
class EventRenewal {
public:
    EventRenewal(std::shared_ptr<const Judge> judge, bool times);

    // The copy, judged and read anew as of that moment, which is its time. Members that it lacks are put in for the
    // key alone; the time is written as it was. BadInput where the key cannot be put in.
    [[nodiscard]] Result<Event> renewed(const Event &event, Micros time);
    // The event with a key where it lacks one; as it is where the service has none or it
    // cannot take one.
    [[nodiscard]] Event keyed(Event event);

private:
    struct TimeField {
        JsonPointer at;
        TimeFormat format = TimeFormat::Iso8601;
    };

    [[nodiscard]] bool read(const QByteArray &text);
    [[nodiscard]] QByteArray withTime(const QByteArray &text, Micros time);
    void readAgain(Event &event, Micros now);
    [[nodiscard]] Identity identityOf(const Event &event);

    std::shared_ptr<const Judge> m_judge;
    std::optional<DedupField> m_dedup;
    std::vector<TimeField> m_times;    // the first that an event has is its time
    JsonTape m_tape;
    JsonTape m_envelope;
};

}

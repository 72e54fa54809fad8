// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "event/jsonpointer.h"
#include "service/condition.h"
#include "service/pointertrie.h"

#include <QHash>

#include <vector>

namespace eventscope {

// How tenant, user, name, time and dedup key are read out of an event, compiled from a definition's
// "fields". Immutable; runs for every event of an import: each pointer is looked up in one walk.
class IdentityFields {
public:
    // `settings` are the user's values by name; faults are added.
    [[nodiscard]] static IdentityFields compile(const nlohmann::ordered_json &definition,
        const QHash<QByteArray, QByteArray> &settings, std::vector<DefinitionFault> &faults);

    // Of each list the first field that is present and, for the time, readable. `shapeIndex` counts the
    // definition's shapes. Texts may be borrowed from the event's: see Service::identify().
    [[nodiscard]] Identity read(
        JsonValue event, JsonValue envelope, std::string_view shape, std::size_t shapeIndex, bool borrows) const;

private:
    enum class From : std::uint8_t { Event, Envelope, Kind };
    enum class Scope : std::uint8_t { Kind, Name, Tenant, User };

    struct Field {
        From from = From::Event;
        bool pairs = false;
        bool conditional = false;
        TimeFormat format = TimeFormat::Iso8601;
        std::uint32_t place = 0;    // in the trie, of a field of the event
        JsonPointer pointer;
        Condition condition;
    };
    using Fields = std::vector<Field>;

    // One event, looked up.
    struct Source {
        const std::uint32_t *found = nullptr;    // by place
        JsonValue envelope;
        ConditionContext context;    // the event is in it
        bool borrows = false;

        [[nodiscard]] JsonValue at(std::uint32_t place) const noexcept;
    };

    class Compiler;

    void build();
    static bool applies(const Field &field, const Source &source);
    static JsonValue valueOf(const Field &field, const Source &source);
    static void readText(const Fields &fields, const Source &source, QByteArray &text);
    static void readTime(const Fields &fields, const Source &source, Identity &identity);
    void readDedup(const Source &source, Identity &identity) const;

    Fields m_tenant;
    Fields m_user;
    Fields m_name;
    Fields m_time;
    std::vector<Field> m_kinds;    // by shape
    std::vector<Field> m_dedup;    // one at most
    std::vector<Scope> m_dedupWith;
    PointerTrie m_trie;
};

// "iso8601", "javascript", "epoch-s", "epoch-ms", "epoch-us": the spelling of definitions.
[[nodiscard]] std::optional<TimeFormat> timeFormatFromId(std::string_view id) noexcept;

// The time that a string or a number gives in that format.
[[nodiscard]] std::optional<Timestamp> timestampIn(JsonValue value, TimeFormat format);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/condition.h"
#include "service/definitionfault.h"
#include "service/service.h"
#include "validation/pointerset.h"
#include "validation/severities.h"

#include <tl/expected.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace eventscope {

// One rule of a definition that looks across events.
struct SeriesRule {
    enum class Kind : quint8 { Duplicate, Drift, DistinctLimit };

    QByteArray id;
    Severity severity = Severity::Error;    // that counts
    std::optional<RuleLevel> changed;       // what the user made of it
    QString say;
    QString source;
    Kind kind = Kind::Duplicate;
    Condition condition;
    std::vector<JsonPointer> at;     // DistinctLimit with members: of the object
    bool members = false;            // DistinctLimit: the values of each member
    bool inBatch = false;            // Duplicate: within one request
    std::optional<Micros> window;    // Duplicate: within that span of time
    bool ofName = false;             // Drift: among the events of one name
    bool keys = false;               // Drift: which members there are
    bool types = false;              // Drift: the JSON types of members
    std::vector<std::uint8_t> of;    // Drift: by place in `at`, bits of the types that are compared; empty: all
    std::uint32_t limit = 0;         // DistinctLimit
    bool ofDedup = false;            // Duplicate: of what the definition calls its deduplication key
    bool sharesId = false;           // with rules that look at one event alone
    quint64 salt = 0;                // of all that decides what it finds; tells its state from others'

    // Whether a store that knows deduplication keys can tell what breaks it, but for what is of one request.
    [[nodiscard]] bool isOfStore() const noexcept { return ofDedup && window.has_value(); }
};

// The rules of one shape, with where they look.
struct SeriesShape {
    struct Part {
        enum class What : quint8 { Kind, Name, Value };
        What what = What::Value;
        qsizetype slot = 0;
    };
    struct Use {
        quint16 rule = 0;             // in SeriesPlan::rules
        std::vector<qsizetype> at;    // in `pointers`
        std::vector<Part> with;       // Duplicate: what the key is unique together with
    };

    QByteArray id;
    PointerSet pointers;
    std::optional<qsizetype> kind;    // in `pointers`, of what tells the kind
    std::vector<Use> uses;
};

// All rules of a definition that look across events. Immutable, safe to share between threads.
struct SeriesPlan {
    std::vector<SeriesRule> rules;      // those that are off included, which are used in no shape
    std::vector<SeriesShape> shapes;    // those with rules

    [[nodiscard]] const SeriesShape *shape(QByteArrayView id) const noexcept;
    [[nodiscard]] bool isEmpty() const noexcept { return shapes.empty(); }
};

// Whether rules of that kind look across events.
[[nodiscard]] bool isSeriesRuleKind(std::string_view kind) noexcept;

// The first fault where a rule has one.
[[nodiscard]] tl::expected<SeriesPlan, DefinitionFault> compileSeriesPlan(
    const Service &service, const SeverityChanges &severities = {});

}

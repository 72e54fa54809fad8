// SPDX-License-Identifier: GPL-3.0-or-later
// What every readable text is judged by: duplicate keys and lone surrogates.
#include "event/utf8.h"
#include "schema/nametable.h"
#include "validation/members.h"
#include "validation/rulekinds.h"

#include <QCoreApplication>

#include <array>
#include <bit>
#include <map>

namespace eventscope::rulekinds {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Rule)
};

// Whether two keys of the object may be the same: by a coarse fingerprint of each, in one pass.
bool mayHaveDuplicates(const JsonNode *nodes, const char *text, std::uint32_t object)
{
    std::array<std::uint64_t, 8> seen{};
    const std::uint32_t end = nodes[object].next;
    for (std::uint32_t key = object + 1; key < end; key = nodes[key + 1].next) {
        const JsonNode &node = nodes[key];
        if (node.escaped)
            return true;
        // The bytes of a key go on with its quote and colon, so that three can always be read.
        const char *begin = text + node.offset + 1;
        const std::uint32_t length = node.length - 2;
        const auto byte = [](char c) { return std::uint32_t(static_cast<unsigned char>(c)); };
        const std::uint32_t ends = byte(begin[0]) | byte(begin[length / 2]) << 8 |
                                   byte(begin[length > 0 ? length - 1 : 0]) << 16 | length << 24;
        const std::uint32_t hash = ends * 0x9e3779b1u >> 23;
        const std::uint64_t bit = std::uint64_t(1) << (hash & 63);
        if ((seen[hash >> 6] & bit) != 0)
            return true;
        seen[hash >> 6] |= bit;
    }
    return false;
}

// Exactly.
bool hasDuplicates(JsonValue object)
{
    std::size_t counting = 0;
    forEachLastMember(object, [&counting](JsonValue, JsonValue) { ++counting; });
    return counting < object.size();
}

class JsonTextKind final : public RuleKind {
public:
    void judge(JsonValue at, const RuleInput &, RuleReport &report) const override
    {
        const JsonTape &tape = *at.tape();
        const JsonNode *nodes = tape.nodes().data();
        const char *text = tape.text().data();
        const auto count = static_cast<std::uint32_t>(tape.nodes().size());
        for (std::uint32_t i = 0; i < count; ++i) {
            if (nodes[i].lone)
                reportLone({&tape, i}, report);
            if (nodes[i].kind != JsonKind::Object || !mayHaveDuplicates(nodes, text, i))
                continue;
            if (const JsonValue object(&tape, i); hasDuplicates(object))
                reportDuplicates(object, report);
        }
    }

private:
    static void reportLone(JsonValue string, RuleReport &report)
    {
        report.found(string, [string] {
            RuleWords words;
            words.sentence =
                Text::tr("a string with half a surrogate pair: services may refuse it or read another character");
            words.found = ruletext::excerpt(string);
            return words;
        });
    }

    // One finding a name, at the member that counts.
    static void reportDuplicates(JsonValue object, RuleReport &report)
    {
        struct Standing {
            int times = 0;
            JsonValue last;
        };
        std::map<std::string, Standing> names;
        for (const auto [key, value] : object.members()) {
            Standing &standing = names[key.string()];
            ++standing.times;
            standing.last = value;
        }
        for (const auto &[name, standing] : names) {
            if (standing.times < 2)
                continue;
            report.found(standing.last, [&name, &standing] {
                RuleWords words;
                words.sentence = Text::tr("%1 stands %2 times; services read the last")
                                     .arg(ruletext::name(stringOf(name)))
                                     .arg(standing.times);
                words.expected = Text::tr("each name once");
                words.found = Text::tr("%1 times").arg(standing.times);
                return words;
            });
        }
    }
};

}

RuleKindPtr jsonText()
{
    return std::make_unique<JsonTextKind>();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
// What every readable text is judged by: duplicate keys, lone surrogates, NULs.
#include "event/utf8.h"
#include "validation/members.h"
#include "validation/rulekinds.h"
#include "validation/text.h"

#include <map>

namespace eventscope::rulekinds {

namespace {

// Exactly.
bool hasDuplicates(JsonValue object)
{
    std::size_t counting = 0;
    forEachLastMember(object, true, [&counting](JsonValue, JsonValue) { ++counting; });
    return counting < object.size();
}

class JsonTextKind final : public RuleKind {
public:
    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        if (!input.mayRepeat && !input.hasLone && !input.mayHaveNul)
            return;
        forEachCounted(at, input.mayRepeat, [&report](JsonValue value) {
            if (value.node().lone)
                reportLone(value, report);
            if (value.isString() && value.node().escaped && value.string().find('\0') != std::string::npos)
                reportNul(value, report);
            if (value.isObject() && hasDuplicates(value))
                reportDuplicates(value, report);
            return true;
        });
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

    static void reportNul(JsonValue string, RuleReport &report)
    {
        report.found(string, [string] {
            RuleWords words;
            words.sentence = Text::tr("a string with a NUL in it: services may cut it there or refuse it");
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
            report.found(standing.last, [&name = name, &standing = standing] {
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

// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds about arrays and nesting: homogeneous-array, value-depth.
#include "service/condition.h"
#include "validation/members.h"
#include "validation/rulekinds.h"
#include "validation/text.h"

#include <QVarLengthArray>

#include <algorithm>

namespace eventscope::rulekinds {

namespace {

class HomogeneousArrayKind final : public RuleKind {
public:
    HomogeneousArrayKind(std::vector<ValueType> types, QString names, bool ofMembers)
        : m_types(std::move(types))
        , m_names(std::move(names))
        , m_ofMembers(ofMembers)
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        if (!m_ofMembers)
            return judgeArray(at, report);
        forEachLastMember(at, input.mayRepeat, [&](JsonValue, JsonValue value) { judgeArray(value, report); });
    }

private:
    // The first item that is of no allowed type, or of another one than the first item.
    void judgeArray(JsonValue array, RuleReport &report) const
    {
        if (!array.isArray())
            return;
        std::optional<std::size_t> common;
        for (const auto item : array.items()) {
            const auto type =
                std::find_if(m_types.begin(), m_types.end(), [item](ValueType one) { return isOfType(item, one); });
            const auto position = static_cast<std::size_t>(type - m_types.begin());
            if (type != m_types.end() && common.value_or(position) == position) {
                common = position;
                continue;
            }
            report.found(item, [this, array, item, type] {
                RuleWords words;
                words.expected = Text::tr("values of one type alone: %1").arg(m_names);
                words.found = ruletext::excerpt(item);
                words.sentence = type == m_types.end()
                                     ? Text::tr("%1 holds %2, which is none of: %3")
                                           .arg(ruletext::subject(array), words.found, m_names)
                                     : Text::tr("%1 mixes values of several types").arg(ruletext::subject(array));
                return words;
            });
            return;
        }
    }

    std::vector<ValueType> m_types;
    QString m_names;
    bool m_ofMembers;
};

class ValueDepthKind final : public RuleKind {
public:
    explicit ValueDepthKind(qsizetype levels)
        : m_levels(levels)
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        QVarLengthArray<std::uint32_t, 16> ends;    // of the objects that are open
        forEachCounted(at, input.mayRepeat, [&](JsonValue value) {
            if (!value.isObject())
                return true;
            while (!ends.isEmpty() && ends.back() <= value.index())
                ends.removeLast();
            if (ends.size() < m_levels) {
                ends.append(value.node().next);
                return true;
            }
            reportAt(value, report);
            return false;
        });
    }

private:
    void reportAt(JsonValue object, RuleReport &report) const
    {
        report.found(object, [this, object] {
            RuleWords words;
            words.expected = Text::tr("at most %1 objects inside one another").arg(m_levels);
            words.found = ruletext::excerpt(object);
            words.sentence = Text::tr("%1 is an object nested too deeply").arg(ruletext::subject(object));
            return words;
        });
    }

    qsizetype m_levels;
};

}

RuleKindPtr homogeneousArray(RuleSource &source)
{
    std::vector<ValueType> types;
    QStringList names;
    for (const std::string &name : source.texts("types")) {
        const auto type = valueTypeFromId(name);
        if (!type)
            source.faultAt("types", Text::tr("\"%1\" is no type.").arg(QString::fromStdString(name)));
        types.push_back(type.value_or(ValueType::Any));
        names << QString::fromStdString(name);
    }
    if (types.empty()) {
        types = {ValueType::String, ValueType::Number, ValueType::Boolean, ValueType::Object, ValueType::Array,
            ValueType::Null};
        names << Text::tr("any");
    }
    return std::make_unique<HomogeneousArrayKind>(
        std::move(types), names.join(QLatin1String(", ")), source.flag("members"));
}

RuleKindPtr valueDepth(RuleSource &source)
{
    const auto levels = source.number("levels");
    if (!levels)
        source.faultAt("levels", Text::tr("\"levels\" must say how many objects may stand inside one another."));
    return std::make_unique<ValueDepthKind>(static_cast<qsizetype>(levels.value_or(0)));
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/recipeparts.h"
#include "service/definitionfault.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <map>
#include <set>

namespace eventscope {

// Translations of this part's sentences.
struct RecipeText {
    Q_DECLARE_TR_FUNCTIONS(Recipe)
};

// The names that specifications of values may refer to, and what becomes of them.
struct ValueScope {
    struct Name {
        std::size_t slot = 0;
        const Pool *pool = nullptr;    // that it picks from
    };

    std::map<std::string, Name> names;
    std::vector<ValueSourcePtr> sources;
    std::vector<std::set<std::size_t>> needs;    // the slots that each slot's source asks for
    std::vector<qint64> sequences;

    std::size_t add(const std::string &name, const Pool *pool);
};

// Compiles specifications of values and templates, whose structure has been checked, into sources. What is
// wrong is gathered; the parts that come of it are then not to be used.
class SpecReader {
public:
    using Json = nlohmann::ordered_json;
    using Pools = std::map<std::string, const Pool *>;

    SpecReader(const Pools &pools, ValueScope &scope, std::vector<DefinitionFault> &faults)
        : m_pools(pools)
        , m_scope(scope)
        , m_faults(faults)
    {}

    // Names the members of an object of values, then compiles them.
    void readNamed(const Json &values, const QByteArray &at);
    [[nodiscard]] JsonTemplate readTemplate(const Json &json, const QByteArray &at);
    [[nodiscard]] SpanRange readSpans(const Json &json, const QByteArray &at);
    // The slot of a name.
    [[nodiscard]] std::optional<std::size_t> slot(const std::string &name, const QByteArray &at);

    void fault(const QByteArray &at, const QString &reason) { m_faults.push_back({at, reason}); }

private:
    [[nodiscard]] ValueSourcePtr readValue(const Json &json, const QByteArray &at);
    [[nodiscard]] ValueSourcePtr readSpec(const Json &spec, const QByteArray &at);
    [[nodiscard]] ValueSourcePtr readKind(const std::string &kind, const Json &spec, const QByteArray &at);
    [[nodiscard]] ValueSourcePtr readPick(const Json &spec, const QByteArray &at);
    [[nodiscard]] ValueSourcePtr readNumber(const Json &spec, const QByteArray &at);
    [[nodiscard]] ValueSourcePtr readInteger(const Json &spec, const QByteArray &at);
    [[nodiscard]] ValueSourcePtr readTime(const Json &spec, const QByteArray &at);
    [[nodiscard]] ValueSourcePtr readList(const Json &spec, const QByteArray &at);
    [[nodiscard]] ValueSourcePtr readWords(const Json &spec, const QByteArray &at);
    [[nodiscard]] ValueSourcePtr readSequence(const Json &spec);
    [[nodiscard]] TextPattern readPattern(const std::string &text, const QByteArray &at);
    [[nodiscard]] Reference readReference(const std::string &name, const QByteArray &at);
    [[nodiscard]] const Pool *pool(const std::string &name, const QByteArray &at);
    [[nodiscard]] Micros readSpan(const Json &json, const QByteArray &at);

    const Pools &m_pools;
    ValueScope &m_scope;
    std::vector<DefinitionFault> &m_faults;
    std::set<std::size_t> *m_needs = nullptr;    // of the named value that is being read
};

// Weights of so many things: their own where they are given, by a skew else; nothing where a list of
// weights has another length or no weight above 0.
[[nodiscard]] std::optional<Weights> readWeights(const nlohmann::ordered_json &spec, std::size_t things);

// Minutes east of UTC of "Z" or "+05:45", whose form has been checked.
[[nodiscard]] int zoneMinutes(const std::string &zone);

}

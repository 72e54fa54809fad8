// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/poolreader.h"

#include <algorithm>

namespace eventscope {

namespace {

using Json = PoolReader::Json;

constexpr std::size_t mostItems = 200'000;

MadeText madeOf(const Json &json)
{
    if (json.is_string())
        return {MadeText::Form::Text, json.get<std::string>()};
    return {MadeText::Form::Json, json.dump()};
}

quint64 seedOf(const std::string &name)
{
    quint64 hash = 0xcbf29ce484222325U;    // FNV-1a
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

// The items of a made pool see their place in it, and the item they are made for.
constexpr std::string_view placeName = "index";
constexpr std::string_view parentName = "parent";

class Given : public ValueSource {
public:
    void make(Making &, Made &made) const override { made.own.setAbsent(); }
};

bool asksForItself(const ValueScope &scope, std::size_t slot)
{
    std::set<std::size_t> seen;
    std::vector<std::size_t> open(scope.needs[slot].begin(), scope.needs[slot].end());
    while (!open.empty()) {
        const std::size_t next = open.back();
        open.pop_back();
        if (next == slot)
            return true;
        if (seen.insert(next).second)
            open.insert(open.end(), scope.needs[next].begin(), scope.needs[next].end());
    }
    return false;
}

}

void findCircles(const ValueScope &scope, const QByteArray &at, std::vector<DefinitionFault> &faults)
{
    for (const auto &[name, value] : scope.names) {
        if (asksForItself(scope, value.slot))
            faults.push_back({pointerBelow(at, name), RecipeText::tr("This value needs itself to be made.")});
    }
}

PoolReader::PoolReader(const Json &pools, std::vector<DefinitionFault> &faults)
    : m_faults(faults)
{
    for (const auto &[name, json] : pools.items()) {
        const QByteArray at = pointerBelow("/pools", name);
        std::unique_ptr<Pool> pool = json.contains("items") ? readGiven(json, at) : readMade(name, json, at);
        if (!m_faults.empty())
            return;
        m_byName[name] = pool.get();
        m_pools.push_back(std::move(pool));
    }
}

std::unique_ptr<Pool> PoolReader::readGiven(const Json &json, const QByteArray &at)
{
    auto pool = std::make_unique<Pool>();
    const Json &items = json["items"];
    for (const Json &item : items) {
        if (!item.is_object())
            continue;
        for (const auto &[field, value] : item.items()) {
            if (std::find(pool->fields.begin(), pool->fields.end(), field) == pool->fields.end())
                pool->fields.push_back(field);
        }
    }
    for (const Json &json_ : items) {
        PoolItem item{madeOf(json_), {}, pool->items.size()};
        for (const std::string &field : pool->fields) {
            const bool has = json_.is_object() && json_.contains(field);
            item.fields.push_back(has ? madeOf(json_[field]) : MadeText{MadeText::Form::Absent, {}});
        }
        pool->items.push_back(std::move(item));
    }
    const auto weights = readWeights(json, items.size());
    if (!weights)
        fault(pointerBelow(at, "weights"), RecipeText::tr("There must be a weight for each item, one above 0."));
    pool->weights = weights.value_or(Weights());
    return pool;
}

std::unique_ptr<Pool> PoolReader::readMade(const std::string &name, const Json &json, const QByteArray &at)
{
    auto pool = std::make_unique<Pool>();
    if (const auto each = json.find("each"); each != json.end()) {
        const auto found = m_byName.find(each->get<std::string>());
        if (found == m_byName.end())
            fault(pointerBelow(at, "each"),
                RecipeText::tr("There is no pool \"%1\" above.").arg(QString::fromStdString(each->get<std::string>())));
        else
            pool->parent = found->second;
    }
    ValueScope scope;
    SpecReader reader(m_byName, scope, m_faults);
    scope.sources[scope.add(std::string(placeName), nullptr)] = std::make_unique<Given>();
    scope.sources[scope.add(std::string(parentName), pool->parent)] = std::make_unique<Given>();
    if (const auto fields = json.find("fields"); fields != json.end()) {
        for (const auto &[field, value] : fields->items())
            pool->fields.push_back(field);
        reader.readNamed(*fields, pointerBelow(at, "fields"));
        findCircles(scope, pointerBelow(at, "fields"), m_faults);
    } else {
        reader.readNamed({{"value", json["value"]}}, at);
    }
    if (!m_faults.empty())
        return pool;
    Random random(seedOf(name));
    fill(*pool, json, scope, random);
    if (m_items > mostItems)
        fault(at, RecipeText::tr("All pools together have more than %1 items.").arg(mostItems));
    return pool;
}

void PoolReader::fill(Pool &pool, const Json &json, const ValueScope &scope, Random &random)
{
    const Json &count = json["count"];
    const qint64 least = count.is_array() ? count[0].get<qint64>() : count.get<qint64>();
    const qint64 most = std::max(least, count.is_array() ? count[1].get<qint64>() : least);
    std::vector<qint64> sequences = scope.sequences;
    const std::size_t groups = pool.parent ? pool.parent->items.size() : 1;
    std::size_t largest = 0;
    for (std::size_t group = 0; group < groups; ++group) {
        const auto size = static_cast<std::size_t>(random.between(least, most));
        largest = std::max(largest, size);
        m_items += size;
        if (m_items > mostItems)
            return;
        pool.groups.push_back(pool.items.size());
        for (std::size_t i = 0; i < size; ++i) {
            std::vector<Made> values(scope.sources.size());
            Making making{random, scope.sources, values, sequences};
            values[0].own = {MadeText::Form::Json, std::to_string(pool.items.size() + 1)};
            values[1].item = pool.parent ? &pool.parent->items[group] : nullptr;
            PoolItem item;
            item.place = pool.items.size();
            for (std::size_t slot = 2; slot < values.size(); ++slot)
                item.fields.push_back(making.value(slot).whole());
            if (pool.fields.empty())
                item.whole = std::exchange(item.fields, {}).front();
            else
                item.whole = {MadeText::Form::Json, {}};
            for (std::size_t field = 0; field < pool.fields.size(); ++field) {
                if (!item.fields[field].isPresent())
                    continue;
                item.whole.text += item.whole.text.empty() ? '{' : ',';
                appendQuoted(item.whole.text, pool.fields[field]);
                item.whole.text += ':';
                item.fields[field].writeTo(item.whole.text);
            }
            if (!pool.fields.empty())
                item.whole.text += item.whole.text.empty() ? "{}" : "}";
            pool.items.push_back(std::move(item));
        }
    }
    pool.groups.push_back(pool.items.size());
    const std::size_t places = pool.parent ? largest : pool.items.size();
    std::vector<double> weights;
    for (std::size_t place = 0; place < places; ++place)
        weights.push_back(skewedWeight(place, json.value("skew", 0.0)));
    pool.weights = Weights(weights);
}

}

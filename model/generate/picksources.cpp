// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/sources.h"

#include <algorithm>
#include <charconv>

namespace eventscope {

const PoolItem &Pool::pick(Random &random) const
{
    return items[parent ? static_cast<std::size_t>(random.below(items.size())) : weights.pick(random)];
}

const PoolItem &Pool::pick(Random &random, std::size_t parentPlace) const
{
    const std::size_t begin = groups[parentPlace];
    const std::size_t size = groups[parentPlace + 1] - begin;
    constexpr int tries = 64;    // the weights are those of the largest group
    for (int i = 0; i < tries; ++i) {
        if (const std::size_t place = weights.pick(random); place < size)
            return items[begin + place];
    }
    return items[begin + static_cast<std::size_t>(random.below(size))];
}

namespace sources {

namespace {

class Pick : public ValueSource {
public:
    explicit Pick(const Pool *pool)
        : m_pool(pool)
    {}
    void make(Making &making, Made &made) const override { made.item = &m_pool->pick(making.random); }

private:
    const Pool *m_pool;
};

class PickOfGroup : public ValueSource {
public:
    PickOfGroup(const Pool *pool, std::size_t parentSlot)
        : m_pool(pool)
        , m_parentSlot(parentSlot)
    {}
    void make(Making &making, Made &made) const override
    {
        if (const PoolItem *parent = making.value(m_parentSlot).item)
            made.item = &m_pool->pick(making.random, parent->place);
        else
            made.own.setAbsent();
    }

private:
    const Pool *m_pool;
    std::size_t m_parentSlot;
};

class Choice : public ValueSource {
public:
    Choice(std::vector<JsonTemplate> values, Weights weights)
        : m_values(std::move(values))
        , m_weights(std::move(weights))
    {}
    void make(Making &making, Made &made) const override { m_values[m_weights.pick(making.random)].make(making, made); }

private:
    std::vector<JsonTemplate> m_values;
    Weights m_weights;
};

class List : public ValueSource {
public:
    List(JsonTemplate item, int least, int most, std::optional<Reference> number)
        : m_item(std::move(item))
        , m_least(least)
        , m_most(most)
        , m_number(number)
    {}
    void make(Making &making, Made &made) const override
    {
        const qint64 count = m_number ? counted(making) : making.random.between(m_least, m_most);
        std::vector<std::string> items;
        std::size_t bytes = 0;
        for (qint64 i = 0; i < count && bytes <= mostMadeBytes; ++i) {
            std::string item;
            if (m_item.writeTo(item, making) &&
                (m_number || std::find(items.begin(), items.end(), item) == items.end()))
                bytes += items.emplace_back(std::move(item)).size();
        }
        std::string &text = made.own.start(MadeText::Form::Json);
        text += '[';
        for (const std::string &item : items) {
            if (text.size() > 1)
                text += ',';
            text += item;
        }
        text += ']';
    }

private:
    [[nodiscard]] qint64 counted(Making &making) const
    {
        const std::string &text = m_number->in(making).text;
        qint64 count = 0;
        std::from_chars(text.data(), text.data() + text.size(), count);
        return std::clamp<qint64>(count, 0, longestList);
    }

    JsonTemplate m_item;
    int m_least;
    int m_most;
    std::optional<Reference> m_number;
};

}

ValueSourcePtr pickOf(const Pool *pool)
{
    return std::make_unique<Pick>(pool);
}

ValueSourcePtr pickOfGroup(const Pool *pool, std::size_t parentSlot)
{
    return std::make_unique<PickOfGroup>(pool, parentSlot);
}

ValueSourcePtr choice(std::vector<JsonTemplate> values, Weights weights)
{
    return std::make_unique<Choice>(std::move(values), std::move(weights));
}

ValueSourcePtr list(JsonTemplate item, int least, int most, std::optional<Reference> number)
{
    return std::make_unique<List>(std::move(item), least, most, number);
}

}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/sources.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <algorithm>
#include <array>
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

constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

quint64 lettersIn(Alphabet of)
{
    switch (of) {
    case Alphabet::Digits:
        return 10;
    case Alphabet::Hex:
        return 16;
    case Alphabet::LettersAndDigits:
        break;
    }
    return alphabet.size();
}

// One number of the engine's gives ten characters.
void appendCharacters(std::string &text, Random &random, Alphabet of, int count)
{
    const quint64 letters = lettersIn(of);
    quint64 number = 0;
    for (int i = 0; i < count; ++i) {
        if (i % 10 == 0)
            number = random.next() >> 3U;
        text += alphabet[number % letters];
        number /= letters;
    }
}

class Constant : public ValueSource {
public:
    explicit Constant(JsonTemplate value)
        : m_value(std::move(value))
    {}
    void make(Making &making, Made &made) const override { m_value.make(making, made); }

private:
    JsonTemplate m_value;
};

class Number : public ValueSource {
public:
    explicit Number(const NumberRange &range)
        : m_range(range)
    {}
    void make(Making &making, Made &made) const override
    {
        std::string &text = made.own.start(m_range.quoted ? MadeText::Form::Text : MadeText::Form::Json);
        appendPlaced(text, making.random.between(m_range.least, m_range.most, m_range.spread));
    }

private:
    void appendPlaced(std::string &text, qint64 number) const
    {
        std::array<char, 24> digits{};
        const quint64 size = number < 0 ? 0 - static_cast<quint64>(number) : static_cast<quint64>(number);
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size).ptr;
        const auto length = static_cast<std::size_t>(end - digits.data());
        const auto places = static_cast<std::size_t>(m_range.places);
        if (number < 0)
            text += '-';
        if (places == 0) {
            text.append(digits.data(), length);
            return;
        }
        if (length <= places) {
            text += "0.";
            text.append(places - length, '0');
            text.append(digits.data(), length);
        } else {
            text.append(digits.data(), length - places);
            text += '.';
            text.append(digits.data() + length - places, places);
        }
    }

    NumberRange m_range;
};

class Characters : public ValueSource {
public:
    Characters(Alphabet of, int count)
        : m_alphabet(of)
        , m_count(count)
    {}
    void make(Making &making, Made &made) const override
    {
        appendCharacters(made.own.start(MadeText::Form::Text), making.random, m_alphabet, m_count);
    }

private:
    Alphabet m_alphabet;
    int m_count;
};

class Uuid : public ValueSource {
public:
    void make(Making &making, Made &made) const override
    {
        constexpr int characters = 36;
        std::string &text = made.own.start(MadeText::Form::Text);
        appendCharacters(text, making.random, Alphabet::Hex, characters);
        for (const std::size_t dash : {8U, 13U, 18U, 23U})
            text[dash] = '-';
        text[14] = '4';
        text[19] = "89ab"[making.random.below(4)];
    }
};

class Text : public ValueSource {
public:
    explicit Text(TextPattern pattern)
        : m_pattern(std::move(pattern))
    {}
    void make(Making &making, Made &made) const override
    {
        m_pattern.appendTo(made.own.start(MadeText::Form::Text), making);
    }

private:
    TextPattern m_pattern;
};

class Sha256 : public ValueSource {
public:
    Sha256(TextPattern pattern, Encoding encoding)
        : m_pattern(std::move(pattern))
        , m_encoding(encoding)
    {}
    void make(Making &making, Made &made) const override
    {
        std::string text;
        m_pattern.appendTo(text, making);
        const QByteArray hash =
            QCryptographicHash::hash(QByteArrayView(text.data(), qsizetype(text.size())), QCryptographicHash::Sha256);
        made.own.start(MadeText::Form::Text) =
            (m_encoding == Encoding::Base64 ? hash.toBase64() : hash.toHex()).toStdString();
    }

private:
    TextPattern m_pattern;
    Encoding m_encoding;
};

class Words : public ValueSource {
public:
    Words(const Pool *pool, int least, int most)
        : m_pool(pool)
        , m_least(least)
        , m_most(most)
    {}
    void make(Making &making, Made &made) const override
    {
        std::string &text = made.own.start(MadeText::Form::Text);
        const qint64 count = making.random.between(m_least, m_most);
        for (qint64 i = 0; i < count; ++i) {
            if (i > 0)
                text += ' ';
            text += m_pool->pick(making.random).whole.text;
        }
    }

private:
    const Pool *m_pool;
    int m_least;
    int m_most;
};

class Boolean : public ValueSource {
public:
    explicit Boolean(double share)
        : m_share(share)
    {}
    void make(Making &making, Made &made) const override
    {
        made.own.start(MadeText::Form::Json) = making.random.chance(m_share) ? "true" : "false";
    }

private:
    double m_share;
};

class Sequence : public ValueSource {
public:
    Sequence(std::size_t index, qint64 step)
        : m_index(index)
        , m_step(step)
    {}
    void make(Making &making, Made &made) const override
    {
        qint64 &next = making.sequences[m_index];
        made.own.start(MadeText::Form::Json) = std::to_string(next);
        next = static_cast<qint64>(static_cast<quint64>(next) + static_cast<quint64>(m_step));
    }

private:
    std::size_t m_index;
    qint64 m_step;
};

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

class Optional : public ValueSource {
public:
    Optional(ValueSourcePtr source, double share)
        : m_source(std::move(source))
        , m_share(share)
    {}
    void make(Making &making, Made &made) const override
    {
        if (making.random.chance(m_share))
            m_source->make(making, made);
        else
            made.own.setAbsent();
    }

private:
    ValueSourcePtr m_source;
    double m_share;
};

}

ValueSourcePtr constant(JsonTemplate value)
{
    return std::make_unique<Constant>(std::move(value));
}

ValueSourcePtr number(const NumberRange &range)
{
    return std::make_unique<Number>(range);
}

ValueSourcePtr characters(Alphabet of, int count)
{
    return std::make_unique<Characters>(of, count);
}

ValueSourcePtr uuid()
{
    return std::make_unique<Uuid>();
}

ValueSourcePtr text(TextPattern pattern)
{
    return std::make_unique<Text>(std::move(pattern));
}

ValueSourcePtr sha256(TextPattern pattern, Encoding encoding)
{
    return std::make_unique<Sha256>(std::move(pattern), encoding);
}

ValueSourcePtr words(const Pool *pool, int least, int most)
{
    return std::make_unique<Words>(pool, least, most);
}

ValueSourcePtr boolean(double share)
{
    return std::make_unique<Boolean>(share);
}

ValueSourcePtr sequence(std::size_t index, qint64 step)
{
    return std::make_unique<Sequence>(index, step);
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

ValueSourcePtr optional(ValueSourcePtr source, double share)
{
    return std::make_unique<Optional>(std::move(source), share);
}

}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/sources.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <array>
#include <charconv>

namespace eventscope {

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

ValueSourcePtr optional(ValueSourcePtr source, double share)
{
    return std::make_unique<Optional>(std::move(source), share);
}

}

}

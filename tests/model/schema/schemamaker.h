// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <QRandomGenerator>

#include <string>
#include <vector>

namespace eventscope::test {

using Json = nlohmann::ordered_json;

enum class SchemaDraft { Draft07, Draft202012 };

// Dice, and what values and schemas are made of: few names and small numbers, so that they meet.
class Dice {
public:
    explicit Dice(quint32 seed)
        : m_random(seed)
    {}

    int below(int end) { return m_random.bounded(end); }
    int between(int first, int last) { return m_random.bounded(first, last + 1); }
    bool once(int of) { return m_random.bounded(of) == 0; }    // true once of so many times
    template <typename List>
    auto oneOf(const List &list)
    {
        return *(std::begin(list) + m_random.bounded(static_cast<int>(std::size(list))));
    }
    template <typename T>
    T oneOf(std::initializer_list<T> list)
    {
        return *(list.begin() + m_random.bounded(static_cast<int>(list.size())));
    }

    // Numbers far from 1 too, or not. ajv's multipleOf reads the digits before an "e" alone, so that these two do
    // not meet.
    void setFar(bool far) { m_far = far; }
    [[nodiscard]] bool isFar() const { return m_far; }

    std::string name();
    std::string text();
    Json number();
    Json value(int depth);

private:
    QRandomGenerator m_random;
    bool m_far = false;
};

struct SamplePattern {
    const char *pattern;
    const char *fitting;
};
// Patterns that mean the same in ECMA-262 and to JsonSchema, each with a text that fits.
[[nodiscard]] const std::vector<SamplePattern> &samplePatterns();

// Random schemas of one draft, every keyword of it but "format" and the content ones. None refers to itself
// without going into a part of the value. What ajv is known to judge otherwise than the draft says is not made:
// the reason stands where it is left out.
class SchemaMaker {
public:
    SchemaMaker(Dice &dice, SchemaDraft draft)
        : m_dice(dice)
        , m_draft(draft)
    {}

    // The number makes its URIs its own.
    [[nodiscard]] Json document(int number);

private:
    // What an "unevaluated…" around asks of a schema that judges the same value. ajv has its own idea of what was
    // evaluated by an "if" that fails or a dependent schema that does not apply, and among alternatives by anything
    // but "properties": these are not made there, nor is what refers to them.
    enum class Counted { None, Named, Plain };
    // Where a schema stands: what it may refer to.
    struct Place {
        int depth = 0;
        int firstTarget = 0;    // the first of the definitions it may refer to
        bool inside = false;    // it judges a part of the value: it may refer to anything
        Counted counted = Counted::None;
        bool closed = false;    // nothing in it refers to anything
    };

    [[nodiscard]] bool modern() const { return m_draft == SchemaDraft::Draft202012; }
    [[nodiscard]] static Place within(Place place);
    [[nodiscard]] static Place beside(Place place);
    [[nodiscard]] Json schema(Place place);
    [[nodiscard]] Json schemas(Place place);
    [[nodiscard]] Json names();
    [[nodiscard]] Json count(int end);
    [[nodiscard]] Json keywords(Place place);
    void addKeyword(Json &to, Place place);
    void addAny(Json &to);
    void addNumber(Json &to);
    void addString(Json &to);
    void addObject(Json &to, Place place);
    void addArray(Json &to, Place place);
    void addModernArray(Json &to, Place place);
    void addOldArray(Json &to, Place place);
    void addCombination(Json &to, Place place);
    void addReference(Json &to, Place place);
    [[nodiscard]] Json unevaluated(Place place);

    Dice &m_dice;
    SchemaDraft m_draft;
    std::vector<std::vector<std::string>> m_targets;    // the ways to refer to each definition
};

}

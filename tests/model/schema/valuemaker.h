// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemamaker.h"

namespace eventscope::test {

// Random values for one schema: made to fit it as well as a quick look at it can, then changed a little in
// half of the cases, so that about half of them are valid.
class ValueMaker {
public:
    ValueMaker(Dice &dice, const Json &document)
        : m_dice(dice)
        , m_document(document)
    {}

    [[nodiscard]] Json value();

private:
    [[nodiscard]] Json fitting(const Json &schema, int depth);
    [[nodiscard]] Json gathered(const Json &schema, int depth);
    [[nodiscard]] const Json &referred(const std::string &reference) const;
    [[nodiscard]] std::string typeFor(const Json &schema);
    [[nodiscard]] Json object(const Json &schema, int depth);
    [[nodiscard]] Json array(const Json &schema, int depth);
    [[nodiscard]] Json string(const Json &schema);
    [[nodiscard]] Json number(const Json &schema, bool integer);
    void change(Json &value, int depth);

    Dice &m_dice;
    const Json &m_document;
};

// The value as JSON text in one of its spellings: escapes, fractions, exponents, blanks; the same value to
// every reader.
[[nodiscard]] std::string respelled(const Json &value, Dice &dice);

}

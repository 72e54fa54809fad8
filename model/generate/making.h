// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/timestamp.h"
#include "generate/random.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// How long a made text or JSON may grow: values within values could otherwise fill the memory. What would
// stand behind is left out.
inline constexpr std::size_t mostMadeBytes = 1U << 20U;

// A value that was made: a text, any other JSON, or none.
struct MadeText {
    enum class Form : quint8 { NotYet, Absent, Text, Json };

    Form form = Form::NotYet;
    std::string text;    // plain, without quotes and escapes, of a Text; else JSON

    void setAbsent() { form = Form::Absent; }
    std::string &start(Form of)
    {
        form = of;
        text.clear();
        return text;
    }
    [[nodiscard]] bool isPresent() const { return form == Form::Text || form == Form::Json; }
    void writeTo(std::string &json) const;
};

// One of a pool: whole, and its members where it is an object.
struct PoolItem {
    MadeText whole;
    std::vector<MadeText> fields;    // in the order of Pool::fields
    std::size_t place = 0;           // in the pool
};

struct Made {
    MadeText own;
    const PoolItem *item = nullptr;    // instead of `own`

    [[nodiscard]] const MadeText &whole() const { return item ? item->whole : own; }
};

struct Making;

// Where a value comes from. Immutable.
class ValueSource {
public:
    ValueSource() = default;
    virtual ~ValueSource() = default;
    ValueSource(const ValueSource &) = delete;
    ValueSource &operator=(const ValueSource &) = delete;

    virtual void make(Making &making, Made &made) const = 0;
};

using ValueSourcePtr = std::unique_ptr<const ValueSource>;

// What one event is being made from. A value with a name is drawn when it is first asked for and stays
// the same for the event.
struct Making {
    Random &random;
    const std::vector<ValueSourcePtr> &sources;    // of the named values
    std::vector<Made> &values;                     // of the same length
    std::vector<qint64> &sequences;                // the next number of each
    Micros time = 0;

    const Made &value(std::size_t slot)
    {
        Made &made = values[slot];
        if (made.own.form == MadeText::Form::NotYet && !made.item)
            sources[slot]->make(*this, made);
        return made;
    }
};

// A named value, or a member of the pool's item that it picked.
struct Reference {
    std::size_t slot = 0;
    qsizetype field = -1;

    [[nodiscard]] const MadeText &in(Making &making) const;
};

// A text with values in it: "{tenant.id}-{number}".
struct TextPattern {
    struct Piece {
        std::string literal;    // before the value
        Reference value;
    };
    std::vector<Piece> pieces;
    std::string tail;

    void appendTo(std::string &text, Making &making) const;
};

// A string as JSON, quotes included.
void appendQuoted(std::string &json, std::string_view text);

}

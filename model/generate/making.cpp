// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/making.h"

#include <algorithm>

namespace eventscope {

namespace {

bool isPlain(char c)
{
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

void appendEscaped(std::string &json, char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    if (c == '"' || c == '\\') {
        json += '\\';
        json += c;
    } else if (c == '\n') {
        json += "\\n";
    } else {
        json += "\\u00";
        json += digits[static_cast<unsigned char>(c) >> 4U];
        json += digits[static_cast<unsigned char>(c) & 15U];
    }
}

}

void appendQuoted(std::string &json, std::string_view text)
{
    json += '"';
    if (std::all_of(text.begin(), text.end(), isPlain)) {
        json += text;
    } else {
        for (const char c : text) {
            if (isPlain(c))
                json += c;
            else
                appendEscaped(json, c);
        }
    }
    json += '"';
}

void MadeText::writeTo(std::string &json) const
{
    if (form == Form::Text)
        appendQuoted(json, text);
    else
        json += text;
}

const MadeText &Reference::in(Making &making) const
{
    static const MadeText absent{MadeText::Form::Absent, {}};
    const Made &made = making.value(slot);
    if (field < 0)
        return made.whole();
    return made.item ? made.item->fields[static_cast<std::size_t>(field)] : absent;
}

void TextPattern::appendTo(std::string &text, Making &making) const
{
    for (const Piece &piece : pieces) {
        if (text.size() > mostMadeBytes)
            return;
        text += piece.literal;
        text += piece.value.in(making).text;
    }
    text += tail;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontext.h"

#include <optional>
#include <string_view>

namespace eventscope {

// What keys mean in a JSON text, as an edit of it and where the caret is then. Pure; every look around is
// bounded, so that the cost does not grow with the text.
struct KeyedText {
    TextEdit edit;
    quint32 caret = 0;
};

// The selection [from, to) gives way to a line end, as the text's first one, and the line's indent; behind
// an opening bracket one level more. Between two brackets the closing one gets a line of its own.
[[nodiscard]] KeyedText newLineAt(std::string_view text, quint32 from, quint32 to);
// A closing bracket typed where only spaces stand before it goes as deep as its opening one.
[[nodiscard]] KeyedText closingBracketAt(std::string_view text, quint32 from, quint32 to, char bracket);
// The lines of [from, to) one level deeper, or less deep: one edit of these lines. Nothing where there is
// nothing to change.
[[nodiscard]] std::optional<TextEdit> indented(std::string_view text, quint32 from, quint32 to, bool deeper);

// Where the bracket at the offset, which stands outside strings, has its partner; nothing where there is
// none within 250 kB.
[[nodiscard]] std::optional<quint32> partnerOf(std::string_view text, quint32 bracket);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "event/result.h"

#include <QByteArray>

#include <vector>

namespace eventscope {

// Replace `length` bytes at `offset` by `text`. Offsets are those of the text before any edit.
struct TextEdit {
    quint32 offset = 0;
    quint32 length = 0;
    QByteArray text;

    friend bool operator==(const TextEdit &, const TextEdit &) = default;
};

// The text with all edits made. They must be sorted by offset and not overlap.
[[nodiscard]] QByteArray applied(const QByteArray &text, const std::vector<TextEdit> &edits);

// The edits that set the value at a pointer to a raw JSON text, remove the member or item there, or
// rename a member's key. Only the addressed bytes change: key order, spacing, number spelling and
// unknown members stay. Missing parents are inserted as objects; comma and indent are as the
// neighbours have them. Of duplicate keys the last is meant. The tape is that of the text.
//
// BadInput when the pointer leads through a scalar, or past an array's end ("-" appends).
[[nodiscard]] Result<std::vector<TextEdit>> editToSet(
    const JsonTape &tape, const JsonPointer &at, QByteArrayView rawValue);
[[nodiscard]] Result<std::vector<TextEdit>> editToRemove(const JsonTape &tape, const JsonPointer &at);
[[nodiscard]] Result<std::vector<TextEdit>> editToRename(
    const JsonTape &tape, const JsonPointer &at, QStringView newKey);
// `// …` and `/* … */` outside strings, and commas before a closing bracket, as edits that remove them.
// Nothing when there are none. Works on broken texts.
[[nodiscard]] std::vector<TextEdit> editsToStripComments(std::string_view text);

// A string as JSON text, quotes included.
[[nodiscard]] QByteArray quoted(QStringView string);
[[nodiscard]] QByteArray quoted(std::string_view utf8);

}

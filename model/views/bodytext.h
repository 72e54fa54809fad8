// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace eventscope {

// A body as a person reads it: what it is, and that as UTF-8. A value.
struct BodyText {
    enum class Kind : quint8 { Empty, Json, Text, Binary };

    Kind kind = Kind::Empty;
    // JSON as it came; text decoded, its controls as signs; of anything else rows of hexadecimal.
    QByteArray text;
    QString what;    // "JSON", "Text (UTF-16LE)", "Bytes"; empty when there is none

    // A body of a reply. What it is, its bytes decide; its content type (may be empty) names the encoding of
    // a text. `cut`: only the beginning is there, so that JSON need not be whole.
    [[nodiscard]] static BodyText of(const QByteArray &bytes, QByteArrayView contentType, bool cut = false);
    // JSON that is shown to the last byte.
    [[nodiscard]] static BodyText json(const QByteArray &bytes);
};

// JSON with each member and item on its own line; spellings, order and duplicates stay, white space outside
// strings goes. Reads broken JSON too. Nothing where that would be longer than `most` bytes.
[[nodiscard]] std::optional<QByteArray> indentedJson(const QByteArray &json, qsizetype most = 64 << 20);

// Control characters and those that turn the direction of writing, as signs; line breaks and tabs stay.
[[nodiscard]] QString visibleText(const QString &text);
// The same in one line: line breaks and tabs are signs too.
[[nodiscard]] QString visibleLine(const QString &text);

// "1 byte", "12,345 bytes".
[[nodiscard]] QString byteCount(qint64 bytes);

}

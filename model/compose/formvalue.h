// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/formspec.h"

namespace eventscope {

// What a field shows of a value: text as a person types it, and which type the value is of.
struct FieldValue {
    bool present = false;
    JsonType type = JsonType::Null;
    QString text;        // a string decoded; anything else its raw text
    bool cut = false;    // the text is the beginning alone: not to be edited in a field

    friend bool operator==(const FieldValue &, const FieldValue &) = default;
};

// Of an absent value too. Raw text of more than 64 KiB is cut.
[[nodiscard]] FieldValue fieldValue(JsonValue value);
[[nodiscard]] JsonType typeOf(JsonValue value);
[[nodiscard]] QString typeMark(JsonType type);    // "abc", "123", "1.5", "T/F", "null", "{ }", "[ ]"

// The raw JSON text for what was typed into a field. What is typed decides among the types the field
// allows: a number where numbers are allowed and the text is a JSON number, true, false and null where
// only these fit, else a string: what does not fit becomes a string and a finding says so, so that nothing
// typed is lost. With `as`, that type where the text can be one.
[[nodiscard]] QByteArray rawFor(const FormField &field, const QString &text, std::optional<JsonType> as = {});
// The same text as another type: "5" and 5; nothing where it cannot be one (abc as a number).
[[nodiscard]] std::optional<QByteArray> converted(const FieldValue &value, JsonType to);

// A moment in the field's spelling, and the moment a value names.
[[nodiscard]] QByteArray rawTime(const TimeSpelling &spelling, Micros moment);
[[nodiscard]] std::optional<Micros> momentOf(const TimeSpelling &spelling, JsonValue value);
// Base64 of the SHA-256 of a text, as UTF-8.
[[nodiscard]] QByteArray rawSha256(const QString &text);

// A fresh value for a field, for an "insert" in the form: its sample where it has one, else the first
// choice, else the least value of its first type; times are now.
[[nodiscard]] QByteArray freshValue(const FormField &field, Micros now);
// The least text of a new event of that shape and kind: required members with placeholders of their type
// ("", 0, false, {}, []), the kind and what has one value alone set. Times are "", not now: nothing is
// invented, and a finding asks for them. Two spaces of indent, members in the form's order.
[[nodiscard]] QByteArray blankEvent(
    const Service &service, QByteArrayView shape, QByteArrayView kind, QByteArrayView transport = {});

}

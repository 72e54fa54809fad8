// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <QByteArray>

#include <vector>

namespace eventscope {

// One member of an object, as it is spelled.
struct RawMember {
    QByteArray key;      // JSON text, quotes included
    QByteArray name;     // decoded
    QByteArray value;    // JSON text
};

// An object that is being changed: its members in their order, each with the exact text of its value, so
// that numbers keep their spelling and unknown members stay.
class JsonMembers {
public:
    JsonMembers() = default;
    // Of duplicate keys the last. Nothing for a value that is no object.
    explicit JsonMembers(JsonValue object);

    [[nodiscard]] const std::vector<RawMember> &all() const noexcept { return m_members; }
    [[nodiscard]] bool isEmpty() const noexcept { return m_members.empty(); }
    [[nodiscard]] const QByteArray *find(QByteArrayView name) const noexcept;
    // In the place of the one of that name, or as a new last one.
    void set(QByteArrayView name, const QByteArray &value);
    // The same for a name that is known to be new: without looking for it.
    void add(QByteArrayView name, const QByteArray &value);
    // Nothing without one of that name.
    void rename(QByteArrayView name, QByteArrayView newName);
    void remove(QByteArrayView name);

    [[nodiscard]] QByteArray text() const;

private:
    std::vector<RawMember> m_members;
};

// A JSON text with the tape of it. Empty where the text is no JSON.
class ReadJson {
public:
    explicit ReadJson(QByteArray text);
    ReadJson(const ReadJson &) = delete;
    ReadJson &operator=(const ReadJson &) = delete;

    [[nodiscard]] JsonValue root() const noexcept { return m_tape.isEmpty() ? JsonValue() : m_tape.root(); }

private:
    QByteArray m_text;
    JsonTape m_tape;
};

// A list of JSON texts, as one.
[[nodiscard]] QByteArray jsonList(const QByteArrayList &items);
// A name or text in UTF-8, as a JSON string.
[[nodiscard]] QByteArray jsonString(QByteArrayView utf8);
// The value over several lines, indented by two, its scalars and keys as they are spelled; lists of scalars
// that fit stand on one line. The first line is not indented, those below by `indent` more.
[[nodiscard]] QByteArray indentedJson(JsonValue value, int indent = 0);

}

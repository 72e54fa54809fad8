// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"

#include <QByteArray>

#include <memory>
#include <utility>
#include <vector>

namespace eventscope {

// A new JSON object, put together member by member. A value.
class JsonOutline {
public:
    // An object there, empty unless something is set in it; those around it likewise.
    void object(const JsonPointer &at);
    // A raw JSON text there.
    void set(const JsonPointer &at, const QByteArray &raw);

    [[nodiscard]] QByteArray onOneLine() const;
    [[nodiscard]] QByteArray indented() const;    // by two spaces

private:
    [[nodiscard]] JsonOutline &at(const JsonPointer &pointer);
    void write(QByteArray &text, const QByteArray &line, bool indented) const;

    QByteArray m_raw;    // empty: an object
    std::vector<std::pair<std::string, std::unique_ptr<JsonOutline>>> m_members;
};

}

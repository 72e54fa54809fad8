// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "service/service.h"

#include <optional>

namespace eventscope {

// Where a service's events carry the key by which it knows one that it has already, and what a fresh one looks
// like. A value.
class DedupField {
public:
    // Nothing where the definition names none.
    [[nodiscard]] static std::optional<DedupField> of(const Service &service);

    // Whether the event has one: a string that is not empty, or a number.
    [[nodiscard]] bool isIn(JsonValue event) const noexcept;
    [[nodiscard]] const JsonPointer &at() const noexcept { return m_at; }
    [[nodiscard]] QByteArray fresh() const;
    // How long the service remembers one; 0: it does not say.
    [[nodiscard]] Micros window() const noexcept { return m_window; }
    // The text with that key in the place of whatever stands there; only these bytes change. BadInput where the
    // event cannot take it: the way there leads through a value that is no object.
    [[nodiscard]] Result<QByteArray> put(const JsonTape &event, const QByteArray &text, const QByteArray &key) const;

private:
    enum class Fill : quint8 { Uuid, Hex32 };

    JsonPointer m_at;
    Fill m_fill = Fill::Uuid;
    Micros m_window = 0;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QByteArray>

#include <vector>

namespace eventscope {

// What is wrong with a definition, and where in it.
struct DefinitionFault {
    QByteArray pointer;    // RFC 6901; "" is the whole file
    QString reason;        // a sentence for people, place left out

    friend bool operator==(const DefinitionFault &, const DefinitionFault &) = default;
};

// A BadInput whose message has one line for each fault, `file: pointer: reason`; at most 20 of them,
// then how many more there are. There must be one.
[[nodiscard]] Error definitionError(const QString &file, const std::vector<DefinitionFault> &faults);

// A pointer with one more token, escaped.
[[nodiscard]] QByteArray pointerBelow(QByteArrayView parent, std::string_view token);
[[nodiscard]] QByteArray pointerBelow(QByteArrayView parent, std::size_t item);

}

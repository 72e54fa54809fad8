// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventfilter.h"

namespace eventscope {

// The canonical form of a filter's tree, as EventFilter describes it: an All that means the same.
[[nodiscard]] EventFilter::Node canonicalRoot(EventFilter::Node root);

// A canonical tree, or one of its conjuncts, in the grammar that FilterParser reads.
[[nodiscard]] QString filterText(const EventFilter::Node &node);

// A field's key in the grammar, such as `tenant`; empty for Path.
[[nodiscard]] QLatin1String fieldKey(Field field);
// "and", "or", "not" in any case.
[[nodiscard]] bool isFilterKeyword(QStringView word);

// What a value in the grammar stands for, quotes already taken off: of a wildcard pattern, where
// backslashes count, or of literal text.
enum class ValueKind { Pattern, Literal };
[[nodiscard]] QByteArray decodedValue(QStringView written, ValueKind kind);

// A pattern with its backslashes in canonical form.
[[nodiscard]] QByteArray canonicalPattern(QByteArrayView pattern);

}

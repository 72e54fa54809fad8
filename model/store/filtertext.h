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

// Whether a value must stand in quotes to be read back; those quotes around it.
[[nodiscard]] bool needsQuotes(QStringView value);
[[nodiscard]] QString inQuotes(const QString &value);
// As decodedValue() reads it back, quotes left out.
[[nodiscard]] QString escaped(const QByteArray &value, ValueKind kind);

// What parts a field or path from its value begins with `:`, `=`, `<` or `>`.
[[nodiscard]] bool isOperator(QChar c);
[[nodiscard]] bool hasOperator(QStringView text);

// The end of a regular expression that stands without quotes: at a space, or at a closing bracket that it did not
// open.
[[nodiscard]] qsizetype expressionEnd(QStringView text, qsizetype from);

// A pattern with its backslashes in canonical form.
[[nodiscard]] QByteArray canonicalPattern(QByteArrayView pattern);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "store/eventfilter.h"

#include <vector>

namespace eventscope {

// Paths of filter terms (FilterTerm::path) and how people write them: names joined by dots where every name
// is plain, else JSON pointers.

// Whether it is a JSON pointer, or `props.` and a name.
[[nodiscard]] bool isFilterPath(QByteArrayView path);

// The path that names joined by dots mean; nothing where the text is not two such names or more.
[[nodiscard]] std::optional<QByteArray> pathOfNames(QStringView text);

// The path as the grammar has it, in quotes where it needs them: what FilterParser reads in front of an operator.
[[nodiscard]] QString pathText(const QByteArray &path);

// Where to look: a JSON pointer itself; for `props.name` that name in /props and in each of the places, and where
// the name has dots also along them, `props.a.b` being /props/a.b or /props/a/b.
[[nodiscard]] std::vector<JsonPointer> pointersOf(QByteArrayView path, const QList<QByteArray> &places);

}

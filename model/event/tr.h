// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

namespace eventscope {

// The translation of a text that a free function shows; `n` fills its %n. Any thread.
inline QString tr(const char *text, const char *disambiguation = nullptr, int n = -1)
{
    return QCoreApplication::translate("eventscope", text, disambiguation, n);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

namespace eventscope {

// The translation of a text that a free function shows; `n` fills its %n, and decides about each "(s)", for which the
// language of the source has no translation. Any thread.
inline QString tr(const char *text, const char *disambiguation = nullptr, int n = -1)
{
    QString words = QCoreApplication::translate("eventscope", text, disambiguation, n);
    if (n >= 0)
        words.replace(QLatin1String("(s)"), QLatin1String(n == 1 ? "" : "s"));
    return words;
}

}

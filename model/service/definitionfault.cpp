// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/definitionfault.h"

#include "event/tr.h"

#include "service/servicetext.h"

#include <QStringList>

namespace eventscope {

using namespace Qt::StringLiterals;

Error definitionError(const QString &file, const std::vector<DefinitionFault> &faults)
{
    constexpr std::size_t shown = 20;
    QStringList lines;
    for (std::size_t i = 0; i < std::min(shown, faults.size()); ++i) {
        const QString place = faults[i].pointer.isEmpty() ? u"/"_s : QString::fromUtf8(faults[i].pointer);
        lines.append(u"%1: %2: %3"_s.arg(file, place, faults[i].reason));
    }
    if (faults.size() > shown)
        lines.append(tr("%1: %n more fault(s).", nullptr, static_cast<int>(faults.size() - shown)).arg(file));
    return {Error::Kind::BadInput, lines.join(u'\n')};
}

QByteArray pointerBelow(QByteArrayView parent, std::string_view token)
{
    QByteArray pointer = parent.toByteArray();
    pointer.append('/');
    for (const char c : token) {
        if (c == '~')
            pointer.append("~0");
        else if (c == '/')
            pointer.append("~1");
        else
            pointer.append(c);
    }
    return pointer;
}

QByteArray pointerBelow(QByteArrayView parent, std::size_t item)
{
    return pointerBelow(parent, std::to_string(item));
}

}

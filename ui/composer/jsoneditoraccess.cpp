// SPDX-License-Identifier: GPL-3.0-or-later
//
// What assistive tools are told of EditorSurface.
#include "composer/jsoneditorsurface.h"

#include <QAccessibleWidget>

namespace eventscope {

namespace {

constexpr qsizetype toldAtMost = 1'000'000;

// For a long text, by name and description alone: QScintilla counts all characters before the caret, each time it
// paints, to tell where that is. Null: as QScintilla does it.
QAccessibleInterface *withoutText(const QString &className, QObject *object)
{
    if (className != QLatin1String(EditorSurface::staticMetaObject.className()))
        return nullptr;
    auto *surface = qobject_cast<EditorSurface *>(object);
    const bool isLong = surface && surface->text().size() > toldAtMost;
    return isLong ? new QAccessibleWidget(surface, QAccessible::EditableText) : nullptr;
}

}

void EditorSurface::fitAccessible()
{
    const bool isTold = text().size() <= toldAtMost;
    if (isTold == m_isTold)
        return;
    m_isTold = isTold;
    static const bool installed = [] {
        QAccessible::installFactory(withoutText);
        return true;
    }();
    Q_UNUSED(installed);
    // The next to ask gets the other one.
    if (QAccessibleInterface *known = QAccessible::queryAccessibleInterface(this))
        QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(known));
}

}

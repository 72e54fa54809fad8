// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/ruletexts.h"

#include "event/jsonpointer.h"
#include "event/utf8.h"
#include "schema/schemasentences.h"

#include <QCoreApplication>

namespace eventscope::ruletext {

QString excerpt(JsonValue value)
{
    return schema::excerpt(value);
}

QString name(JsonValue key)
{
    return schema::quotedName(key);
}

QString name(const QString &name)
{
    return schema::quotedName(name);
}

QString sentence(QString text)
{
    if (text.isEmpty())
        return text;
    text[0] = text.at(0).toUpper();
    if (!QStringLiteral(".!?…").contains(text.back()))
        text += u'.';
    return text;
}

QString subject(JsonValue value)
{
    const auto pointer = JsonPointer::parse(viewOf(pointerTo(value)));
    if (!pointer || pointer->isRoot() || !pointer->parent().in(value.tape()->root()).isObject())
        return QCoreApplication::translate("Rule", "this value");
    return schema::quotedName(stringOf(pointer->tokens().back()));
}

}

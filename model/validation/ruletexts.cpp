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
    // What is right already stays shared.
    if (const QChar capital = text.at(0).toUpper(); capital != text.at(0))
        text[0] = capital;
    if (!QStringView(u".!?…").contains(text.back()))
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

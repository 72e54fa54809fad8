// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/formspec.h"
#include "service/services.h"

#include <QFile>
#include <QTest>

#include <array>

namespace eventscope::test {

inline QByteArray widgetName(FormWidget widget)
{
    static constexpr std::array<const char *, 12> names{"text", "multiline", "number", "boolean", "choice", "time",
        "sha256", "pairs", "list", "group", "any", "source"};
    return names[static_cast<std::size_t>(widget)];
}

inline QByteArray typeNames(const std::vector<JsonType> &types)
{
    static constexpr std::array<const char *, 7> names{
        "null", "boolean", "integer", "number", "string", "object", "array"};
    QByteArrayList list;
    for (const JsonType type : types)
        list.push_back(names[static_cast<std::size_t>(type)]);
    return types.empty() ? QByteArray("any") : list.join('|');
}

// One field a line: pointer, label, widget, types, and what else is to be said of it.
inline QByteArray fieldText(const FormField &field, const QByteArray &indent = "  ")
{
    QByteArrayList words{field.at.isRoot() ? QByteArray("(root)") : field.at.text(), "“" + field.label.toUtf8() + "”",
        widgetName(field.widget), typeNames(field.types)};
    const auto flag = [&](bool set, const QByteArray &word) {
        if (set)
            words.push_back(word);
    };
    flag(field.required, "required");
    flag(field.readOnly, "read-only");
    flag(field.deprecated, "deprecated");
    flag(field.secret, "secret");
    flag(field.kind, "kind");
    if (field.parent)
        words.push_back("in " + (field.parent->isRoot() ? QByteArray("(root)") : field.parent->text()));
    if (field.time)
        words.push_back("time " + QByteArray::number(int(field.time->format)) + (field.time->quoted ? " quoted" : ""));
    if (!field.choices.empty())
        words.push_back("of " + QByteArrayList(field.choices.begin(), field.choices.end()).join(' '));
    QByteArray text = indent + words.join("  ") + '\n';
    for (const FormField &inner : field.fields)
        text += fieldText(inner, indent + "    ");
    return field.item ? text + fieldText(*field.item, indent + "  * ") : text;
}

inline QByteArray specText(const FormSpec &spec)
{
    QByteArray text;
    for (const FormSection &section : spec.sections) {
        text += "[" + section.id + "] " + section.title.toUtf8() + (section.folded ? " (folded)" : "") + '\n';
        for (const FormField &field : section.fields)
            text += fieldText(field);
    }
    for (const FormObject &object : spec.objects) {
        text += "object " + object.at.text() + " “" + object.label.toUtf8() + "”" +
                (object.required ? " required" : "") + '\n';
        if (object.member)
            text += fieldText(*object.member, "  + ");
    }
    return text;
}

inline QByteArray fileText(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

inline ServicePtr serviceOf(const QByteArray &json)
{
    const auto service = Service::load(json, QStringLiteral("test.json"));
    if (!service)
        qFatal("%s", qPrintable(service.error().message));
    return *service;
}

// A definition whose only shape "event" has that schema. `more` are further members of the file, each with a
// comma behind it.
inline ServicePtr serviceWithSchema(const QByteArray &schema, const QByteArray &more = {})
{
    return serviceOf(R"({"format":1,"id":"test","title":"Test",)" + more +
                     R"("shapes":{"event":{"title":"Event","schema":"#/$defs/event","kind":"/kind"}},)"
                     R"("fields":{},"detect":{},"$defs":{"event":)" +
                     schema + "}}");
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemasentences.h"

#include "event/tr.h"
#include "event/utf8.h"

#include <bit>

namespace eventscope::schema {

namespace {

constexpr qsizetype longestExcerpt = 40;

QString cut(const QString &text)
{
    if (text.size() <= longestExcerpt)
        return text;
    qsizetype end = longestExcerpt - 1;
    if (text.at(end - 1).isHighSurrogate())
        --end;
    return text.left(end) + u'…';
}

// Enough bytes for the characters that are shown, at a boundary of UTF-8.
std::string_view beginning(std::string_view text)
{
    std::size_t end = std::min<std::size_t>(text.size(), longestExcerpt * 4);
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end);
}

}

QString excerpt(JsonValue value)
{
    if (value.isObject())
        return tr("an object");
    if (value.isArray())
        return tr("an array");
    return cut(stringOf(beginning(value.raw())));
}

QString described(JsonValue value)
{
    switch (value.kind()) {
    case JsonKind::String:
        return tr("the string %1").arg(excerpt(value));
    case JsonKind::Number:
        return tr("the number %1").arg(excerpt(value));
    default:
        return excerpt(value);
    }
}

namespace {

// Of one type alone, as most schemas name.
QString describedOne(Types type)
{
    switch (type) {
    case stringType:
        return tr("a string");
    case numberType:
        return tr("a number");
    case integerType:
        return tr("an integer");
    case booleanType:
        return tr("true or false");
    case objectType:
        return tr("an object");
    case arrayType:
        return tr("an array");
    default:
        return tr("null");
    }
}

}

QString described(Types types)
{
    if (std::has_single_bit(types))
        return describedOne(types);
    QStringList parts;
    const auto add = [&](Types type) {
        if ((types & type) != 0)
            parts << describedOne(type);
    };
    add(stringType);
    add((types & numberType) != 0 ? numberType : integerType);
    add(booleanType);
    add(objectType);
    add(arrayType);
    add(nullType);
    return alternatives(parts);
}

QString described(Format format)
{
    switch (format) {
    case Format::DateTime:
        return tr("a date and time with zone, such as 2026-03-29T12:00:00Z");
    case Format::Date:
        return tr("a date, such as 2026-03-29");
    case Format::Time:
        return tr("a time with zone, such as 12:00:00Z");
    case Format::Duration:
        return tr("a duration, such as P1DT12H");
    case Format::Email:
        return tr("an e-mail address");
    case Format::IdnEmail:
        return tr("an e-mail address, which may be international");
    case Format::Hostname:
        return tr("a host name");
    case Format::Ipv4:
        return tr("an IPv4 address");
    case Format::Ipv6:
        return tr("an IPv6 address");
    case Format::Uri:
        return tr("an absolute URI, such as https://example.com/a");
    case Format::UriReference:
        return tr("a URI or a relative reference");
    case Format::UriTemplate:
        return tr("a URI template, such as https://example.com/{id}");
    case Format::Iri:
        return tr("an absolute IRI, such as https://example.com/é");
    case Format::IriReference:
        return tr("an IRI or a relative reference");
    case Format::Uuid:
        return tr("a UUID, such as 123e4567-e89b-12d3-a456-426614174000");
    case Format::Regex:
        return tr("a regular expression");
    case Format::JsonPointer:
        return tr("a JSON pointer, such as /a/b");
    case Format::RelativeJsonPointer:
        return tr("a relative JSON pointer, such as 1/a");
    case Format::None:
        break;
    }
    return {};
}

QString listed(const std::vector<JsonValue> &values)
{
    constexpr std::size_t most = 8;
    QStringList parts;
    for (std::size_t i = 0; i < values.size() && i < most; ++i)
        parts << excerpt(values[i]);
    if (values.size() > most)
        return tr("%1, … (%2 in all)").arg(parts.join(QLatin1String(", "))).arg(values.size());
    return alternatives(parts);
}

QString alternatives(QStringList parts)
{
    if (parts.size() < 2)
        return parts.join(QString());
    const QString last = parts.takeLast();
    return tr("%1 or %2").arg(parts.join(QLatin1String(", ")), last);
}

QString quotedName(JsonValue key)
{
    return quotedName(stringOf(beginning(key.string())));
}

QString quotedName(const QString &name)
{
    return u'`' + cut(name) + u'`';
}

QString mustBe(const QString &subject, const QString &expected, const QString &found)
{
    return tr("%1 must be %2, but is %3").arg(subject, expected, found);
}

QString mustHave(const QString &subject, const QString &expected, const QString &found)
{
    return tr("%1 must have %2, but has %3").arg(subject, expected, found);
}

}

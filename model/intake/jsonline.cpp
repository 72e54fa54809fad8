// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/jsonline.h"

#include "event/jsontext.h"
#include "event/utf8.h"

namespace eventscope {

JsonLine &JsonLine::raw(const char *name, const QByteArray &json)
{
    if (!m_content.isEmpty())
        m_content += ',';
    if (m_kind == Kind::Object)
        m_content += quoted(std::string_view(name)) + ':';
    m_content += json;
    return *this;
}

JsonLine &JsonLine::text(const char *name, QStringView value)
{
    return raw(name, quoted(value));
}

JsonLine &JsonLine::text(const char *name, const QByteArray &utf8)
{
    return raw(name, quoted(viewOf(utf8)));
}

JsonLine &JsonLine::number(const char *name, qint64 value)
{
    return raw(name, QByteArray::number(value));
}

JsonLine &JsonLine::seconds(const char *name, double value)
{
    return raw(name, QByteArray::number(value, 'f', 3));
}

JsonLine &JsonLine::flag(const char *name, std::optional<bool> value)
{
    return raw(name, !value ? "null" : *value ? "true" : "false");
}

QByteArray JsonLine::json() const
{
    return m_kind == Kind::Object ? '{' + m_content + '}' : '[' + m_content + ']';
}

}

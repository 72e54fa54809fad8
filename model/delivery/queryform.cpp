// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/queryform.h"

#include "event/utf8.h"
#include "validation/members.h"

namespace eventscope {

namespace {

class QueryWriter {
public:
    void object(JsonValue object, const QByteArray &name, const JsonPointer &at);

    QueryParameters result;

private:
    void member(JsonValue key, JsonValue value, const QByteArray &before, const JsonPointer &at);
    void scalar(JsonValue value, const QByteArray &name, const JsonPointer &at);
    void add(const QByteArray &name, const QByteArray &value);
};

// A server that has decoded the name cannot tell a dot of its own from one that joins.
bool canBeName(JsonValue key, std::string_view name)
{
    return !name.empty() && !key.node().lone && name.find('.') == std::string_view::npos;
}

// Recursion is bounded by the levels that the tape allows.
void QueryWriter::object(JsonValue object, const QByteArray &name, const JsonPointer &at)
{
    forEachLastMember(object, true, [&](JsonValue key, JsonValue value) {
        std::string buffer;
        const std::string_view text = key.string(buffer);
        const JsonPointer place = at.child(text);
        if (canBeName(key, text))
            member(key, value, name.isEmpty() ? QByteArray() : name + '.', place);
        else
            result.left.push_back(place);
    });
}

void QueryWriter::member(JsonValue key, JsonValue value, const QByteArray &before, const JsonPointer &at)
{
    const QByteArray name = before + bytesOf(key.string()).toPercentEncoding();
    if (value.isObject() && value.size() > 0)
        object(value, name, at);
    else
        scalar(value, name, at);
}

void QueryWriter::scalar(JsonValue value, const QByteArray &name, const JsonPointer &at)
{
    if (value.isString() && !value.node().lone)
        add(name, bytesOf(value.string()));
    else if (value.isNumber() || value.isBool())
        add(name, bytesOf(value.raw()));
    else
        result.left.push_back(at);
}

void QueryWriter::add(const QByteArray &name, const QByteArray &value)
{
    if (!result.text.isEmpty())
        result.text += '&';
    result.text += name + '=' + value.toPercentEncoding();
}

}

QueryParameters queryParameters(JsonValue object)
{
    QueryWriter writer;
    writer.object(object, {}, {});
    return std::move(writer.result);
}

}

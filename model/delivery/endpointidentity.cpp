// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/endpointidentity.h"

#include "event/jsonpointer.h"
#include "event/utf8.h"

namespace eventscope {

namespace {

// As definitions read fields: a string, or the text of a number or boolean.
QByteArray textAt(JsonValue value)
{
    if (!value)
        return {};
    if (value.isString())
        return stringOf(value.string()).toUtf8();
    return value.isNumber() || value.isBool() ? bytesOf(value.raw()) : QByteArray();
}

}

Identity identityAt(const Endpoint &endpoint, const Event &event)
{
    Identity identity = event.identity;
    if (identity.tenant.isEmpty())
        identity.tenant = endpoint.customer;
    if (endpoint.userPointer.isEmpty())
        return identity;
    const auto pointer = JsonPointer::parse(viewOf(endpoint.userPointer));
    JsonTape tape;
    if (!pointer || !tape.read(viewOf(event.text)))
        return identity;
    QByteArray user = textAt(pointer->in(tape.root()));
    if (!user.isEmpty())
        identity.user = std::move(user);
    return identity;
}

}

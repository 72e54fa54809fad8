// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsontext.h"
#include "event/utf8.h"
#include "validation/judge.h"

namespace eventscope {

namespace {

QByteArray flag(bool value)
{
    return value ? QByteArrayLiteral("true") : QByteArrayLiteral("false");
}

}

QByteArray endpointText(const EndpointFacts &endpoint)
{
    QByteArray text = "{\"production\":" + flag(endpoint.production);
    if (!endpoint.customer.isEmpty())
        text += ",\"customer\":" + quoted(viewOf(endpoint.customer));
    QByteArrayList forms;
    for (const int form : endpoint.auth)
        forms.append(QByteArray::number(form));
    text += ",\"auth\":[" + forms.join(',') + ']';
    if (endpoint.keyParts) {
        QByteArrayList parts;
        for (const bool part : *endpoint.keyParts)
            parts.append(flag(part));
        text += ",\"key\":[" + parts.join(',') + ']';
    }
    if (endpoint.queued)
        text += ",\"queued\":" + QByteArray::number(*endpoint.queued);
    QByteArrayList headers;
    for (const QByteArray &header : endpoint.headers)
        headers.append(quoted(viewOf(header.toLower())) + ":true");
    return text + ",\"headers\":{" + headers.join(',') + "}}";
}

}

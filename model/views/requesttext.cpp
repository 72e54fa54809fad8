// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/requesttext.h"

namespace eventscope {

namespace {

QByteArray decoded(QByteArray part)
{
    return QByteArray::fromPercentEncoding(part.replace('+', ' '));
}

}

std::vector<NamedValue> queryParameters(const QByteArray &url)
{
    std::vector<NamedValue> parameters;
    const qsizetype question = url.indexOf('?');
    if (question < 0)
        return parameters;
    for (const QByteArray &pair : url.mid(question + 1).split('&')) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        const QByteArray name = equals < 0 ? pair : pair.left(equals);
        parameters.push_back({decoded(name), equals < 0 ? QByteArray() : decoded(pair.mid(equals + 1))});
    }
    return parameters;
}

QByteArray urlWithoutQuery(const QByteArray &url)
{
    const qsizetype question = url.indexOf('?');
    return question < 0 ? url : url.left(question);
}

QByteArray requestAsText(const Request &request)
{
    QByteArray text = request.method + ' ' + request.url + '\n';
    for (const NamedValue &header : request.headers)
        text += header.name + ": " + header.value + '\n';
    return text + '\n' + request.body;
}

}

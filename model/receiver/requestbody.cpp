// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/requestbody.h"

#include "event/inflate.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringDecoder>

namespace eventscope {

namespace {

QString bodySentence(const char *text)
{
    return QCoreApplication::translate("Receiver", text);
}

QByteArray withoutMark(const QByteArray &text)
{
    return text.startsWith("\xEF\xBB\xBF") ? text.sliced(3) : text;
}

QByteArray charsetOf(const HttpRequest &request)
{
    const QList<QByteArray> parts = request.header("Content-Type").split(';');
    for (qsizetype i = 1; i < parts.size(); ++i) {
        const QByteArray part = parts[i].trimmed();
        const qsizetype equals = part.indexOf('=');
        if (equals < 0 || part.first(equals).trimmed().toLower() != "charset")
            continue;
        QByteArray value = part.sliced(equals + 1).trimmed().toLower();
        if (value.size() >= 2 && value.startsWith('"') && value.endsWith('"'))
            value = value.sliced(1, value.size() - 2);
        return value;
    }
    return {};
}

ReceivedBody decoded(QByteArray bytes, const QByteArray &charset)
{
    if (charset.isEmpty() || charset == "utf-8" || charset == "utf8" || charset == "us-ascii")
        return {withoutMark(bytes), 0, {}};
    QStringDecoder decoder(charset.constData(), QStringDecoder::Flag::Default);
    if (!decoder.isValid()) {
        return {std::move(bytes), 415,
            bodySentence("The charset %1 is not read here; send UTF-8.").arg(QString::fromLatin1(charset))};
    }
    const QString text = decoder.decode(bytes);
    if (decoder.hasError())
        return {std::move(bytes), 400, bodySentence("The body is not in the charset that its headers name.")};
    return {withoutMark(text.toUtf8()), 0, {}};
}

}

QByteArray mediaType(const HttpRequest &request)
{
    return request.header("Content-Type").split(';').constFirst().trimmed().toLower();
}

bool mayBeJson(const QByteArray &mediaType)
{
    return mediaType.isEmpty() || mediaType == "application/json" || mediaType == "text/json" ||
           mediaType == "text/plain" || mediaType == "application/x-www-form-urlencoded" || mediaType.endsWith("+json");
}

ReceivedBody receivedBody(const HttpRequest &request, qint64 most)
{
    const QByteArray coding = request.header("Content-Encoding");
    Inflated body = inflatedBody(request.body, coding, most);
    switch (body.end) {
    case Inflated::End::TooLarge:
        return {{}, 413, bodySentence("The body holds more than %1.").arg(QLocale().formattedDataSize(most))};
    case Inflated::End::Broken:
        return {request.body, 400,
            bodySentence("The body is not the %1 that its headers announce, or is cut off.")
                .arg(QString::fromLatin1(coding.trimmed()))};
    case Inflated::End::Unknown:
        return {request.body, 415,
            bodySentence("The content coding %1 is not read here; send gzip, deflate or none.")
                .arg(QString::fromLatin1(coding.trimmed()))};
    case Inflated::End::Whole:
        break;
    }
    return decoded(std::move(body.bytes), charsetOf(request));
}

}

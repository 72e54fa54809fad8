// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/exporttext.h"

#include "event/jsontext.h"
#include "event/utf8.h"

namespace eventscope {

namespace {

constexpr QByteArrayView byteOrderMark = "\xef\xbb\xbf";

QByteArray withoutMark(const QByteArray &text)
{
    return text.startsWith(byteOrderMark) ? text.sliced(byteOrderMark.size()) : text;
}

// The envelope's text with one member more, at its end.
QByteArray wrapped(const QByteArray &envelope, bool hasMembers, const QByteArray &member, const QByteArray &text)
{
    const qsizetype end = envelope.lastIndexOf('}');
    return envelope.first(end) + (hasMembers ? "," : "") + quoted(viewOf(member)) + ":[" + text + "]" +
           envelope.sliced(end);
}

}

QByteArray exportedText(const Event &event, const Services &services)
{
    QByteArray text = withoutMark(event.text);
    if (event.envelope.isEmpty())
        return text;
    JsonTape tape;
    if (const ServicePtr service = services.find(event.service); service && tape.read(viewOf(event.envelope))) {
        const bool hasMembers = tape.root().size() > 0;
        for (const QByteArray &member : service->envelopeMembers()) {
            QByteArray body = wrapped(event.envelope, hasMembers, member, text);
            if (tape.read(viewOf(body)) && service->envelopeMember(tape.root()) == member)
                return body;
        }
    }
    return "{\"envelope\":" + event.envelope + ",\"event\":" + text + '}';
}

QByteArray onOneLine(QByteArray json)
{
    json.replace('\n', QByteArray());
    json.replace('\r', QByteArray());
    return json;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/utf8.h"
#include "intake/cutter.h"

#include <QBuffer>

#include <zlib.h>

namespace eventscope::test {

// Writes down what is cut, one line each, to be compared with a table:
//   event 1:0 {"a":1} | {"app_key":"x"}
//   reject 2:8+5 'tru' is no JSON value
class CutRecorder : public CutSink {
public:
    bool event(const JsonTape &tape, const QByteArray &envelope, const CutPlace &at) override
    {
        const QByteArray text = bytesOf(tape.root().raw());
        texts << text;
        QByteArray line = "event " + QByteArray::number(at.line) + ':' + QByteArray::number(at.offset) + ' ' + text;
        log << (envelope.isEmpty() ? line : line + " | " + envelope);
        return texts.size() + rejects != stopAfter;
    }
    bool reject(std::string_view bytes, const CutPlace &at, const QString &reason, bool commented) override
    {
        ++rejects;
        rejectedBytes << bytesOf(bytes);
        anyCommented = anyCommented || commented;
        log << "reject " + QByteArray::number(at.line) + ':' + QByteArray::number(at.offset) + '+' +
                   QByteArray::number(at.length) + ' ' + reason.toUtf8() + (commented ? " (comments)" : "");
        return texts.size() + rejects != stopAfter;
    }
    bool request(std::string_view body, qint64 events, const CutPlace &at, const QString &unread) override
    {
        requests << QByteArray::number(at.line) + ' ' + QByteArray::number(events) + ' ' + bytesOf(body) +
                        (unread.isEmpty() ? QByteArray() : " unread " + unread.toUtf8());
        return true;
    }

    QByteArrayList log;
    QByteArrayList texts;
    QByteArrayList requests;
    QByteArrayList rejectedBytes;
    qsizetype rejects = 0;
    qsizetype stopAfter = -1;
    bool anyCommented = false;
};

// `events` anywhere; `data` beside an `app_key` or alone.
inline EnvelopeForms someForms()
{
    return {{"events", "data"}, [](JsonValue body) -> QByteArray {
                if (body.find("events"))
                    return "events";
                return body.find("data") && !body.find("name") ? "data" : QByteArray();
            }};
}

inline QByteArray gzipped(const QByteArray &bytes)
{
    z_stream stream = {};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray packed(qsizetype(deflateBound(&stream, uLong(bytes.size()))) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

}

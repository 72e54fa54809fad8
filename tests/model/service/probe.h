// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/utf8.h"
#include "service/service.h"

#include <nlohmann/json.hpp>

#include <QTest>

namespace eventscope::test {

// A small definition, whole and without fault.
inline const char *const probeText = R"({
    "format": 1, "id": "probe", "title": "Probe",
    "shapes": {"event": {"title": "Event", "schema": "#/$defs/event"}},
    "fields": {
        "tenant": [{"at": "/tenant"}], "user": [{"at": "/user"}], "name": [{"at": "/name"}],
        "time": [{"at": "/time", "as": "iso8601"}]
    },
    "detect": {"event": [{"need": {"/name": "string"}}]},
    "$defs": {"event": {"type": "object"}}
})";

// The probe with a JSON merge patch (RFC 7386) laid over it.
inline QByteArray probeJson(const QByteArray &patch = "{}")
{
    nlohmann::ordered_json json = nlohmann::ordered_json::parse(probeText);
    json.merge_patch(nlohmann::ordered_json::parse(patch.begin(), patch.end()));
    return QByteArray::fromStdString(json.dump());
}

inline ServicePtr probe(const QByteArray &patch = "{}", const QHash<QByteArray, QByteArray> &settings = {})
{
    const auto loaded = Service::load(probeJson(patch), QStringLiteral("probe.json"), settings);
    if (!loaded)
        qFatal("%s", qPrintable(loaded.error().message));
    return *loaded;
}

// A text with its tape; the text lives as long.
class Read {
public:
    explicit Read(const QByteArray &text)
        : m_text(text)
    {
        if (!m_text.isEmpty() && !m_tape.read(viewOf(m_text)))
            qFatal("not JSON: %s", m_text.constData());
    }
    Read(const Read &) = delete;
    Read &operator=(const Read &) = delete;

    [[nodiscard]] JsonValue root() const { return m_text.isEmpty() ? JsonValue() : m_tape.root(); }

private:
    QByteArray m_text;
    JsonTape m_tape;
};

}

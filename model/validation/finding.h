// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontext.h"
#include "event/severity.h"

#include <QByteArray>
#include <QMetaType>
#include <QString>

#include <optional>
#include <vector>

namespace eventscope {

// A mend that is obvious: what it does, in words for a button, and the edits of the event's text.
struct Fix {
    QString label;
    std::vector<TextEdit> edits;

    friend bool operator==(const Fix &, const Fix &) = default;
};

// One thing noticed about one event.
struct Finding {
    QByteArray rule;    // the definition's rule id, e.g. "S9"; "json" and "schema" are the built-in ones
    Severity severity = Severity::Error;
    QByteArray pointer;    // RFC 6901, of the value meant, or of the object that lacks a member
    quint32 offset = 0;    // bytes, in the event's text (in the envelope's when inEnvelope)
    quint32 length = 0;
    bool inEnvelope = false;
    QString sentence;    // one plain sentence, place left out
    QString expected;    // short; may be empty
    QString found;       // short, cut at a few dozen characters; may be empty
    QString source;      // where the rule comes from; may be empty
    std::optional<Fix> fix;

    friend bool operator==(const Finding &, const Finding &) = default;
};

}

Q_DECLARE_METATYPE(eventscope::Finding)

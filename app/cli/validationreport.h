// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/importer.h"
#include "validation/judge.h"

#include <QSet>

namespace eventscope {

// One event, reject or request body with what was found about it.
struct JudgedItem {
    enum class Kind { Event, Reject, Request };

    struct Placed {
        Finding finding;
        qint64 line = 0;      // in the file, from 1
        qint64 column = 0;    // likewise
    };

    Kind kind = Kind::Event;
    QString file;
    qint64 line = 0;
    qint64 number = 0;    // among its file's events and rejects, from 1; 0 for a request
    QByteArray service;
    std::optional<bool> valid;    // nothing: no definition recognises it
    std::vector<Placed> findings;
};

// Follows a file from item to item: numbers the rejects between its events, and knows where on its line
// an item starts as far as the items before it tell. Of what stands first on a later line only that
// is known, so column 1 is taken.
struct PlaceInFile {
    QString file;
    qint64 number = 0;
    qint64 line = 1;
    qint64 lineStart = 0;    // offset of column 1
};

[[nodiscard]] JudgedItem judged(const ReadEvent &event, Judgement judgement, PlaceInFile &place);
[[nodiscard]] JudgedItem rejected(const Reject &reject, PlaceInFile &place);
[[nodiscard]] JudgedItem requestJudged(const QString &file, qint64 line, const std::vector<Finding> &findings);

struct ValidationCounts {
    qint64 read = 0;    // valid + invalid + unjudged + rejected
    qint64 valid = 0;
    qint64 invalid = 0;
    qint64 unjudged = 0;
    qint64 rejected = 0;
    qint64 errors = 0;    // findings, rejects included
    qint64 warnings = 0;
    qint64 infos = 0;
    qint64 notJudged = 0;

    void add(const JudgedItem &item);
};

// One line an event: {"file","line","event","service","valid","findings":[{"rule","severity","pointer",
// "offset","message"}]}; the offset is in bytes of the event's text.
[[nodiscard]] QByteArray itemJson(const JudgedItem &item);
// One line a finding, as compilers write: file:line:column: severity: sentence [rule]. What is not
// judged is so for nearly every event alike: it is told once a rule, with those told before.
[[nodiscard]] QByteArray itemText(const JudgedItem &item, QSet<QByteArray> &notJudgedRules);
[[nodiscard]] QByteArray summaryJson(const ValidationCounts &counts);
[[nodiscard]] QByteArray summaryText(const ValidationCounts &counts);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/importer.h"
#include "validation/judge.h"

namespace eventscope {

// One event, reject or request body with what was found about it.
struct JudgedItem {
    enum class Kind { Event, Reject, Request };

    struct Placed {
        Finding finding;
        qint64 line = 0;             // in the file, from 1
        qint64 column = 0;           // likewise
        QByteArray schemaPointer;    // where the keyword is in the schema; of --schema only
        // Offset and length in the item's text, where this is another than the one that was judged.
        std::optional<std::pair<quint32, quint32>> shown = {};
    };

    Kind kind = Kind::Event;
    QString file;
    qint64 line = 0;
    qint64 number = 0;    // among its file's events and rejects, from 1; 0 for a request
    QByteArray service;
    QByteArray name;
    std::optional<bool> valid;    // nothing: no definition recognises it
    std::vector<Placed> findings;
    // What examples are shown of: without secrets; of an event its text and envelope.
    QByteArray text;
    QByteArray envelope;
};

// Follows a file from item to item: numbers the rejects between its events, and knows where on its line
// an item starts as far as the items before it tell. Of what stands first on a later line only that
// is known, so column 1 is taken.
class PlaceInFile {
public:
    // The column that an item begins at.
    [[nodiscard]] qint64 columnOf(const QString &file, qint64 line, qint64 offset);
    void setNumber(qint64 number) { m_number = number; }
    [[nodiscard]] qint64 nextNumber() { return ++m_number; }

private:
    QString m_file;
    qint64 m_number = 0;
    qint64 m_line = 1;
    qint64 m_lineStart = 0;    // offset of column 1
};

[[nodiscard]] JudgedItem judgedItem(const ReadEvent &event, qint64 column, Judgement judgement);
[[nodiscard]] JudgedItem rejectedItem(const Reject &reject, qint64 column, qint64 number);
[[nodiscard]] JudgedItem requestItem(const QString &file, qint64 line, const std::vector<Finding> &findings);

// Findings with their lines and columns, of a text that begins at a line and column. Quick where they are in the
// order of the text.
[[nodiscard]] std::vector<JudgedItem::Placed> placedIn(
    const QByteArray &text, std::vector<Finding> findings, qint64 line, qint64 column);

}

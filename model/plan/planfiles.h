// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QHash>
#include <QStringList>

namespace eventscope {

// What a CSV's columns are: the place of each, or -1 for none. Event and property are needed.
struct CsvColumns {
    int event = -1;
    int property = -1;    // empty in a row: the row is about the event itself
    int type = -1;        // of JSON Schema, or a word for one: text, int, float, bool, date, list, map
    int required = -1;    // yes/no, true/false, 1/0, required/optional
    int values = -1;      // allowed ones, separated by '|', ';' or ','
    int description = -1;
    int owner = -1;
    int status = -1;
    int eventDescription = -1;
};

// A CSV before it is imported: to map its columns.
struct CsvTable {
    QStringList header;
    std::vector<QStringList> rows;    // each as long as the header
    std::vector<int> lines;           // where each row begins, from 1
};

// Comma, semicolon or tab, told from the first line; quotes as in RFC 4180; a byte order mark is passed
// over; empty lines are left out. BadInput with line and reason.
[[nodiscard]] Result<CsvTable> readCsv(const QByteArray &text, const QString &file);
// By the header's words, whatever their case.
[[nodiscard]] CsvColumns guessColumns(const QStringList &header);
// Properties that a row does not name are unexpected in the events of such a plan. BadInput with file, line
// and reason for what cannot be understood.
[[nodiscard]] Result<Plan> planFromCsv(const CsvTable &table, const CsvColumns &columns, const QString &file);
// With the header that guessColumns() knows; what a table cannot say is left out.
[[nodiscard]] QByteArray planToCsv(const Plan &plan);

// A file an event, NAME.json, a JSON Schema; the name is its "title", else the file's. Schemas that others
// refer to by relative references are brought along as "$defs" there, and are no events. Nothing outside the
// folder is read. BadInput names file, pointer and reason of what is no schema; Limit what is too much.
[[nodiscard]] Result<Plan> planFromSchemas(const QString &folder, bool wholeEvents);
// The inverse; description, owner and status as "description", "x-owner" and "x-status". Characters that
// a file name cannot have become '_'. Nothing is overwritten without `replace`. The files written.
[[nodiscard]] Result<QStringList> planToSchemas(const Plan &plan, const QString &folder, bool replace);

}

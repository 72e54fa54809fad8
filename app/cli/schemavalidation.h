// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/orderedpool.h"
#include "cli/reportwriter.h"
#include "schema/jsonschema.h"

#include <QStringList>

namespace eventscope {

struct GivenSchemas {
    QString file;
    QStringList remotes;    // "PREFIX=DIR"
    bool assertFormats = false;
};

// BadInput says in one line which file has a fault, where in it and why; NotFound and Io likewise.
[[nodiscard]] Result<std::shared_ptr<const JsonSchema>> compiledSchema(const GivenSchemas &source);

// Judges the values in files by one JSON Schema alone: a value a line, or each file as one value.
class SchemaValidation {
public:
    using Take = std::function<void(ReportedBatch)>;

    // The definitions are for the secrets that they know, and loaded when something is wrong.
    SchemaValidation(std::shared_ptr<const JsonSchema> schema, bool whole, std::function<Services()> definitions,
        ReportOptions report, Take take);
    ~SchemaValidation();

    [[nodiscard]] Result<void> read(const ImportSource &source);
    void flush() { m_pool.finish(); }

    // Files whose first line looks like the start of a value that goes on behind it.
    [[nodiscard]] const QStringList &brokenAcrossLines() const noexcept { return m_broken; }

private:
    struct Line {
        QString file;
        qint64 line = 1;
        qint64 number = 0;
        QByteArray text;
        std::optional<JsonFault> fault;    // that shows before it is read: it is too large
    };
    class Worker;
    struct Redaction;

    void add(const QString &file, qint64 line, qint64 number, std::string_view text, bool tooLarge);
    [[nodiscard]] ReportedBatch judge(const std::vector<Line> &lines) const;
    void lookAtFirst(const QString &file, std::string_view text);

    std::shared_ptr<const JsonSchema> m_schema;
    bool m_whole;
    std::unique_ptr<Redaction> m_redaction;
    ReportOptions m_report;
    QStringList m_broken;
    OrderedPool<Line, ReportedBatch> m_pool;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/console.h"
#include "cli/validationreport.h"
#include "intake/outputfile.h"

#include <QSet>

#include <functional>

namespace eventscope {

enum class ReportFormat { Text, Json, JUnit, Html };

struct ReportOptions {
    ReportFormat format = ReportFormat::Text;
    bool details = false;          // text: what was expected and found
    bool warningsFail = false;     // --fail-on warning
    bool lacksMoment = false;      // windows of time cannot be judged
    std::optional<qint64> most;    // findings printed in all
    QString title;                 // what was judged by, for the head of a page

    [[nodiscard]] bool isStreamed() const { return format == ReportFormat::Text || format == ReportFormat::Json; }
    // Whether what could mend a finding is shown, which takes a judgement each to try out.
    [[nodiscard]] Fixes fixes() const;
    // Examples of a problem.
    [[nodiscard]] std::size_t examples() const;
};

// Some items that follow one another, as far as they can be reported on their own.
struct ReportedBatch {
    // A line about what is not judged: told once a rule in all, at that place of the bytes.
    struct Once {
        QByteArray rule;
        qsizetype at = 0;
        QByteArray line;
    };

    ValidationCounts counts;
    FindingTally tally;
    QByteArray bytes;
    std::vector<Once> once;
    std::vector<JudgedItem> items;    // where how they are printed hangs on what came before
};

// Any thread.
[[nodiscard]] ReportedBatch reported(std::vector<JudgedItem> items, const ReportOptions &options);

// Puts the batches together in their order: to a file, there whole or not at all, or to standard output.
class ReportWriter {
public:
    // The output is a path or "-". None of the precious files is written over.
    [[nodiscard]] static Result<std::unique_ptr<ReportWriter>> open(
        Console &console, const QString &output, const QStringList &precious, ReportOptions options);

    void take(ReportedBatch batch);
    // The end of the report. With `json` the summary is one JSON object whatever the format. The report of an
    // input that was not read to its end is not kept in a file.
    [[nodiscard]] Result<void> finish(bool json, bool complete);

    [[nodiscard]] const ValidationCounts &counts() const noexcept { return m_counts; }
    [[nodiscard]] bool hasFailed() const noexcept;            // in the data
    [[nodiscard]] bool hasSeen(const QString &file) const;    // something of it

private:
    ReportWriter(Console &console, std::unique_ptr<OutputFile> file, ReportOptions options);

    void write(QByteArrayView bytes);
    void takeText(const ReportedBatch &batch);
    void writeLines(QByteArrayView lines);
    void takeItems(const ReportedBatch &batch);

    Console &m_console;
    std::unique_ptr<OutputFile> m_file;    // null: standard output
    ReportOptions m_options;
    ValidationCounts m_counts;
    FindingTally m_tally;
    QSet<QByteArray> m_told;
    qint64 m_left;         // findings that may still be printed
    bool m_cut = false;    // some were not
};

}

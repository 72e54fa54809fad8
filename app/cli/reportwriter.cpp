// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reportwriter.h"

#include "cli/htmlreport.h"
#include "cli/junitreport.h"
#include "event/tr.h"

#include <QFileDevice>

#include <cstdlib>
#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t fewExamples = 3;

void addText(const JudgedItem &item, bool details, ReportedBatch &batch)
{
    for (const JudgedItem::Placed &placed : item.findings) {
        const Finding &finding = placed.finding;
        if (finding.severity != Severity::NotJudged) {
            batch.bytes += findingText(item.file, placed, details);
            continue;
        }
        const bool told = std::any_of(
            batch.once.begin(), batch.once.end(), [&](const auto &once) { return once.rule == finding.rule; });
        if (!told)
            batch.once.push_back({finding.rule, batch.bytes.size(), findingText(item.file, placed, details)});
    }
}

}

Fixes ReportOptions::fixes() const
{
    const bool shown = format == ReportFormat::Json || format == ReportFormat::Html || details;
    return shown ? Fixes::Offer : Fixes::None;
}

std::size_t ReportOptions::examples() const
{
    return most ? std::min(static_cast<std::size_t>(*most), fewExamples) : fewExamples;
}

ReportedBatch reported(std::vector<JudgedItem> items, const ReportOptions &options)
{
    // Text and JSON lines need no more than the first example, for the summary.
    ReportedBatch batch{{}, FindingTally(options.isStreamed() ? 1 : options.examples()), {}, {}, {}};
    for (const JudgedItem &item : items) {
        batch.counts.add(item);
        batch.tally.add(item);
        if (options.format == ReportFormat::Text)
            addText(item, options.details, batch);
        else if (options.format == ReportFormat::Json && !options.most)
            batch.bytes += itemJson(item);
    }
    if (options.format == ReportFormat::Json && options.most)
        batch.items = std::move(items);
    return batch;
}

ReportWriter::ReportWriter(Console &console, std::unique_ptr<OutputFile> file, ReportOptions options)
    : m_console(console)
    , m_file(std::move(file))
    , m_options(std::move(options))
    , m_tally(m_options.isStreamed() ? 1 : m_options.examples())
    , m_left(m_options.most.value_or(std::numeric_limits<qint64>::max()))
{}

Result<std::unique_ptr<ReportWriter>> ReportWriter::open(
    Console &console, const QString &output, const QStringList &precious, ReportOptions options)
{
    std::unique_ptr<OutputFile> file;
    if (output != u"-"_s) {
        auto opened = OutputFile::open(output, precious);
        if (!opened)
            return failure(opened.error());
        file = std::move(*opened);
    }
    return std::unique_ptr<ReportWriter>(new ReportWriter(console, std::move(file), std::move(options)));
}

void ReportWriter::take(ReportedBatch batch)
{
    if (m_options.format == ReportFormat::Text)
        takeText(batch);
    else if (!batch.items.empty())
        takeItems(batch);
    else
        write(batch.bytes);
    m_counts.add(batch.counts);
    m_tally.merge(std::move(batch.tally));
}

Result<void> ReportWriter::finish(bool json, bool complete)
{
    if (m_options.format == ReportFormat::JUnit && complete)
        write(junitReport(m_tally, m_counts, m_options));
    if (m_options.format == ReportFormat::Html && complete)
        write(htmlReport(m_tally, m_counts, m_options));
    if (m_options.format == ReportFormat::Json)
        write(summaryJson(m_counts));
    if (m_cut)
        write(tr("… and more findings, which --max-findings left out.\n").toUtf8());
    QByteArray summary = json ? summaryJson(m_counts) : summaryText(m_counts, m_tally);
    if (!json && m_options.lacksMoment && m_counts.notJudged > m_counts.unjudged)
        summary.prepend(tr("Windows of time are judged with --now T, such as --now now.\n").toUtf8());
    if (m_file || m_options.format == ReportFormat::Text)
        m_console.print(summary);
    if (m_file && complete)
        return m_file->commit();
    return {};
}

bool ReportWriter::hasFailed() const noexcept
{
    return m_counts.errors > 0 || (m_options.warningsFail && m_counts.warnings > 0);
}

bool ReportWriter::hasSeen(const QString &file) const
{
    const auto &files = m_tally.files();
    return std::any_of(files.begin(), files.end(), [&](const auto &entry) { return entry.first == file; });
}

void ReportWriter::write(QByteArrayView bytes)
{
    if (m_file)
        m_file->device().write(bytes.data(), bytes.size());    // that it failed is told when it is committed
    else
        m_console.print(bytes);
}

void ReportWriter::takeText(const ReportedBatch &batch)
{
    qsizetype done = 0;
    const QByteArrayView bytes(batch.bytes);
    for (const ReportedBatch::Once &once : batch.once) {
        if (m_told.contains(once.rule))
            continue;
        m_told.insert(once.rule);
        writeLines(bytes.sliced(done, once.at - done));
        writeLines(once.line);
        done = once.at;
    }
    writeLines(bytes.sliced(done));
}

// Of a finding the first line is not indented; no more than what is left of them.
void ReportWriter::writeLines(QByteArrayView lines)
{
    if (!m_options.most) {
        write(lines);
        return;
    }
    qsizetype at = 0;
    while (at < lines.size()) {
        if (lines[at] != ' ' && --m_left < 0) {
            m_left = 0;
            m_cut = true;
            break;
        }
        const qsizetype end = lines.indexOf('\n', at);
        at = end < 0 ? lines.size() : end + 1;
    }
    write(lines.first(at));
}

void ReportWriter::takeItems(const ReportedBatch &batch)
{
    for (const JudgedItem &item : batch.items) {
        write(itemJson(item, static_cast<std::size_t>(m_left)));
        m_left -= std::min<qint64>(m_left, static_cast<qint64>(item.findings.size()));
    }
}

}

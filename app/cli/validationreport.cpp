// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/validationreport.h"

#include "cli/console.h"
#include "event/tr.h"
#include "intake/jsonline.h"

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t mostProblemsTold = 3;

QByteArray findingJson(const JudgedItem::Placed &placed)
{
    const Finding &finding = placed.finding;
    JsonLine line;
    line.text("rule", finding.rule)
        .text("severity", severityId(finding.severity))
        .text("pointer", finding.pointer)
        .number("offset", finding.offset)
        .number("length", finding.length)
        .number("line", placed.line)
        .number("column", placed.column)
        .text("message", finding.sentence);
    if (!finding.expected.isEmpty())
        line.text("expected", finding.expected);
    if (!finding.found.isEmpty())
        line.text("found", finding.found);
    if (!finding.source.isEmpty())
        line.text("source", finding.source);
    if (finding.fix)
        line.text("fix", finding.fix->label);
    if (!placed.schemaPointer.isEmpty())
        line.text("schemaPointer", placed.schemaPointer);
    if (finding.inEnvelope)
        line.flag("envelope", true);
    return line.json();
}

QString shortened(const QString &name)
{
    constexpr qsizetype longest = 60;
    return name.size() > longest ? name.left(longest - 1) + u'…' : name;
}

bool isProblem(const FindingTally::Row &row)
{
    return row.problem.severity == Severity::Error || row.problem.severity == Severity::Warning;
}

QString problemText(const FindingTally::Row &row, qsizetype countWidth)
{
    const FindingTally::Problem &problem = row.problem;
    QString head = u"  %1  %2 %3"_s.arg(QString::number(problem.count).rightJustified(countWidth),
        QString::fromLatin1(severityId(problem.severity)).leftJustified(7), QString::fromUtf8(row.rule));
    if (row.name.others)
        head += u"  "_s + tr("(other names)");
    else if (!row.name.name.isEmpty())
        head += u"  "_s + shortened(QString::fromUtf8(row.name.name));
    if (problem.examples.empty())
        return head;
    const FindingTally::Example &first = problem.examples.front();
    return head + u": "_s + first.sentence +
           tr(" (first at %1:%2:%3)").arg(first.file, QString::number(first.line), QString::number(first.column));
}

QString problemsText(const FindingTally &tally)
{
    std::vector<FindingTally::Row> rows = tally.rows();
    std::erase_if(rows, [](const FindingTally::Row &row) { return !isProblem(row); });
    if (rows.empty())
        return {};
    QString text = rows.size() > mostProblemsTold
                       ? tr("The foremost of %1 problems, errors before warnings, in events:").arg(rows.size()) + u'\n'
                       : tr("Problems, in events:") + u'\n';
    const qsizetype width = QString::number(rows.front().problem.count).size();
    for (std::size_t i = 0; i < std::min(rows.size(), mostProblemsTold); ++i)
        text += printable(problemText(rows[i], width)) + u'\n';
    return text;
}

}

void ValidationCounts::add(const JudgedItem &item)
{
    if (item.kind != JudgedItem::Kind::Request)
        ++read;
    if (item.kind == JudgedItem::Kind::Reject)
        ++rejected;
    else if (item.kind == JudgedItem::Kind::Event)
        ++(!item.valid ? unjudged : *item.valid ? valid : invalid);
    for (const JudgedItem::Placed &placed : item.findings) {
        switch (placed.finding.severity) {
        case Severity::Error:
            ++errors;
            break;
        case Severity::Warning:
            ++warnings;
            break;
        case Severity::Info:
            ++infos;
            break;
        case Severity::NotJudged:
            ++notJudged;
            break;
        }
    }
}

void ValidationCounts::add(const ValidationCounts &other)
{
    read += other.read;
    valid += other.valid;
    invalid += other.invalid;
    unjudged += other.unjudged;
    rejected += other.rejected;
    errors += other.errors;
    warnings += other.warnings;
    infos += other.infos;
    notJudged += other.notJudged;
}

QByteArray itemJson(const JudgedItem &item, std::size_t most)
{
    JsonLine findings(JsonLine::Kind::Array);
    for (std::size_t i = 0; i < std::min(most, item.findings.size()); ++i)
        findings.raw("", findingJson(item.findings[i]));
    JsonLine line;
    line.text("file", item.file)
        .number("line", item.line)
        .number("event", item.number)
        .text("service", item.service)
        .text("name", item.name)
        .flag("valid", item.valid)
        .raw("findings", findings.json());
    if (item.findings.size() > most)
        line.number("more", static_cast<qint64>(item.findings.size() - most));
    return line.json() + '\n';
}

QByteArray findingText(const QString &file, const JudgedItem::Placed &placed, bool details)
{
    const Finding &finding = placed.finding;
    const bool alone = details || finding.severity == Severity::NotJudged;
    const QString said = alone ? finding.sentence : withMember(finding.sentence, finding.pointer, finding.found);
    QString text =
        printable(u"%1:%2:%3: %4: %5 [%6]"_s.arg(file, QString::number(placed.line), QString::number(placed.column),
            QString::fromLatin1(severityId(finding.severity)), said, QString::fromUtf8(finding.rule)));
    const auto detail = [&text](const QString &label, const QString &value) {
        if (!value.isEmpty())
            text += u"\n    "_s + printable(label.arg(value));
    };
    if (details) {
        detail(tr("at: %1"), QString::fromUtf8(finding.pointer));
        detail(tr("expected: %1"), finding.expected);
        detail(tr("found: %1"), finding.found);
        detail(tr("fix: %1"), finding.fix ? finding.fix->label : QString());
        detail(tr("source: %1"), finding.source);
    }
    return text.toUtf8() + '\n';
}

QByteArray summaryJson(const ValidationCounts &counts)
{
    return JsonLine()
               .number("read", counts.read)
               .number("valid", counts.valid)
               .number("invalid", counts.invalid)
               .number("unjudged", counts.unjudged)
               .number("rejected", counts.rejected)
               .number("errors", counts.errors)
               .number("warnings", counts.warnings)
               .number("infos", counts.infos)
               .number("notJudged", counts.notJudged)
               .json() +
           '\n';
}

QString countsSentence(const ValidationCounts &counts)
{
    return tr("%1 read: %2 valid, %3 invalid, %4 of no known service, %5 unreadable. "
              "Errors: %6, warnings: %7, advice: %8, not judged: %9.")
        .arg(counts.read)
        .arg(counts.valid)
        .arg(counts.invalid)
        .arg(counts.unjudged)
        .arg(counts.rejected)
        .arg(counts.errors)
        .arg(counts.warnings)
        .arg(counts.infos)
        .arg(counts.notJudged);
}

QByteArray summaryText(const ValidationCounts &counts, const FindingTally &tally)
{
    return (problemsText(tally) + countsSentence(counts) + u'\n').toUtf8();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/validationreport.h"

#include "cli/console.h"
#include "event/utf8.h"
#include "intake/jsonline.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("eventscope::ValidationReport", text);
}

JudgedItem::Placed placed(const Finding &finding, const ReadEvent &event, qint64 column)
{
    const TextPlace place = finding.inEnvelope ? TextPlace{} : placeOf(viewOf(event.event.text), finding.offset);
    const qint64 before = place.line == 1 ? column - 1 : 0;
    return {finding, event.line + place.line - 1, before + place.column};
}

void enterFile(const QString &file, PlaceInFile &place)
{
    if (place.file != file)
        place = {file, 0, 1, 0};
}

qint64 columnAt(qint64 line, qint64 offset, PlaceInFile &place)
{
    if (place.line != line) {
        place.line = line;
        place.lineStart = offset;
    }
    return offset - place.lineStart + 1;
}

// What stands for a finding where there is none to give: the reader's own verdicts.
Finding builtIn(const char *rule, Severity severity, const QString &sentence)
{
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    finding.sentence = sentence;
    return finding;
}

std::optional<bool> validity(const Event &event, const Judgement &judgement)
{
    if (event.service.isEmpty() || judgement.verdict == Verdict::Unjudged)
        return {};
    return judgement.verdict != Verdict::Invalid;
}

}

JudgedItem judged(const ReadEvent &event, Judgement judgement, PlaceInFile &place)
{
    enterFile(event.file, place);
    place.number = event.number;
    const qint64 column = columnAt(event.line, event.offset, place);
    JudgedItem item{JudgedItem::Kind::Event, event.file, event.line, event.number, event.event.service,
        validity(event.event, judgement), {}};
    if (!item.valid && judgement.findings.empty()) {
        judgement.findings.push_back(
            builtIn("service", Severity::NotJudged, tr("No service definition recognises this event.")));
    }
    for (const Finding &finding : judgement.findings)
        item.findings.push_back(placed(finding, event, column));
    return item;
}

JudgedItem rejected(const Reject &reject, PlaceInFile &place)
{
    enterFile(reject.file, place);
    const qint64 column = columnAt(reject.line, reject.offset, place);
    JudgedItem item{JudgedItem::Kind::Reject, reject.file, reject.line, ++place.number, {}, false, {}};
    item.findings.push_back({builtIn("json", Severity::Error, reject.reason), reject.line, column});
    return item;
}

JudgedItem requestJudged(const QString &file, qint64 line, const std::vector<Finding> &findings)
{
    JudgedItem item{JudgedItem::Kind::Request, file, line, 0, {}, true, {}};
    for (const Finding &finding : findings) {
        item.findings.push_back({finding, line, 1});
        if (finding.severity == Severity::Error)
            item.valid = false;
    }
    return item;
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

QByteArray itemJson(const JudgedItem &item)
{
    JsonLine findings(JsonLine::Kind::Array);
    for (const JudgedItem::Placed &placed : item.findings) {
        const Finding &finding = placed.finding;
        JsonLine line;
        line.text("rule", finding.rule)
            .text("severity", severityId(finding.severity))
            .text("pointer", finding.pointer)
            .number("offset", finding.offset)
            .text("message", finding.sentence);
        if (finding.inEnvelope)
            line.flag("envelope", true);
        findings.raw("", line.json());
    }
    return JsonLine()
               .text("file", item.file)
               .number("line", item.line)
               .number("event", item.number)
               .text("service", item.service)
               .flag("valid", item.valid)
               .raw("findings", findings.json())
               .json() +
           '\n';
}

QByteArray itemText(const JudgedItem &item, QSet<QByteArray> &notJudgedRules)
{
    QString text;
    for (const JudgedItem::Placed &placed : item.findings) {
        if (placed.finding.severity == Severity::NotJudged) {
            if (notJudgedRules.contains(placed.finding.rule))
                continue;
            notJudgedRules.insert(placed.finding.rule);
        }
        text += printable(u"%1:%2:%3: %4: %5 [%6]"_s.arg(item.file, QString::number(placed.line),
                    QString::number(placed.column), QString::fromLatin1(severityId(placed.finding.severity)),
                    placed.finding.sentence, QString::fromUtf8(placed.finding.rule))) +
                u'\n';
    }
    return text.toUtf8();
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

QByteArray summaryText(const ValidationCounts &counts)
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
               .arg(counts.notJudged)
               .toUtf8() +
           '\n';
}

}

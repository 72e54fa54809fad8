// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/judgeditem.h"

#include "event/jsontape.h"
#include "event/tr.h"
#include "event/utf8.h"

#include <algorithm>

namespace eventscope {

namespace {

// What stands for a finding where there is none to give: the reader's own verdicts.
Finding builtIn(const char *rule, Severity severity, const QString &sentence)
{
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    finding.sentence = sentence;
    return finding;
}

// Where in what was rejected its reason is, as far as reading it again tells the same reason; else 0.
quint32 faultIn(const Reject &reject)
{
    JsonTape tape;
    if (tape.read(viewOf(reject.bytes)))
        return 0;
    const JsonFault &fault = tape.fault();
    const bool same = fault.kind != JsonFault::Kind::TooLarge && reject.reason.startsWith(fault.sentence);
    return same ? fault.offset : 0;
}

std::optional<bool> validity(const Event &event, const Judgement &judgement)
{
    if (event.service.isEmpty() || judgement.verdict == Verdict::Unjudged)
        return {};
    return judgement.verdict != Verdict::Invalid;
}

}

qint64 PlaceInFile::columnOf(const QString &file, qint64 line, qint64 offset)
{
    if (m_file != file) {
        *this = {};
        m_file = file;
    }
    if (m_line != line) {
        m_line = line;
        m_lineStart = offset;
    }
    return offset - m_lineStart + 1;
}

std::vector<JudgedItem::Placed> placedIn(
    const QByteArray &text, std::vector<Finding> findings, qint64 line, qint64 column)
{
    std::vector<JudgedItem::Placed> placed;
    placed.reserve(findings.size());
    const std::string_view view = viewOf(text);
    // From one finding on to the next: each on its own would count a long text again and again.
    TextPlace at;
    std::size_t reached = 0;
    for (Finding &finding : findings) {
        const std::size_t offset = finding.inEnvelope ? 0 : std::min<std::size_t>(finding.offset, view.size());
        if (offset < reached) {
            at = {};
            reached = 0;
        }
        const TextPlace step = placeOf(view.substr(reached), offset - reached);
        at = step.line == 1 ? TextPlace{at.line, at.column + step.column - 1}
                            : TextPlace{at.line + step.line - 1, step.column};
        reached = offset;
        const qint64 before = at.line == 1 ? column - 1 : 0;
        placed.push_back({std::move(finding), line + at.line - 1, before + at.column, {}, {}});
    }
    return placed;
}

JudgedItem judgedItem(const ReadEvent &event, qint64 column, Judgement judgement)
{
    JudgedItem item{JudgedItem::Kind::Event, event.file, event.line, event.number, event.event.service,
        event.event.identity.name, validity(event.event, judgement), {}, event.event.text, event.event.envelope};
    if (!item.valid && judgement.findings.empty()) {
        judgement.findings.push_back(
            builtIn("service", Severity::NotJudged, tr("No service definition recognises this event.")));
    }
    item.findings = placedIn(item.text, std::move(judgement.findings), event.line, column);
    return item;
}

JudgedItem rejectedItem(const Reject &reject, qint64 column, qint64 number)
{
    constexpr qsizetype mostBytes = 1024;
    JudgedItem item{JudgedItem::Kind::Reject, reject.file, reject.line, number, {}, {}, false, {},
        reject.bytes.left(mostBytes), {}};
    Finding finding = builtIn("json", Severity::Error, reject.reason);
    finding.offset = faultIn(reject);
    item.findings = placedIn(reject.bytes, {finding}, reject.line, column);
    if (const qsizetype from = qsizetype(finding.offset) - mostBytes / 2; from > 0) {
        item.text = reject.bytes.mid(from, mostBytes);
        item.findings.front().shown = {finding.offset - static_cast<quint32>(from), 1};
    }
    return item;
}

JudgedItem requestItem(const QString &file, qint64 line, const std::vector<Finding> &findings)
{
    JudgedItem item{JudgedItem::Kind::Request, file, line, 0, {}, {}, true, {}, {}, {}};
    for (const Finding &finding : findings) {
        item.findings.push_back({finding, line, 1, {}, {}});
        if (finding.severity == Severity::Error)
            item.valid = false;
    }
    return item;
}

}

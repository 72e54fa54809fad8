// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/htmlreport.h"

#include "event/tr.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t mostRows = 500;

QString escaped(const QString &text)
{
    return printable(text).toHtmlEscaped();
}

QString number(qint64 value)
{
    return QLocale(QLocale::English).toString(value);
}

// Severities are told by a word and a sign, not by colour alone.
QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return u"✕ "_s + tr("error");
    case Severity::Warning:
        return u"▲ "_s + tr("warning");
    case Severity::Info:
        return u"● "_s + tr("advice");
    case Severity::NotJudged:
        break;
    }
    return u"○ "_s + tr("not judged");
}

const QString &styles()
{
    static const QString text = uR"(
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1b1f24;--soft:#59636e;--line:#d8dee4;--code:#f3f5f7;
--error:#b3261e;--warning:#8a5a00;--info:#0b5cad;--notjudged:#59636e;--good:#1a7f37;--mark:#ffe08a}
@media(prefers-color-scheme:dark){:root{--page:#14171b;--card:#1c2026;--text:#e6e9ed;--soft:#9aa5b1;--line:#333a43;
--code:#14171b;--error:#ff8a80;--warning:#f2c14e;--info:#7ab8ff;--notjudged:#9aa5b1;--good:#63d188;--mark:#6b5200}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:1100px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:24px;line-height:1.3;margin:0 0 4px}
h2{font-size:18px;margin:40px 0 12px}
p{margin:0 0 8px}
.soft{color:var(--soft)}
.counts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:24px 0 0;padding:0;list-style:none}
.counts li{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 16px}
.counts b{display:block;font-size:24px;line-height:1.2;font-variant-numeric:tabular-nums}
.error{color:var(--error)}.warning{color:var(--warning)}.info{color:var(--info)}.not-judged{color:var(--notjudged)}.good{color:var(--good)}
details{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:0 0 8px;overflow:hidden}
summary,.head{display:grid;grid-template-columns:14px 96px 130px minmax(0,1fr) 130px 80px;gap:12px;align-items:baseline}
summary{padding:10px 16px;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary::before{content:"▸";color:var(--soft)}
details[open]>summary::before{content:"▾"}
summary:hover{background:var(--code)}
summary:focus-visible{outline:2px solid var(--info);outline-offset:-2px}
summary span{overflow-wrap:anywhere}
.head{padding:0 17px 6px;color:var(--soft);font-size:13px}
.name{font-weight:600}
.say{display:block;color:var(--soft);font-size:13px;font-weight:normal}
.n{text-align:right;font-variant-numeric:tabular-nums}
.rule{font-family:ui-monospace,monospace;font-size:13px}
.track{background:var(--code);border-radius:5px}
.bar{display:block;height:10px;border-radius:5px;background:currentColor;min-width:3px}
.body{border-top:1px solid var(--line);padding:12px 16px 4px 42px}
.example{margin:0 0 14px}
.place{font-family:ui-monospace,monospace;font-size:13px;color:var(--soft);overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:72px 1fr;gap:2px 12px;margin:4px 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
pre{margin:6px 0 0;padding:8px 12px;background:var(--code);border:1px solid var(--line);border-radius:6px;
white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 ui-monospace,monospace}
mark{background:var(--mark);color:inherit;border-radius:3px;padding:1px 2px}
table{width:100%;border-collapse:collapse;background:var(--card);border:1px solid var(--line)}
th,td{padding:8px 16px;text-align:left;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--soft);font-size:13px;font-weight:normal}
th.n,td.n{text-align:right}
@media(max-width:700px){summary{grid-template-columns:14px 1fr auto}.head,.track{display:none}
summary .what{grid-column:2/4;grid-row:2}.body{padding-left:16px}}
@media print{body{background:#fff}details{break-inside:avoid}}
)"_s;
    return text;
}

QString count(qint64 value, const QString &label, const QString &style)
{
    return u"<li><b class=\"%1\">%2</b>%3</li>\n"_s.arg(value > 0 ? style : u"soft"_s, number(value), escaped(label));
}

QString countList(const ValidationCounts &counts)
{
    return u"<ul class=\"counts\">\n"_s + count(counts.read, tr("read"), {}) +
           count(counts.valid, tr("valid"), u"good"_s) + count(counts.invalid, tr("invalid"), u"error"_s) +
           count(counts.rejected, tr("unreadable"), u"error"_s) +
           count(counts.unjudged, tr("of no known service"), u"not-judged"_s) +
           count(counts.warnings, tr("warnings"), u"warning"_s) + u"</ul>\n"_s;
}

QString nameText(const FindingTally::Name &name)
{
    if (name.others)
        return tr("(other names)");
    if (name.kind == JudgedItem::Kind::Reject)
        return tr("(unreadable)");
    if (name.kind == JudgedItem::Kind::Request)
        return tr("(request)");
    if (!name.name.isEmpty())
        return QString::fromUtf8(name.name);
    return tr("(no name)");
}

QString term(const QString &label, const QString &value)
{
    return value.isEmpty() ? QString() : u"<dt>%1</dt><dd>%2</dd>"_s.arg(escaped(label), escaped(value));
}

// Its sentence stands in the row already where it is the first one's.
QString exampleText(const FindingTally::Example &example, const QString &said)
{
    const QString terms = term(tr("at"), QString::fromUtf8(example.pointer)) + term(tr("expected"), example.expected) +
                          term(tr("found"), example.found) + term(tr("fix"), example.fix);
    QString text =
        u"<div class=\"example\"><div class=\"place\">"_s +
        escaped(u"%1:%2:%3"_s.arg(example.file, QString::number(example.line), QString::number(example.column))) +
        u"</div>"_s;
    if (example.sentence != said)
        text += u"<div>"_s + escaped(example.sentence) + u"</div>"_s;
    if (!terms.isEmpty())
        text += u"<dl>"_s + terms + u"</dl>"_s;
    if (!example.mark.isEmpty() || !example.before.isEmpty())
        text += u"<pre>"_s + escaped(example.before) + u"<mark>"_s + escaped(example.mark) + u"</mark>"_s +
                escaped(example.after) + u"</pre>"_s;
    return text + u"</div>\n"_s;
}

QString rowText(const FindingTally::Row &row, qint64 most, bool open)
{
    const FindingTally::Problem &problem = row.problem;
    const QString style = QString::fromLatin1(severityId(problem.severity));
    const double share = most > 0 ? 100.0 * static_cast<double>(problem.count) / static_cast<double>(most) : 0;
    const QString service = row.name.service.isEmpty() ? QString() : QString::fromUtf8(row.name.service + '/');
    const QString said = problem.examples.empty() ? QString() : problem.examples.front().sentence;
    QString text = u"<details%1><summary><span class=\"%2\">%3</span><span class=\"rule\">%4</span>"
                   "<span class=\"what\"><span class=\"name\">%5</span><span class=\"say\">%6</span></span>"
                   "<span class=\"track %2\"><i class=\"bar\" style=\"width:%7%\"></i></span><span "
                   "class=\"n\">%8</span></summary>\n"
                   "<div class=\"body\">"_s;
    // In one go: what comes from events may hold a %1 of its own.
    text = text.arg(open ? u" open=\"\""_s : QString(), style, escaped(severityWord(problem.severity)),
        escaped(QString::fromUtf8(row.rule)), escaped(service + nameText(row.name)), escaped(said),
        QString::number(share, 'f', 1), number(problem.count));
    if (!problem.source.isEmpty())
        text += u"<p class=\"soft\">"_s + escaped(tr("Source: %1").arg(problem.source)) + u"</p>\n"_s;
    for (const FindingTally::Example &example : problem.examples)
        text += exampleText(example, said);
    return text + u"</div></details>\n"_s;
}

QString problemList(const FindingTally &tally)
{
    std::vector<FindingTally::Row> rows = tally.rows();
    if (rows.empty())
        return u"<p>"_s + escaped(tr("Nothing was found.")) + u"</p>\n"_s;
    // What could not be known last.
    std::stable_partition(
        rows.begin(), rows.end(), [](const auto &row) { return row.problem.severity > Severity::NotJudged; });
    // Bars compare problems of one severity: many small warnings would hide the errors.
    std::map<Severity, qint64> most;
    for (const FindingTally::Row &row : rows)
        most[row.problem.severity] = std::max(most[row.problem.severity], row.problem.count);
    QString text = u"<div class=\"head\"><span></span><span>%1</span><span>%2</span><span>%3</span><span></span><span "
                   "class=\"n\">%4</span></div>\n"_s.arg(
                       escaped(tr("severity")), escaped(tr("rule")), escaped(tr("event name")), escaped(tr("events")));
    for (std::size_t i = 0; i < std::min(rows.size(), mostRows); ++i)
        text += rowText(rows[i], most[rows[i].problem.severity], i == 0);
    if (rows.size() > mostRows)
        text += u"<p class=\"soft\">"_s + escaped(tr("… and %1 more").arg(rows.size() - mostRows)) + u"</p>\n"_s;
    return text;
}

QString fileTable(const FindingTally &tally)
{
    QString text =
        u"<table><thead><tr><th>%1</th><th class=\"n\">%2</th><th class=\"n\">%3</th></tr></thead><tbody>\n"_s.arg(
            escaped(tr("file")), escaped(tr("event names")), escaped(tr("items")));
    for (const auto &[file, groups] : tally.files()) {
        qint64 items = 0;
        qint64 names = 0;
        for (const auto &[name, group] : groups) {
            items += group.events;
            names += name.kind == JudgedItem::Kind::Event ? 1 : 0;
        }
        text += u"<tr><td>%1</td><td class=\"n\">%2</td><td class=\"n\">%3</td></tr>\n"_s.arg(
            escaped(file), number(names), number(items));
    }
    return text + u"</tbody></table>\n"_s;
}

QString verdictText(const ValidationCounts &counts, bool warningsFail)
{
    const bool failed = counts.errors > 0 || (warningsFail && counts.warnings > 0);
    if (!failed)
        return u"<span class=\"good\">✓ %1</span>"_s.arg(escaped(tr("Nothing is wrong")));
    const qint64 wrong = counts.invalid + counts.rejected;
    const QString said = wrong > 0           ? tr("%1 of %2 are wrong").arg(number(wrong), number(counts.read))
                         : counts.errors > 0 ? tr("A request body is wrong")
                                             : tr("Warnings fail here: %1").arg(number(counts.warnings));
    return u"<span class=\"error\">✕ %1</span>"_s.arg(escaped(said));
}

}

QByteArray htmlReport(const FindingTally &tally, const ValidationCounts &counts, const ReportOptions &options)
{
    const QString title = tr("Events judged by %1").arg(options.title);
    QString page = u"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                   "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                   "'unsafe-inline'\"/>\n<title>"_s;
    page += escaped(title) + u"</title>\n<style>"_s + styles() + u"</style>\n</head>\n<body>\n<main>\n<h1>"_s;
    page += verdictText(counts, options.warningsFail) + u"</h1>\n<p>"_s + escaped(title) + u"</p>\n"_s;
    page += countList(counts);
    page += u"<h2>"_s + escaped(tr("Problems")) + u"</h2>\n"_s + problemList(tally);
    page += u"<h2>"_s + escaped(tr("Files")) + u"</h2>\n"_s + fileTable(tally);
    page += u"<p class=\"soft\" style=\"margin-top:24px\">"_s +
            escaped(tr("Written by Eventscope %1.").arg(QCoreApplication::applicationVersion())) +
            u"</p>\n</main>\n</body>\n</html>\n"_s;
    return page.toUtf8();
}

}

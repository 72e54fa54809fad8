// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/junitreport.h"

#include "cli/console.h"
#include "event/tr.h"

#include <QXmlStreamWriter>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Some readers refuse a report without times. Names are judged side by side, so that none has a time of its own.
const QString noTime = u"0"_s;

// XML 1.0 has no place for most control characters, nor for halves of surrogate pairs.
QString xmlText(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        const bool pair = c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        const bool control = c < u' ' && c != u'\n' && c != u'\t';
        if (pair)
            ++i;
        else if (control || c.isSurrogate() || c >= QChar(0xFFFE) || (c >= QChar(0x7F) && c <= QChar(0x9F)))
            text[i] = QChar::ReplacementCharacter;
    }
    return text;
}

// One testcase, before it is written: how it came out counts in the heads around it.
struct Case {
    enum class Outcome { Passed, Failed, Unreadable, Skipped };

    QString group;
    QString name;
    Outcome outcome = Outcome::Passed;
    QString type;    // the rule
    QString message;
    QString text;
    QString beside;    // what does not make it fail
};

struct Totals {
    int tests = 0;
    int failures = 0;
    int errors = 0;
    int skipped = 0;

    void add(const Case &one)
    {
        ++tests;
        failures += one.outcome == Case::Outcome::Failed ? 1 : 0;
        errors += one.outcome == Case::Outcome::Unreadable ? 1 : 0;
        skipped += one.outcome == Case::Outcome::Skipped ? 1 : 0;
    }
};

QString problemLines(const QByteArray &rule, const FindingTally::Problem &problem)
{
    QString lines = tr("%1 %2, events: %3")
                        .arg(QString::fromLatin1(severityId(problem.severity)), QString::fromUtf8(rule),
                            QString::number(problem.count)) +
                    u'\n';
    for (const FindingTally::Example &example : problem.examples)
        lines += u"  %1:%2:%3: %4\n"_s.arg(example.file, QString::number(example.line), QString::number(example.column),
            withMember(example.sentence, example.pointer, example.found));
    return lines;
}

void describe(const FindingTally::Group &group, bool warningsFail, Case &to)
{
    std::vector<std::pair<QByteArray, const FindingTally::Problem *>> failing;
    for (const auto &[rule, problem] : group.problems) {
        const bool fails =
            problem.severity == Severity::Error || (warningsFail && problem.severity == Severity::Warning);
        if (fails)
            failing.emplace_back(rule.id, &problem);
        else
            to.beside += problemLines(rule.id, problem);
    }
    if (failing.empty())
        return;
    std::stable_sort(
        failing.begin(), failing.end(), [](const auto &a, const auto &b) { return a.second->count > b.second->count; });
    const auto &[rule, worst] = failing.front();
    to.outcome = Case::Outcome::Failed;
    to.type = QString::fromUtf8(rule);
    const QString said = worst->examples.empty() ? QString::fromUtf8(rule) : worst->examples.front().sentence;
    to.message = failing.size() == 1 ? tr("%1 (events: %2)").arg(said, QString::number(worst->count))
                                     : tr("%1 (events: %2; rules broken: %3)")
                                           .arg(said, QString::number(worst->count), QString::number(failing.size()));
    for (const auto &[id, problem] : failing)
        to.text += problemLines(id, *problem);
}

Case caseOf(const FindingTally::Name &name, const FindingTally::Group &group, bool warningsFail)
{
    Case one;
    one.group = name.service.isEmpty() ? u"events"_s : QString::fromUtf8(name.service);
    one.name = name.name.isEmpty() ? tr("(no name)") : printable(QString::fromUtf8(name.name));
    if (name.others)
        one.name = tr("(other names)");
    describe(group, warningsFail, one);
    if (name.kind == JudgedItem::Kind::Request) {
        one.name = tr("(request)");
    } else if (name.kind == JudgedItem::Kind::Reject) {
        one.name = tr("(unreadable)");
        one.outcome = Case::Outcome::Unreadable;
    } else if (group.unjudged == group.events && one.outcome == Case::Outcome::Passed) {
        one.outcome = Case::Outcome::Skipped;
        one.message = tr("No service definition recognises these events: %1").arg(group.events);
        one.beside.clear();
    }
    return one;
}

void write(QXmlStreamWriter &xml, const Case &one)
{
    xml.writeStartElement(u"testcase"_s);
    xml.writeAttribute(u"classname"_s, xmlText(one.group));
    xml.writeAttribute(u"name"_s, xmlText(one.name));
    xml.writeAttribute(u"time"_s, noTime);
    if (one.outcome == Case::Outcome::Skipped) {
        xml.writeEmptyElement(u"skipped"_s);
        xml.writeAttribute(u"message"_s, xmlText(one.message));
    } else if (one.outcome != Case::Outcome::Passed) {
        xml.writeStartElement(one.outcome == Case::Outcome::Failed ? u"failure"_s : u"error"_s);
        xml.writeAttribute(u"type"_s, xmlText(one.type));
        xml.writeAttribute(u"message"_s, xmlText(one.message));
        xml.writeCharacters(xmlText(one.text));
        xml.writeEndElement();
    }
    if (!one.beside.isEmpty())
        xml.writeTextElement(u"system-out"_s, xmlText(one.beside));
    xml.writeEndElement();
}

void write(QXmlStreamWriter &xml, const Totals &totals)
{
    xml.writeAttribute(u"tests"_s, QString::number(totals.tests));
    xml.writeAttribute(u"failures"_s, QString::number(totals.failures));
    xml.writeAttribute(u"errors"_s, QString::number(totals.errors));
    xml.writeAttribute(u"skipped"_s, QString::number(totals.skipped));
}

void writeFile(QXmlStreamWriter &xml, const QString &file, const FindingTally::Groups &groups, bool warningsFail)
{
    Totals totals;
    for (const auto &[name, group] : groups)
        totals.add(caseOf(name, group, warningsFail));
    xml.writeStartElement(u"testsuite"_s);
    xml.writeAttribute(u"name"_s, xmlText(file));
    write(xml, totals);
    xml.writeAttribute(u"time"_s, noTime);
    for (const auto &[name, group] : groups)
        write(xml, caseOf(name, group, warningsFail));
    xml.writeEndElement();
}

}

QByteArray junitReport(const FindingTally &tally, const ValidationCounts &counts, const ReportOptions &options)
{
    Totals totals;
    for (const auto &[file, groups] : tally.files())
        for (const auto &[name, group] : groups)
            totals.add(caseOf(name, group, options.warningsFail));
    QByteArray report;
    QXmlStreamWriter xml(&report);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(2);
    xml.writeStartDocument();
    xml.writeComment(u' ' + countsSentence(counts) + u' ');
    xml.writeStartElement(u"testsuites"_s);
    xml.writeAttribute(u"name"_s, u"eventscope validate"_s);
    write(xml, totals);
    xml.writeAttribute(u"time"_s, noTime);
    for (const auto &[file, groups] : tally.files())
        writeFile(xml, file, groups, options.warningsFail);
    xml.writeEndElement();
    xml.writeEndDocument();
    return report;
}

}

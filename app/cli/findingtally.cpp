// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/findingtally.h"

#include "event/utf8.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qsizetype contextBytes = 90;
constexpr qsizetype markBytes = 160;
constexpr qsizetype longestSentence = 600;

bool startsCharacter(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

// The next place at or before, or at or behind, which cuts no character in two.
qsizetype downToCharacter(const QByteArray &text, qsizetype at)
{
    while (at > 0 && at < text.size() && !startsCharacter(text[at]))
        --at;
    return at;
}

qsizetype upToCharacter(const QByteArray &text, qsizetype at)
{
    while (at < text.size() && !startsCharacter(text[at]))
        ++at;
    return at;
}

QString piece(const QByteArray &text, qsizetype from, qsizetype to)
{
    return QString::fromUtf8(text.mid(from, to - from));
}

void excerpt(const QByteArray &text, qsizetype offset, qsizetype length, FindingTally::Example &example)
{
    const qsizetype begin = std::min(offset, text.size());
    const qsizetype end = std::min(begin + std::max<qsizetype>(length, 1), text.size());
    const qsizetype from = upToCharacter(text, std::max<qsizetype>(0, begin - contextBytes));
    const qsizetype cut = upToCharacter(text, std::min(end, begin + markBytes));
    const qsizetype to = downToCharacter(text, std::min(text.size(), cut + contextBytes));
    const QChar dots(u'…');
    example.before = (from > 0 ? dots : QString()) + piece(text, from, begin);
    example.mark = piece(text, begin, cut) + (cut < end ? dots : QString());
    example.after = cut < end ? QString() : piece(text, cut, to) + (to < text.size() ? dots : QString());
}

FindingTally::Example exampleOf(const JudgedItem &item, const JudgedItem::Placed &placed)
{
    const Finding &finding = placed.finding;
    FindingTally::Example example;
    example.file = item.file;
    example.line = placed.line;
    example.column = placed.column;
    example.sentence = finding.sentence.left(longestSentence);
    example.expected = finding.expected.left(longestSentence);
    example.found = finding.found.left(longestSentence);
    example.fix = finding.fix ? finding.fix->label : QString();
    example.pointer = finding.pointer.left(longestSentence);
    const auto [offset, length] = placed.shown.value_or(std::pair(finding.offset, finding.length));
    excerpt(finding.inEnvelope ? item.envelope : item.text, offset, length, example);
    return example;
}

}

void FindingTally::add(const JudgedItem &item)
{
    Groups &groups = groupsOf(item.file);
    Name name{item.kind, false, item.service, item.name.left(longestSentence)};
    if (groups.size() >= mostNames && !groups.contains(name))
        name = {item.kind, true, {}, {}};
    Group &group = groups[name];
    ++group.events;
    group.unjudged += item.valid ? 0 : 1;
    // Each rule counts once an event, however often it was broken there.
    std::vector<const Problem *> counted;
    for (const JudgedItem::Placed &placed : item.findings) {
        Problem &problem = problemOf(group, {placed.finding.rule, placed.finding.severity != Severity::NotJudged});
        problem.severity = std::max(problem.severity, placed.finding.severity);
        if (std::find(counted.begin(), counted.end(), &problem) != counted.end())
            continue;
        counted.push_back(&problem);
        ++problem.count;
        if (problem.source.isEmpty())
            problem.source = placed.finding.source;
        if (wantsExample(problem)) {
            problem.examples.push_back(exampleOf(item, placed));
            ++m_kept;
        }
    }
}

void FindingTally::merge(FindingTally &&later)
{
    for (auto &[file, groups] : later.m_files) {
        Groups &own = groupsOf(file);
        for (auto &[name, group] : groups) {
            const bool room = own.size() < mostNames || own.contains(name);
            Group &into = own[room ? name : Name{name.kind, true, {}, {}}];
            into.events += group.events;
            into.unjudged += group.unjudged;
            for (auto &[rule, problem] : group.problems) {
                Problem &sum = problemOf(into, rule);
                sum.severity = std::max(sum.severity, problem.severity);
                sum.count += problem.count;
                if (sum.source.isEmpty())
                    sum.source = problem.source;
                for (Example &example : problem.examples) {
                    if (!wantsExample(sum))
                        break;
                    sum.examples.push_back(std::move(example));
                    ++m_kept;
                }
            }
        }
    }
}

std::vector<FindingTally::Row> FindingTally::rows() const
{
    std::map<std::pair<Name, Rule>, Problem> sums;
    for (const auto &[file, groups] : m_files) {
        for (const auto &[name, group] : groups) {
            for (const auto &[rule, problem] : group.problems) {
                Problem &sum = sums[{name, rule}];
                sum.severity = std::max(sum.severity, problem.severity);
                sum.count += problem.count;
                if (sum.source.isEmpty())
                    sum.source = problem.source;
                for (const Example &example : problem.examples)
                    if (sum.examples.size() < m_examples)
                        sum.examples.push_back(example);
            }
        }
    }
    std::vector<Row> rows;
    rows.reserve(sums.size());
    for (auto &[key, problem] : sums)
        rows.push_back({key.first, key.second.id, std::move(problem)});
    const auto rank = [](const Row &row) {
        const Problem &problem = row.problem;
        return std::tuple(problem.severity == Severity::Error, problem.count, problem.severity);
    };
    std::stable_sort(rows.begin(), rows.end(), [&](const Row &a, const Row &b) { return rank(a) > rank(b); });
    return rows;
}

FindingTally::Groups &FindingTally::groupsOf(const QString &file)
{
    if (m_files.empty() || m_files.back().first != file)
        m_files.emplace_back(file, Groups());
    return m_files.back().second;
}

FindingTally::Problem &FindingTally::problemOf(Group &group, const Rule &rule) const
{
    const auto found = group.problems.find(rule);
    if (found != group.problems.end())
        return found->second;
    return group.problems[group.problems.size() < mostProblems ? rule : Rule{otherRules, rule.judged}];
}

bool FindingTally::wantsExample(const Problem &problem) const
{
    return problem.examples.size() < m_examples && m_kept < mostExamples;
}

QString withMember(const QString &sentence, const QByteArray &pointer, const QString &found)
{
    const auto shortened = [](const QString &text) {
        constexpr qsizetype longest = 120;
        return text.size() > longest ? text.left(longest - 1) + u'…' : text;
    };
    if (pointer.isEmpty())
        return sentence;
    const QString member = shortened(QString::fromUtf8(pointer));
    if (found.isEmpty() || sentence.contains(found))
        return u"%1 (%2)"_s.arg(sentence, member);
    return u"%1 (%2: %3)"_s.arg(sentence, member, shortened(found));
}

}

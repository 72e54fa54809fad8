// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/judgeditem.h"

#include <map>
#include <tuple>

namespace eventscope {

// What reports say in the end of any number of items: how often which rule was broken by events of which
// name, with the first examples. Memory is bounded whatever comes: names and rules beyond fixed numbers are
// counted together.
class FindingTally {
public:
    struct Example {
        QString file;
        qint64 line = 0;
        qint64 column = 0;
        QString sentence;
        QString expected;
        QString found;
        QString fix;
        QByteArray pointer;
        // The text about the place, cut to what fits a page.
        QString before;
        QString mark;
        QString after;
    };
    struct Problem {
        Severity severity = Severity::NotJudged;    // the worst; what was not judged is a problem of its own
        qint64 count = 0;                           // events
        QString source;
        std::vector<Example> examples;
    };
    // A rule, and whether it could be judged: what it found and what it could not know do not add up.
    struct Rule {
        QByteArray id;
        bool judged = true;

        friend bool operator<(const Rule &a, const Rule &b)
        {
            return std::tie(a.id, a.judged) < std::tie(b.id, b.judged);
        }
    };
    // What the events of one name in one file came to.
    struct Group {
        qint64 events = 0;
        qint64 unjudged = 0;
        std::map<Rule, Problem> problems;
    };
    struct Name {
        JudgedItem::Kind kind = JudgedItem::Kind::Event;
        bool others = false;    // all the names that there was no room for
        QByteArray service;
        QByteArray name;

        friend bool operator<(const Name &a, const Name &b)
        {
            return std::tie(a.kind, a.others, a.service, a.name) < std::tie(b.kind, b.others, b.service, b.name);
        }
    };
    using Groups = std::map<Name, Group>;

    // One rule and name over all files, for lists of problems.
    struct Row {
        Name name;
        QByteArray rule;
        Problem problem;
    };

    explicit FindingTally(std::size_t examples = 3)
        : m_examples(examples)
    {}

    void add(const JudgedItem &item);
    // What came later than all that was added.
    void merge(FindingTally &&later);

    // In the order in which the files came.
    [[nodiscard]] const std::vector<std::pair<QString, Groups>> &files() const noexcept { return m_files; }
    // Errors before all else, then the most frequent first, of equals the worse.
    [[nodiscard]] std::vector<Row> rows() const;

    static constexpr std::size_t mostNames = 5000;         // of a file
    static constexpr std::size_t mostProblems = 200;       // of a name
    static constexpr std::size_t mostExamples = 10'000;    // in all

private:
    [[nodiscard]] Groups &groupsOf(const QString &file);
    [[nodiscard]] Problem &problemOf(Group &group, const Rule &rule) const;
    [[nodiscard]] bool wantsExample(const Problem &problem) const;

    std::size_t m_examples;
    std::size_t m_kept = 0;
    std::vector<std::pair<QString, Groups>> m_files;
};

// A rule's sentence is the same for every event: which member is meant and what stands there, as far as it is not
// said yet, in brackets behind it.
[[nodiscard]] QString withMember(const QString &sentence, const QByteArray &pointer, const QString &found);

// The rule that stands for those there was no room for.
inline const QByteArray otherRules = QByteArrayLiteral("others");

}

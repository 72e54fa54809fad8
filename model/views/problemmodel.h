// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/rulebook.h"
#include "views/timetext.h"
#include "views/twolevelmodel.h"

#include <QHash>

#include <functional>
#include <optional>
#include <vector>

namespace eventscope {

// A rule that events of a service broke, or, with a name, one of the names that did.
struct ProblemKey {
    QByteArray service;
    QByteArray rule;
    std::optional<QByteArray> name;

    friend bool operator==(const ProblemKey &, const ProblemKey &) = default;
};

// Which rules were broken, and below each the names of the events that did: a tree of two levels. The worst
// comes first, then what is the most frequent, or as sort() says. New problems reset it. GUI thread.
class ProblemModel : public TwoLevelModel {
    Q_OBJECT

public:
    enum Column : quint8 { Rule, About, Service, Events, First, ColumnCount };
    enum Role {
        SeverityRole = Qt::UserRole,    // int of Severity
        ChosenRole,                     // bool: the filter is narrowed to it
    };
    using TimeOf = std::function<Micros(Row)>;

    explicit ProblemModel(TimeOf timeOf, QObject *parent = nullptr);

    void setProblems(const std::vector<ProblemGroup> &groups);
    void setServiceTitles(const QHash<QByteArray, QString> &titles);
    void setRuleBook(const RuleBook &book);
    void setTimeStyle(TimeStyle style);
    void setChosen(const std::optional<ProblemKey> &chosen);

    [[nodiscard]] int rules() const { return static_cast<int>(m_rules.size()); }
    [[nodiscard]] qint64 findings() const { return m_findings; }    // an event counts once for each rule
    [[nodiscard]] qint64 largest() const { return m_largest; }      // count of a rule
    // Whether events of several services broke a rule of that id.
    [[nodiscard]] bool isShared(const QByteArray &rule) const;
    [[nodiscard]] std::optional<ProblemKey> keyAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const ProblemKey &key) const;    // invalid where there is no such problem
    [[nodiscard]] std::optional<Row> firstOf(const QModelIndex &index) const;    // the earliest event
    [[nodiscard]] qint64 countOf(const QModelIndex &index) const;
    // All of it, a line each, for the clipboard.
    [[nodiscard]] QString copyText() const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    // Rule: the worst first (ascending) or last. Resets.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

protected:
    [[nodiscard]] std::size_t topCount() const override { return m_rules.size(); }
    [[nodiscard]] std::size_t countBelow(std::size_t top) const override { return m_rules[top].names.size(); }

private:
    struct Name {
        QByteArray name;
        qint64 count = 0;
        Row first = 0;
        Micros firstTime = 0;
    };
    struct Broken {
        QByteArray service;
        QByteArray rule;
        Severity severity = Severity::Info;
        qint64 count = 0;
        Row first = 0;
        Micros firstTime = 0;
        std::vector<Name> names;
    };

    void arrange();
    [[nodiscard]] const Broken *ruleAt(const QModelIndex &index) const;
    [[nodiscard]] const Name *nameAt(const QModelIndex &index) const;    // null for a rule's own row
    [[nodiscard]] RuleNote wordsOf(const Broken &rule) const { return m_book.of(rule.service, rule.rule); }
    [[nodiscard]] QString serviceTitle(const QByteArray &service) const;
    [[nodiscard]] QString ruleText(const Broken &rule, int column) const;
    [[nodiscard]] QString nameText(const Name &name, int column) const;
    [[nodiscard]] QString toolTip(const Broken &rule) const;

    TimeOf m_timeOf;
    std::vector<Broken> m_rules;
    qint64 m_findings = 0;
    qint64 m_largest = 0;
    QHash<QByteArray, QString> m_titles;
    RuleBook m_book;
    TimeStyle m_timeStyle = TimeStyle::Utc;
    std::optional<ProblemKey> m_chosen;
    int m_sortColumn = Rule;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planjudge.h"
#include "validation/serviceset.h"
#include "views/rulebook.h"
#include "views/twolevelmodel.h"

#include <optional>
#include <vector>

namespace eventscope {

// The rules of one service, or of tracking plans.
struct RuleList {
    QByteArray service;    // empty: of plans
    QString title;
    std::vector<RuleInfo> rules;
};

// Those of every service, then those of plans: the one given, or where there is none, what any has.
[[nodiscard]] std::vector<RuleList> ruleLists(const ServiceSet &services, const PlanJudge *plan);

[[nodiscard]] RuleBook ruleBook(const std::vector<RuleList> &lists);

// Rules by service, and how each counts: as the definition says, or as a user changed it. The last column can
// be edited. Nothing is in force before somebody takes changes(). GUI thread.
class RuleModel : public TwoLevelModel {
    Q_OBJECT

public:
    enum Column : quint8 { Rule, About, Counts, ColumnCount };
    enum Role {
        SeverityRole = Qt::UserRole,    // int of Severity, the worst that it can have; invalid where it is off
        ChangedRole,                    // bool
        SourceRole,                     // QString
        DefinedRole,                    // QString: "Error", "Warning / Advice", what the definition says
    };
    // What the last column's edit role holds: an int of RuleLevel, or this.
    static constexpr int asDefined = -1;

    RuleModel(std::vector<RuleList> lists, SeverityChanges changes, QObject *parent = nullptr);

    [[nodiscard]] const SeverityChanges &changes() const { return m_changes; }
    // How many rules count otherwise than their definitions say.
    [[nodiscard]] int changed() const;
    void resetAll();
    [[nodiscard]] QModelIndex indexOf(const QByteArray &service, const QByteArray &rule) const;    // may be invalid

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void changesChanged();

protected:
    [[nodiscard]] std::size_t topCount() const override { return m_lists.size(); }
    [[nodiscard]] std::size_t countBelow(std::size_t top) const override { return m_lists[top].rules.size(); }

private:
    [[nodiscard]] const RuleList *listAt(const QModelIndex &index) const;
    [[nodiscard]] const RuleInfo *ruleAt(const QModelIndex &index) const;    // null for a list's own row
    [[nodiscard]] std::optional<RuleLevel> levelAt(const QModelIndex &index) const;
    void set(const RuleList &list, const RuleInfo &rule, std::optional<RuleLevel> level);

    std::vector<RuleList> m_lists;
    SeverityChanges m_changes;
};

// "Error", "Warning", "Advice", "Off", translated.
[[nodiscard]] QString levelTitle(RuleLevel level);

}

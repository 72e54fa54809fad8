// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "review/rejudge.h"
#include "views/rulebook.h"

#include <QDialog>

class QTreeWidget;

namespace eventscope {

// "1,204 events judged again: 96 changed. Valid 10,112 → 10,208, invalid 5 → 3."
[[nodiscard]] QString sentenceOf(const RejudgeReport &report);

// What judging a store again changed: verdicts and rules, before and after. Opened with open(). GUI thread.
class RejudgeDialog : public QDialog {
    Q_OBJECT

public:
    RejudgeDialog(const RejudgeReport &report, const RuleBook &book, const QHash<QByteArray, QString> &serviceTitles,
        QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void addVerdicts();
    void addRules(const RuleBook &book, const QHash<QByteArray, QString> &serviceTitles);
    void copy() const;
    void dress();

    RejudgeReport m_report;
    QTreeWidget *m_verdicts;
    QTreeWidget *m_rules;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/problems.h"

#include <QWidget>

#include <set>

class QCheckBox;
class QLabel;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace eventscope {

// Which rules the events broke that the filter lets through, the worst first, and which names did. A click
// or Enter narrows the filter to a problem and goes to its first event; a double click or Shift+Enter goes to
// the place in that event; Alt+click or Alt+Enter leaves the events out. GUI thread.
class ProblemsPanel : public QWidget {
    Q_OBJECT

public:
    ProblemsPanel(EventStore &store, FilterState &state, QWidget *parent = nullptr);
    ~ProblemsPanel() override;

    [[nodiscard]] ProblemModel &model() { return m_problems.model(); }
    [[nodiscard]] const ProblemModel &model() const { return m_problems.model(); }
    // "Problems (1,204)", for a tab.
    [[nodiscard]] QString title() const;
    [[nodiscard]] QSize sizeHint() const override;
    // Nothing is counted while neither the panel nor its title can be seen.
    void setActive(bool active);

signals:
    void titleChanged(const QString &title);
    // The first event of a problem is to be shown with what was found: the place in its source, or the finding.
    void eventRequested(eventscope::Row row, const QByteArray &rule, bool atPlace);
    // All events that have it, which the filter is narrowed to, are to be mended.
    void fixRequested();
    // How the rule counts is to be looked at or changed.
    void ruleRequested(const QByteArray &service, const QByteArray &rule);
    void failed(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void layOutColumns();
    void fitRules();
    void choose(const QModelIndex &index);
    void goTo(const QModelIndex &index, bool atPlace);
    void exclude(const QModelIndex &index);
    void showCounts();
    [[nodiscard]] QString emptyText() const;
    void keepPlace();
    void restorePlace();
    void showMenu(QPoint at);
    void copy();
    void dress();

    Problems m_problems;
    QLabel *m_counts;
    QToolButton *m_clear;
    QCheckBox *m_all;
    QToolButton *m_copy;
    QStackedWidget *m_stack;
    QTreeView *m_tree;
    QLabel *m_nothing;
    int m_ruleWidth = 0;    // as fitted last
    // While the model is reset.
    std::set<std::pair<QByteArray, QByteArray>> m_expanded;
    std::optional<ProblemKey> m_current;
    bool m_isChosen = false;    // and not only where keys start from
    int m_scroll = 0;
};

}

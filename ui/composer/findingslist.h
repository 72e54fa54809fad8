// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/findingmodel.h"

#include <QWidget>

class QLabel;
class QListView;
class QModelIndex;
class QPushButton;

namespace eventscope {

// The findings about a draft, the worst first, with how many there are of each severity. Enter or a double
// click goes to the place, Alt+Return or the button makes the fix of the finding that is chosen. What is
// chosen stays so while findings come and go. GUI thread.
class FindingsList : public QWidget {
    Q_OBJECT

public:
    explicit FindingsList(QWidget *parent = nullptr);

    void setFindings(const std::vector<Finding> &findings);
    // Nothing has been judged yet, or cannot be: why, in a sentence. The findings go.
    void setNotJudged(const QString &reason = {});
    // Those that say something is wrong or could be better.
    [[nodiscard]] int count() const { return m_model.judgedCount(); }

signals:
    void activated(const eventscope::Finding &finding);
    void fixRequested(const eventscope::Finding &finding);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void tell(const std::vector<Finding> &findings);
    void choose();
    void activate(const QModelIndex &index);
    void fix(const QModelIndex &index);
    void copy(const QModelIndex &index);
    void showMenu(QPoint at);
    void dress();

    FindingModel m_model;
    QLabel *m_counts;
    QPushButton *m_fix;
    QListView *m_list;
    QLabel *m_nothing;
    // The chosen finding, to find it again.
    QByteArray m_rule;
    QByteArray m_pointer;
};

}

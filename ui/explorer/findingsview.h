// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/eventdetail.h"
#include "views/findingmodel.h"

#include <QWidget>

class QLabel;
class QListView;
class QPushButton;

namespace eventscope {

// What was found about an event. Enter or a double click goes to the place in the source; the context
// menu knows the tree, too. Alt+Return or the button asks for the fix of the finding that is chosen.
class FindingsView : public QWidget {
    Q_OBJECT

public:
    explicit FindingsView(QWidget *parent = nullptr);

    void setDetail(const EventDetail &detail);
    [[nodiscard]] int count() const { return m_model.judgedCount(); }
    // Whether fixes are offered; the event cannot be replaced where nothing can be written.
    void setFixable(bool fixable);
    // Chooses the first finding of a rule; null where there is none.
    const Finding *showRule(const QByteArray &rule);

signals:
    void sourceRequested(quint32 offset, quint32 length);
    void treeRequested(quint32 offset);
    void fixRequested(const eventscope::Finding &finding);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showMenu(QPoint at);
    void jump(const QModelIndex &index);
    void choose();
    void fix();

    FindingModel m_model;
    QPushButton *m_fix;
    QListView *m_list;
    QLabel *m_nothing;
    bool m_isFixable = true;
};

}

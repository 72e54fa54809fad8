// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/eventdetail.h"
#include "views/findingmodel.h"

#include <QWidget>

class QLabel;
class QListView;

namespace eventscope {

// What was found about an event. Enter or a double click goes to the place in the source; the context
// menu knows the tree, too.
class FindingsView : public QWidget {
    Q_OBJECT

public:
    explicit FindingsView(QWidget *parent = nullptr);

    void setDetail(const EventDetail &detail);
    [[nodiscard]] int count() const { return m_model.judgedCount(); }

signals:
    void sourceRequested(quint32 offset, quint32 length);
    void treeRequested(quint32 offset);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showMenu(QPoint at);
    void jump(const QModelIndex &index);

    FindingModel m_model;
    QListView *m_list;
    QLabel *m_nothing;
};

}

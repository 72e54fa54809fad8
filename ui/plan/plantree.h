// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/planmodel.h"

#include <QTreeView>

#include <set>

class QSortFilterProxyModel;

namespace eventscope {

// A plan and what was seen of it, sorted and searched. What is open and current stays while events and
// properties come and go. GUI thread.
class PlanTree : public QTreeView {
    Q_OBJECT

public:
    explicit PlanTree(PlanModel &model, QWidget *parent = nullptr);

    [[nodiscard]] QByteArray currentEvent() const;
    [[nodiscard]] QByteArray currentProperty() const;    // null for an event
    // Shown and current; without `property` the event itself. The nearest row where it is not there.
    void setCurrent(const QByteArray &event, const QByteArray &property = {});
    // Words that a name, a type or a note holds; an event is shown with all below it, where it does.
    void setSearch(const QString &text);
    void setOnlyNotable(bool only);

signals:
    void currentRowChanged();
    void editRequested();      // Enter, double click
    void eventsRequested();    // Shift+Enter
    void addRequested();       // Insert
    void removeRequested();    // Delete
    void menuRequested(QPoint global);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class Found;

    void layOutColumns();
    void chooseColumns(QPoint at);
    void keepPlace();
    void restorePlace();
    [[nodiscard]] QModelIndex shownIndex(const QByteArray &event, const QByteArray &property) const;

    PlanModel &m_model;
    Found *m_found;
    std::set<QByteArray> m_open;    // while the model is reset
    QByteArray m_event;
    QByteArray m_property;
    int m_row = 0;
    int m_scroll = 0;
    bool m_isResetting = false;
    bool m_hasChosenColumns = false;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/filtercompletion.h"

#include <QWidget>

class QKeyEvent;
class QLabel;
class QListView;

namespace eventscope {

class FilterEdit;

// The list of what may stand at the cursor of a FilterEdit, below it and inside its window; the focus stays where
// the typing is. Up and Down choose, Enter and Tab take, Esc closes; Ctrl+Space opens it anywhere. The list is named
// completionList.
//
// It becomes a child of the window: who owns the edit deletes it with the edit.
class FilterCompleter : public QWidget {
    Q_OBJECT

public:
    FilterCompleter(FilterEdit &edit, EventStore &store, const FilterState &state, FilterCompletion::Clock clock);

    [[nodiscard]] FilterCompletion &model() { return m_model; }
    // Asks for what may stand at the cursor; shown as soon as there is something.
    void complete(bool asked);
    void close();
    // Open, with one of them chosen: what is typed is not meant yet.
    [[nodiscard]] bool isPending() const;
    // The keys while it is open, and Ctrl+Space. False: not one of these.
    bool takeKey(const QKeyEvent &key);

signals:
    void taken();    // the edit's text was changed
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void showList();
    void place();
    void take(const QModelIndex &index);
    void move(int step);
    void tellCurrent();
    void dress();

    FilterEdit &m_edit;
    FilterCompletion m_model;
    QListView *m_list;
    QLabel *m_title;
    QLabel *m_keys;
    QString m_chosen;    // by Up and Down; empty: the one that is preferred
    bool m_wanted = false;
};

}

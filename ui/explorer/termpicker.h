// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/filterstate.h"
#include "views/termmodel.h"

#include <QHash>
#include <QToolButton>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;

namespace eventscope {

class Popup;

// A button that tells what the filter chooses of one field, and opens a list to choose from: type to
// narrow it, arrows to move, Enter (or Space in the list) to choose, Alt with either to exclude, Esc to
// close. The parts are named after the picker: NAMESearch, NAMEList, NAMEClear, NAMENote.
class TermPicker : public QToolButton {
    Q_OBJECT

public:
    TermPicker(EventStore &store, FilterState &state, Field field, const QString &title, const QString &name,
        QWidget *parent = nullptr);

    void setTitles(const QHash<QByteArray, QString> &titles);
    [[nodiscard]] TermModel &model() { return m_model; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build(const QString &name);
    void open();
    void choose(const QModelIndex &index, Qt::KeyboardModifiers modifiers);
    void showSummary();
    void showNote();

    TermModel m_model;
    QString m_title;
    Popup *m_popup;
    QLineEdit *m_search;
    QListView *m_list;
    QLabel *m_note;
    QPushButton *m_clear;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/eventdetail.h"
#include "views/filterstate.h"
#include "views/jsontreemodel.h"

#include <QTreeView>

namespace eventscope {

// The JSON of an event as a tree. What was open stays open from one event to the next of the same
// form. GUI thread.
class JsonTreeView : public QTreeView {
    Q_OBJECT

public:
    static constexpr int expandBudget = 2000;    // rows that "expand all" opens

    explicit JsonTreeView(FilterState &state, QWidget *parent = nullptr);

    void setDocument(const std::shared_ptr<const JsonDocument> &document);
    void showOffset(quint32 offset);
    void expandBudgeted();

signals:
    void addColumnRequested(const QByteArray &pointer);
    void addFacetRequested(const QByteArray &pointer);
    void sourceRequested(quint32 offset, quint32 length);
    // Something to know, e.g. that not all was opened.
    void noticed(const QString &sentence);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void fillMenu(QMenu &menu);
    void filter(bool out);
    [[nodiscard]] QModelIndex shownPart(const QModelIndex &index) const;
    void rememberOpen();
    void openRemembered();
    void openFirstLevels();

    FilterState &m_state;
    JsonTreeModel m_model;
    QSet<QByteArray> m_open;    // pointers
    bool m_known = false;       // whether m_open tells anything yet
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/facetmodel.h"

#include <QWidget>

class QLabel;
class QListView;
class QToolButton;

namespace eventscope {

// One field's values under a heading that folds them. Click or Space includes, with Alt it excludes;
// the context menu says so in words. The list is named NAMEFacet, the heading NAMEFold, the button for
// more values NAMEMore, what is said about them NAMENote, the button that removes it NAMERemove.
class FacetSection : public QWidget {
    Q_OBJECT

public:
    FacetSection(FacetModel &model, const QString &title, const QString &name, QWidget *parent = nullptr);

    [[nodiscard]] bool isFolded() const { return m_folded; }
    void setFolded(bool folded);
    void showMore(bool all);    // whether the button offers more or fewer
    // Offers to be removed, in the heading and by Delete on it.
    void setRemovable();
    // Its values are being counted; so much of that is done, -1 where it is not known.
    void setCounting(bool counting, int percent);

signals:
    void foldedChanged(bool folded);
    void moreRequested();
    void removeRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build(const QString &name);
    void showFacet();
    void showNumbers();
    void choose(const QModelIndex &index, bool exclude);
    void showMenu(QPoint at);
    void dress();

    FacetModel &m_model;
    QString m_title;
    QToolButton *m_heading;
    QToolButton *m_clear;
    QToolButton *m_remove = nullptr;
    QLabel *m_distinct;
    QLabel *m_note;
    QListView *m_list;
    QToolButton *m_more;
    bool m_folded = false;
    bool m_all = false;
    bool m_counting = false;
    int m_percent = -1;
};

}

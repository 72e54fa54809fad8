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
// more values NAMEMore.
class FacetSection : public QWidget {
    Q_OBJECT

public:
    FacetSection(FacetModel &model, const QString &title, const QString &name, QWidget *parent = nullptr);

    [[nodiscard]] bool isFolded() const { return m_folded; }
    void setFolded(bool folded);
    void showMore(bool all);    // whether the button offers more or fewer

signals:
    void foldedChanged(bool folded);
    void moreRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build(const QString &name);
    void showFacet();
    void choose(const QModelIndex &index, bool exclude);
    void showMenu(QPoint at);
    void dress();

    FacetModel &m_model;
    QString m_title;
    QToolButton *m_heading;
    QToolButton *m_clear;
    QLabel *m_distinct;
    QListView *m_list;
    QToolButton *m_more;
    bool m_folded = false;
    bool m_all = false;
};

}

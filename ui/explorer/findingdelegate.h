// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

class QListView;

namespace eventscope {

// A finding of a FindingModel as a few wrapped lines: symbol and sentence, rule and place, details, which
// share a line where there is room.
class FindingDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

class FindingModel;

// Makes the list one of findings: without a frame, wrapped to its width, with a menu.
void setUpFindings(QListView &list, FindingModel &model);

}

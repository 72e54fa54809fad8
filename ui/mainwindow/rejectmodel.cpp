// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/rejectmodel.h"

#include <QLocale>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qsizetype previewBytes = 300;

// One line of what can be read of it.
QString preview(const QByteArray &bytes)
{
    QString text = QString::fromUtf8(bytes.left(previewBytes));
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return bytes.size() > previewBytes ? text + u'…' : text;
}

}

void RejectModel::setRejects(std::vector<Reject> rejects)
{
    beginResetModel();
    m_rejects = std::move(rejects);
    endResetModel();
}

int RejectModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rejects.size());
}

int RejectModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RejectModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Reject &reject = m_rejects[static_cast<size_t>(index.row())];
    if (role == Qt::TextAlignmentRole && index.column() == Line)
        return int{Qt::AlignRight | Qt::AlignVCenter};
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case File:
        return reject.file;
    case Line:
        return role == Qt::ToolTipRole ? tr("Line %1, byte %2").arg(reject.line).arg(reject.offset)
                                       : QLocale().toString(qlonglong{reject.line});
    case Reason:
        return reject.reason;
    case Text:
        return preview(reject.bytes);
    default:
        return {};
    }
}

QVariant RejectModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case File:
        return tr("File");
    case Line:
        return tr("Line");
    case Reason:
        return tr("Reason");
    case Text:
        return tr("Text");
    default:
        return {};
    }
}

}

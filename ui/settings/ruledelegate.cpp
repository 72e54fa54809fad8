// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/ruledelegate.h"

#include "theme.h"
#include "views/rulemodel.h"

#include <QComboBox>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int arrow = 10;
constexpr int arrowMargin = 6;

bool canChoose(const QModelIndex &index)
{
    return index.column() == RuleModel::Counts && index.flags().testFlag(Qt::ItemIsEditable);
}

QIcon iconOf(RuleLevel level, const QPalette &palette)
{
    switch (level) {
    case RuleLevel::Error:
        return severityIcon(Severity::Error, palette);
    case RuleLevel::Warning:
        return severityIcon(Severity::Warning, palette);
    case RuleLevel::Info:
        return severityIcon(Severity::Info, palette);
    case RuleLevel::Off:
        break;
    }
    return severityIcon(Severity::NotJudged, palette);
}

}

void RuleDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (!index.parent().isValid()) {
        option->font.setBold(true);
        return;
    }
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    const QVariant severity = index.data(RuleModel::SeverityRole);
    if (index.column() == RuleModel::Counts) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = severityIcon(
            severity.isValid() ? static_cast<Severity>(severity.toInt()) : Severity::NotJudged, option->palette);
        option->decorationSize = {16, 16};
        option->font.setBold(index.data(RuleModel::ChangedRole).toBool());
    }
    if (!severity.isValid() && !selected)    // it is off
        option->palette.setColor(QPalette::Text, Theme::of(option->palette).subtleText);
}

void RuleDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (!canChoose(index))
        return;
    const QColor ink = option.state.testFlag(QStyle::State_Selected) ? option.palette.color(QPalette::HighlightedText)
                                                                     : Theme::of(option.palette).subtleText;
    QPalette palette = option.palette;
    palette.setColor(QPalette::Text, ink);
    palette.setColor(QPalette::WindowText, ink);
    palette.setColor(QPalette::ButtonText, ink);
    const QRect place(
        option.rect.right() - arrow - arrowMargin, option.rect.center().y() - arrow / 2 + 1, arrow, arrow);
    themedIcon(u"chevron-down"_s, palette).paint(painter, place);
}

QSize RuleDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(16, option.fontMetrics.height()) + 10);
    return size;
}

QWidget *RuleDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (!canChoose(index))
        return nullptr;
    auto *box = new QComboBox(parent);
    box->setObjectName(u"ruleLevel"_s);
    box->setAccessibleName(tr("How %1 counts").arg(index.siblingAtColumn(RuleModel::Rule).data().toString()));
    box->addItem(tr("As defined: %1").arg(index.data(RuleModel::DefinedRole).toString()), RuleModel::asDefined);
    for (const RuleLevel level : {RuleLevel::Error, RuleLevel::Warning, RuleLevel::Info, RuleLevel::Off})
        box->addItem(iconOf(level, option.palette), levelTitle(level), static_cast<int>(level));
    auto *self = const_cast<RuleDelegate *>(this);
    connect(box, &QComboBox::activated, self, [self, box] {
        emit self->commitData(box);
        emit self->closeEditor(box);
    });
    QMetaObject::invokeMethod(box, &QComboBox::showPopup, Qt::QueuedConnection);
    return box;
}

void RuleDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    if (auto *box = qobject_cast<QComboBox *>(editor))
        box->setCurrentIndex(std::max(0, box->findData(index.data(Qt::EditRole))));
}

void RuleDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    if (const auto *box = qobject_cast<QComboBox *>(editor))
        model->setData(index, box->currentData());
}

}

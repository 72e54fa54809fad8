// SPDX-License-Identifier: GPL-3.0-or-later
#include "problems/fixdialog.h"

#include "views/celltext.h"

#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace eventscope {

FixDialog::FixDialog(const std::vector<SharedFix> &fixes, qint64 events, QWidget *parent)
    : QDialog(parent)
    , m_fixes(fixes)
    , m_list(new QTreeWidget(this))
    , m_fix(nullptr)
{
    setObjectName(u"fixDialog"_s);
    setWindowTitle(tr("Fix events"));
    build(events);
    for (const SharedFix &fix : m_fixes) {
        auto *item = new QTreeWidgetItem(
            m_list, {fix.label, QString::fromUtf8(fix.rule), QLocale().toString(qlonglong{fix.events})});
        item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(0, fix.label);
    }
    connect(m_list, &QTreeWidget::currentItemChanged, this, &FixDialog::showChosen);
    connect(m_list, &QTreeWidget::itemActivated, this, &FixDialog::accept);
    m_list->setCurrentItem(m_list->topLevelItem(0));
    showChosen();
    resize(620, 320);
}

void FixDialog::build(qint64 events)
{
    auto *intro = new QLabel(
        counted(events, tr("What can be mended in this event. A mended copy takes its place; that can be undone."),
            tr("What can be mended in these %1 events. Mended copies take their place; that can be undone.")),
        this);
    intro->setWordWrap(true);
    m_list->setObjectName(u"fixList"_s);
    m_list->setAccessibleName(tr("Fixes"));
    m_list->setHeaderLabels({tr("Fix"), tr("Rule"), tr("Events")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->headerItem()->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->resizeSection(1, 14 * fontMetrics().averageCharWidth() + 16);
    m_list->header()->resizeSection(2, 11 * fontMetrics().averageCharWidth() + 16);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_fix = buttons->addButton(tr("Fix"), QDialogButtonBox::AcceptRole);
    m_fix->setObjectName(u"fixChosen"_s);
    m_fix->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &FixDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &FixDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addWidget(intro);
    column->addWidget(m_list, 1);
    column->addWidget(buttons);
}

void FixDialog::showChosen()
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    m_fix->setEnabled(row >= 0);
    if (row >= 0)
        m_fix->setText(
            counted(m_fixes[static_cast<std::size_t>(row)].events, tr("&Fix %1 event"), tr("&Fix %1 events")));
}

void FixDialog::accept()
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    if (row < 0)
        return;
    emit chosen(m_fixes[static_cast<std::size_t>(row)]);
    QDialog::accept();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/helpdialogs.h"

#include "event/tr.h"

#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QMessageBox>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Keys that are no menu's.
QList<WindowActions::Shortcut> otherShortcuts()
{
    const QString timeline = tr("Timeline");
    const QString table = tr("Table");
    const QString draft = tr("Draft");
    return {
        {timeline, tr("Select a range"), tr("drag, or Shift+Left and Shift+Right, then Enter")},
        {timeline, tr("Select one bar"), tr("click, or Left and Right, then Enter")},
        {timeline, tr("Zoom in, zoom out"), tr("wheel, W and S, + and -")},
        {timeline, tr("Move earlier, later"), tr("Shift+drag, A and D")},
        {timeline, tr("Fit to the selection, then to all"), u"F"_s},
        {timeline, tr("Clear the time range"), tr("Esc")},
        {timeline, tr("Histogram, lanes"), tr("H, L")},
        {timeline, tr("Logarithmic scale"), u"G"_s},
        {timeline, tr("Next lane, next event in it"), tr("Down, Right")},
        {timeline, tr("Choose, mark the event in a lane"), tr("Enter, M")},
        {timeline, tr("Scroll, zoom the lanes"), tr("wheel, Ctrl+wheel")},
        {timeline, tr("Exclude what a colour stands for"), tr("Alt+click in the legend")},
        {timeline, tr("Move, widen the frame of the overview"), tr("Left and Right, + and -")},
        {table, tr("First row, last row"), tr("Ctrl+Home, Ctrl+End")},
        {table, tr("Show the detail of a row"), tr("Enter")},
        {table, tr("Copy, delete the selected events"), tr("Ctrl+C, Del")},
        {table, tr("Edit copies, send the selected events"), tr("E, S")},
        {table, tr("What can be done with a cell"), tr("Menu key, or right click")},
        {draft, tr("Next part, part before: address, form, source, findings"), tr("F6, Shift+F6")},
        {draft, tr("Mend what a finding is about"), tr("Alt+Enter")},
        {draft, tr("Now, in a time's field"), tr("Ctrl+;")},
        {draft, tr("Remove a field's value"), tr("Ctrl+Del")},
        {draft, tr("Type of a field's value"), tr("Ctrl+T")},
    };
}

void addShortcuts(QTreeWidget &tree, const QList<WindowActions::Shortcut> &shortcuts)
{
    QTreeWidgetItem *group = nullptr;
    for (const WindowActions::Shortcut &shortcut : shortcuts) {
        if (!group || group->text(0) != shortcut.menu) {
            group = new QTreeWidgetItem(&tree, {shortcut.menu});
            QFont font = tree.font();
            font.setBold(true);
            group->setFont(0, font);
            group->setFirstColumnSpanned(true);
            group->setFlags(Qt::ItemIsEnabled);
        }
        new QTreeWidgetItem(group, {shortcut.text, shortcut.keys});
    }
}

}

void showShortcuts(QWidget *parent, const QList<WindowActions::Shortcut> &menus)
{
    auto *dialog = new QDialog(parent);
    dialog->setObjectName(u"shortcutsDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keyboard shortcuts"));
    auto *tree = new QTreeWidget(dialog);
    tree->setColumnCount(2);
    tree->setHeaderHidden(true);
    tree->setRootIsDecorated(false);
    tree->setSelectionMode(QAbstractItemView::SingleSelection);
    tree->setAccessibleName(dialog->windowTitle());
    addShortcuts(*tree, menus);
    addShortcuts(*tree, otherShortcuts());
    tree->expandAll();
    tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(tree);
    layout->addWidget(buttons);
    dialog->resize(620, 560);
    dialog->show();
}

void showAbout(QWidget *parent)
{
    auto *box = new QMessageBox(parent);
    box->setObjectName(u"aboutDialog"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Eventscope"));
    box->setIconPixmap(QIcon(u":/eventscope/icons/eventscope.svg"_s).pixmap(64, 64));
    box->setText(u"<b>Eventscope %1</b>"_s.arg(QCoreApplication::applicationVersion()));
    box->setInformativeText(tr("Inspector for product and telemetry events.<br><br>Free software under the GNU General "
                               "Public License, version 3 or later. Nothing is ever sent, looked up or reported that "
                               "you did not ask for."));
    box->open();
}

}

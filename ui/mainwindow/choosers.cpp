// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/choosers.h"

#include "event/tr.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QFileDialog *makeDialog(QWidget *parent, const QString &name, const QString &title, const QString &filter)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setNameFilters({filter, tr("All files (*)")});
    return dialog;
}

}

void chooseStore(QWidget *parent, bool create, const QString &folder, std::function<void(const QString &)> chosen)
{
    QFileDialog *dialog = makeDialog(
        parent, u"storeDialog"_s, create ? tr("New store") : tr("Open store"), tr("Eventscope stores (*.eventscope)"));
    if (!folder.isEmpty())
        dialog->setDirectory(folder);
    dialog->setAcceptMode(create ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(create ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->setDefaultSuffix(u"eventscope"_s);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
    dialog->open();
}

void chooseFiles(QWidget *parent, std::function<void(const QStringList &)> chosen)
{
    QFileDialog *dialog = makeDialog(
        parent, u"importDialog"_s, tr("Import events"), tr("Events (*.ndjson *.jsonl *.json *.log *.txt *.gz)"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    QObject::connect(dialog, &QFileDialog::filesSelected, parent, std::move(chosen));
    dialog->open();
}

void chooseExport(QWidget *parent, const QString &title, ExportChosen chosen)
{
    const QString lines = tr("One event a line (*.ndjson)");
    const QString shown = tr("Comma-separated values, the shown columns (*.csv)");
    QFileDialog *dialog = makeDialog(parent, u"exportDialog"_s, title, lines);
    dialog->setNameFilters(
        {lines, tr("One JSON array (*.json)"), shown, tr("Comma-separated values, all there is (*.csv)")});
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"ndjson"_s);
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog,
        [dialog](const QString &filter) { dialog->setDefaultSuffix(filter.section(u"*."_s, 1).chopped(1)); });
    QObject::connect(
        dialog, &QFileDialog::fileSelected, parent, [dialog, shown, chosen = std::move(chosen)](const QString &path) {
            chosen(path, dialog->selectedNameFilter() == shown);
        });
    dialog->open();
}

bool confirmStop(QWidget *parent)
{
    QMessageBox box(QMessageBox::Question, tr("Import"),
        tr("An import is under way. Stopping it leaves nothing of it in the store."), QMessageBox::NoButton, parent);
    box.setObjectName(u"stopImportDialog"_s);
    const QPushButton *stop = box.addButton(tr("Stop the import"), QMessageBox::DestructiveRole);
    box.addButton(tr("Keep importing"), QMessageBox::RejectRole);
    box.exec();
    return box.clickedButton() == stop;
}

}

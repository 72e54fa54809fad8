// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/choosers.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("eventscope::MainWindow", text);
}

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

void chooseExport(QWidget *parent, std::function<void(const QString &)> chosen)
{
    QFileDialog *dialog = makeDialog(parent, u"exportDialog"_s, tr("Export the events that the filter lets through"),
        tr("One event a line (*.ndjson)"));
    dialog->setNameFilters(
        {tr("One event a line (*.ndjson)"), tr("One JSON array (*.json)"), tr("Comma-separated values (*.csv)")});
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"ndjson"_s);
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog,
        [dialog](const QString &filter) { dialog->setDefaultSuffix(filter.section(u"*."_s, 1).chopped(1)); });
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
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

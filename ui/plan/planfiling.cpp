// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planfiling.h"

#include "plan/csvdialog.h"
#include "plan/inferdialog.h"
#include "plan/planactions.h"
#include "plan/scopeprofile.h"
#include "views/bodytext.h"
#include "views/celltext.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QSaveFile>
#include <QtConcurrentRun>

#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qint64 largestFile = 256ll << 20;

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Io, PlanFiling::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    if (file.size() > largestFile)
        return failure(Error::Kind::Limit, PlanFiling::tr("%1 is larger than 256 MB.").arg(path));
    return file.readAll();
}

// The title that is missing is the file's name.
PlanContent named(const Plan &plan, const QString &path)
{
    return PlanBook::contentOf(
        plan.title().simplified().isEmpty() ? plan.withTitle(QFileInfo(path).completeBaseName()) : plan);
}

}

PlanFiling::PlanFiling(PlanBook &book, EventStore &store, const ServiceSet &services, const ScopeProfile &scope,
    PlanActions &actions, QWidget &window)
    : QObject(&window)
    , m_book(book)
    , m_store(store)
    , m_services(services)
    , m_scope(scope)
    , m_window(window)
    , m_reading(this,
          [this](const Result<PlanContent> &content) {
              if (content)
                  m_book.add(*content, tr("add the plan \"%1\"").arg(visibleLine(content->title)));
              else
                  emit failed(content.error().message);
          })
    , m_table(this,
          [this](const Result<ReadCsv> &table) {
              if (table)
                  offerColumns(*table);
              else
                  emit failed(table.error().message);
          })
    , m_writing(this,
          [this](const Result<QString> &path) {
              if (path)
                  emit noticed(tr("The plan was written to %1.").arg(*path));
              else
                  emit failed(path.error().message);
          })
    , m_folder(this, [this](const Result<QStringList> &files) {
        if (files)
            emit noticed(counted(
                files->size(), tr("1 JSON Schema was written to %2."), tr("%1 JSON Schemas were written to %2."))
                             .arg(m_folderPath));
        else
            emit failed(files.error().message);
    })
{
    connect(actions.create, &QAction::triggered, this, &PlanFiling::create);
    connect(actions.infer, &QAction::triggered, this, &PlanFiling::infer);
    connect(actions.openFile, &QAction::triggered, this, &PlanFiling::chooseFile);
    connect(actions.importCsv, &QAction::triggered, this, &PlanFiling::importCsv);
    connect(actions.importSchemas, &QAction::triggered, this, &PlanFiling::importSchemas);
    connect(actions.saveFile, &QAction::triggered, this, &PlanFiling::saveFile);
    connect(actions.exportCsv, &QAction::triggered, this, &PlanFiling::exportCsv);
    connect(actions.exportSchemas, &QAction::triggered, this, &PlanFiling::exportSchemas);
    connect(actions.rename, &QAction::triggered, this, &PlanFiling::rename);
    connect(actions.duplicate, &QAction::triggered, this, &PlanFiling::duplicate);
    connect(actions.remove, &QAction::triggered, this, [this] { m_book.remove(m_book.current()); });
}

PlanFiling::~PlanFiling()
{
    for (const QPointer<QDialog> &dialog : std::exchange(m_open, {}))
        delete dialog.data();    // some look at the store
}

void PlanFiling::open(QDialog *dialog)
{
    m_open.removeAll(nullptr);
    m_open.append(dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

QFileDialog *PlanFiling::dialog(const QString &name, const QString &title, const QStringList &filters)
{
    auto *dialog = new QFileDialog(&m_window, title);
    dialog->setObjectName(name);
    if (!filters.isEmpty())
        dialog->setNameFilters(filters + QStringList{tr("All files (*)")});
    return dialog;
}

QString PlanFiling::fileName(const QString &suffix) const
{
    const PlanContent *content = m_book.content(m_book.current());
    static const QRegularExpression unfit(u"[^\\w.-]+"_s, QRegularExpression::UseUnicodePropertiesOption);
    const QString name = content ? QString(content->title).replace(unfit, u"-"_s).left(80) : QString();
    return (name.isEmpty() ? u"plan"_s : name) + suffix;
}

// --- Making

void PlanFiling::askTitle(const QString &title, const QString &text, std::function<void(const QString &)> use)
{
    auto *dialog = new QInputDialog(&m_window);
    dialog->setObjectName(u"planTitleDialog"_s);
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Title of the plan:"));
    dialog->setTextValue(text);
    dialog->resize(420, dialog->sizeHint().height());
    connect(dialog, &QInputDialog::textValueSelected, this, [use = std::move(use)](const QString &typed) {
        if (const QString plain = typed.simplified(); !plain.isEmpty())
            use(plain);
    });
    open(dialog);
}

void PlanFiling::create()
{
    askTitle(tr("New plan"), tr("Tracking plan"), [this](const QString &title) {
        m_book.add(PlanBook::contentOf(Plan().withTitle(title)), tr("add the plan \"%1\"").arg(visibleLine(title)));
    });
}

void PlanFiling::infer()
{
    const Plan *current = m_book.canEdit() ? &m_book.plan() : nullptr;
    auto *dialog = new InferDialog(m_store, m_services, m_scope.filter(), current, tr("Tracking plan"), &m_window);
    connect(dialog, &InferDialog::inferred, this, [this](const Plan &plan, bool isNew) {
        if (isNew)
            m_book.add(PlanBook::contentOf(plan), tr("add the plan \"%1\"").arg(visibleLine(plan.title())));
        else
            m_book.change(plan, tr("add inferred events"));
    });
    open(dialog);
}

void PlanFiling::rename()
{
    askTitle(tr("Rename the plan"), m_book.plan().title(),
        [this](const QString &title) { m_book.change(m_book.plan().withTitle(title), tr("rename the plan")); });
}

void PlanFiling::duplicate()
{
    if (m_book.canEdit())
        m_book.add(PlanBook::contentOf(m_book.plan().withTitle(tr("%1 (copy)").arg(m_book.plan().title()))),
            tr("duplicate the plan"));
}

// --- Reading

void PlanFiling::chooseFile()
{
    QFileDialog *files = dialog(u"planOpenDialog"_s, tr("Open a plan file"), {tr("Tracking plans (*.json)")});
    files->setFileMode(QFileDialog::ExistingFile);
    connect(files, &QFileDialog::fileSelected, this, &PlanFiling::readPlan);
    open(files);
}

void PlanFiling::readPlan(const QString &path)
{
    m_reading.follow(QtConcurrent::run([path]() -> Result<PlanContent> {
        const Result<QByteArray> text = readFile(path);
        if (!text)
            return failure(text.error());
        const Result<Plan> plan = Plan::load(*text, QFileInfo(path).fileName());
        return plan ? Result<PlanContent>(named(*plan, path)) : failure(plan.error());
    }));
}

void PlanFiling::importCsv()
{
    QFileDialog *files = dialog(
        u"planCsvDialog"_s, tr("Import a plan from a table"), {tr("Comma-separated values (*.csv *.tsv *.txt)")});
    files->setFileMode(QFileDialog::ExistingFile);
    connect(files, &QFileDialog::fileSelected, this, &PlanFiling::readTable);
    open(files);
}

void PlanFiling::readTable(const QString &path)
{
    m_table.follow(QtConcurrent::run([path]() -> Result<ReadCsv> {
        const Result<QByteArray> text = readFile(path);
        if (!text)
            return failure(text.error());
        Result<CsvTable> table = eventscope::readCsv(*text, QFileInfo(path).fileName());
        return table ? Result<ReadCsv>(ReadCsv{std::move(*table), path}) : failure(table.error());
    }));
}

void PlanFiling::offerColumns(const ReadCsv &csv)
{
    auto *columns = new CsvDialog(csv.table, QFileInfo(csv.file).fileName(), &m_window);
    connect(columns, &CsvDialog::imported, this, [this, path = csv.file](const Plan &plan) {
        const PlanContent content = named(plan, path);
        m_book.add(content, tr("add the plan \"%1\"").arg(visibleLine(content.title)));
    });
    open(columns);
}

void PlanFiling::importSchemas()
{
    QFileDialog *folders = dialog(u"planSchemasDialog"_s, tr("Import a folder of JSON Schemas"), {});
    folders->setFileMode(QFileDialog::Directory);
    connect(folders, &QFileDialog::fileSelected, this, [this](const QString &folder) {
        m_reading.follow(QtConcurrent::run([folder]() -> Result<PlanContent> {
            const Result<Plan> plan = planFromSchemas(folder, false);
            return plan ? Result<PlanContent>(named(*plan, folder)) : failure(plan.error());
        }));
    });
    open(folders);
}

// --- Writing

void PlanFiling::write(const QString &path, std::function<QByteArray()> text)
{
    m_writing.follow(QtConcurrent::run([path, text = std::move(text)]() -> Result<QString> {
        QSaveFile file(path);
        const QByteArray bytes = text();
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            return failure(Error::Kind::Io, tr("%1 cannot be written: %2.").arg(path, file.errorString()));
        return path;
    }));
}

void PlanFiling::saveFile()
{
    const PlanContent *content = m_book.content(m_book.current());
    if (!content)
        return;
    QFileDialog *files = dialog(u"planSaveDialog"_s, tr("Save the plan as a file"), {tr("Tracking plans (*.json)")});
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix(u"json"_s);
    files->selectFile(fileName(u".json"_s));
    connect(files, &QFileDialog::fileSelected, this, [this, kept = *content](const QString &path) {
        write(path, [kept] { return kept.plan ? kept.plan->text() : kept.text; });
    });
    open(files);
}

void PlanFiling::exportCsv()
{
    QFileDialog *files =
        dialog(u"planExportCsvDialog"_s, tr("Export the plan as a table"), {tr("Comma-separated values (*.csv)")});
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix(u"csv"_s);
    files->selectFile(fileName(u".csv"_s));
    connect(files, &QFileDialog::fileSelected, this,
        [this, plan = m_book.plan()](const QString &path) { write(path, [plan] { return planToCsv(plan); }); });
    open(files);
}

void PlanFiling::exportSchemas()
{
    QFileDialog *folders = dialog(u"planExportSchemasDialog"_s, tr("Export JSON Schemas to a folder"), {});
    folders->setFileMode(QFileDialog::Directory);
    connect(folders, &QFileDialog::fileSelected, this, [this](const QString &folder) {
        if (QDir(folder).entryList({u"*.json"_s}, QDir::Files).isEmpty())
            return writeSchemas(folder, false);
        auto *box = new QMessageBox(QMessageBox::Question, tr("Export JSON Schemas"),
            tr("%1 has JSON files already. Those of the same names would be replaced.").arg(folder),
            QMessageBox::Cancel, &m_window);
        box->setObjectName(u"planReplaceDialog"_s);
        connect(box->addButton(tr("&Replace"), QMessageBox::DestructiveRole), &QAbstractButton::clicked, this,
            [this, folder] { writeSchemas(folder, true); });
        open(box);
    });
    open(folders);
}

void PlanFiling::writeSchemas(const QString &folder, bool replace)
{
    m_folderPath = folder;
    m_folder.follow(
        QtConcurrent::run([plan = m_book.plan(), folder, replace] { return planToSchemas(plan, folder, replace); }));
}

}

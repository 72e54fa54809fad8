// SPDX-License-Identifier: GPL-3.0-or-later
//
// What EndpointDialog reads from and writes to files.
#include "endpoints/askbar.h"

#include "endpoints/endpointdialog_p.h"
#include "endpoints/importendpoints.h"
#include "event/tr.h"
#include "views/bodytext.h"
#include "views/endpointmodel.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QPointer>
#include <QSaveFile>
#include <QUndoStack>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qint64 mostTransferBytes = 64 << 20;
constexpr qsizetype mostFaultsShown = 3;

QString transferText(const char *text)
{
    return EndpointDialog::tr(text);
}

Result<EndpointsRead> readTransfer(const QString &path, const Services &services)
{
    const QFileInfo info(path);
    QFile file(path);
    if (!info.isFile() || info.size() > mostTransferBytes)
        return failure(Error::Kind::BadInput,
            transferText("%1 is no file with endpoints. Choose another.").arg(visibleLine(path)));
    if (!file.open(QIODevice::ReadOnly))
        return failure(
            Error::Kind::Io, transferText("%1 cannot be read: %2.").arg(visibleLine(path), file.errorString()));
    Result<EndpointsRead> read = endpointsIn(file.read(mostTransferBytes), services);
    if (!read)
        return failure(read.error().kind,
            transferText("%1 cannot be imported. %2").arg(visibleLine(info.fileName()), read.error().message));
    return read;
}

Result<void> writeTransfer(const QString &path, const std::vector<Endpoint> &endpoints)
{
    QSaveFile file(path);
    const QByteArray bytes = endpointsFile(endpoints);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return failure(Error::Kind::Io,
        transferText("%1 cannot be written: %2. Choose another place.").arg(visibleLine(path), file.errorString()));
}

QString faultsText(const QStringList &faults)
{
    QString text = faults.first(std::min(faults.size(), mostFaultsShown)).join(u'\n');
    if (faults.size() > mostFaultsShown)
        text += u'\n' + EndpointDialog::tr("And %n more.", nullptr, static_cast<int>(faults.size() - mostFaultsShown));
    return text;
}

}

void EndpointDialog::Private::chooseImport()
{
    auto *dialog = new QFileDialog(q, tr("Import endpoints"), {}, tr("Endpoints (*.json);;All files (*)"));
    dialog->setObjectName(u"importEndpointsDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, q, [this](const QString &path) { importFrom(path); });
    dialog->open();
}

void EndpointDialog::Private::importFrom(const QString &path)
{
    transferPath = path;
    importing.follow(
        QtConcurrent::run([path, services = world.services.services()] { return readTransfer(path, services); }));
}

void EndpointDialog::Private::takeImport(Result<EndpointsRead> read)
{
    if (!read) {
        bar->ask(Severity::Error, read.error().message, {});
        return;
    }
    const QStringList faults = read->faults;
    if (read->endpoints.empty()) {
        bar->ask(faults.isEmpty() ? Severity::Info : Severity::Error,
            faults.isEmpty() ? tr("There is no endpoint in that file.") : faultsText(faults), {});
        return;
    }
    const int renamed = giveFreeNames(read->endpoints, model->endpoints());
    const auto count = static_cast<int>(read->endpoints.size());
    QStringList lines{eventscope::tr("%n endpoint(s) imported, without keys.", nullptr, count)};
    if (renamed > 0)
        lines << tr("%n had a name that was taken, and got a number.", nullptr, renamed);
    if (!faults.isEmpty())
        lines << faultsText(faults);
    const auto told = [guard = QPointer<EndpointDialog>(q), this](const Result<void> &done) {
        if (!guard)
            return;
        if (!done)
            bar->ask(Severity::Error, done.error().message, {});
        load();
    };
    world.undo.push(new ImportEndpoints(world.store, std::move(read->endpoints), told));
    bar->ask(faults.isEmpty() ? Severity::Info : Severity::Warning, lines.join(u'\n'),
        {{u"undoImport"_s, tr("Undo"), [this] { world.undo.undo(); }}});
}

void EndpointDialog::Private::chooseExport()
{
    auto *dialog =
        new QFileDialog(q, tr("Export endpoints"), u"endpoints.json"_s, tr("Endpoints (*.json);;All files (*)"));
    dialog->setObjectName(u"exportEndpointsDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"json"_s);
    connect(dialog, &QFileDialog::fileSelected, q, [this](const QString &path) { exportTo(path); });
    dialog->open();
}

void EndpointDialog::Private::exportTo(const QString &path)
{
    transferPath = path;
    exporting.follow(
        QtConcurrent::run([path, endpoints = model->endpoints()] { return writeTransfer(path, endpoints); }));
}

}

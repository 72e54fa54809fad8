// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/endpointtransfer.h"

#include "cli/await.h"
#include "cli/wholefile.h"
#include "delivery/endpointfile.h"
#include "event/tr.h"
#include "intake/jsonline.h"
#include "store/endpoints.h"

#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

Result<void> writeEndpoints(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return failure(
            Error::Kind::Io, tr("%1 cannot be written: %2. Choose another place.").arg(path, file.errorString()));
    return {};
}

void tellImported(const CommandLine &line, const std::vector<Endpoint> &added, int renamed, const QStringList &faults,
    Console &console)
{
    if (line.has(u"json"_s)) {
        JsonLine names(JsonLine::Kind::Array);
        for (const Endpoint &endpoint : added)
            names.text("", endpoint.name);
        JsonLine leftOut(JsonLine::Kind::Array);
        for (const QString &fault : faults)
            leftOut.text("", fault);
        console.printLine(
            JsonLine().raw("added", names.json()).number("renamed", renamed).raw("leftOut", leftOut.json()).json());
        return;
    }
    for (const Endpoint &endpoint : added)
        console.printLine(printable(tr("Added %1.").arg(endpoint.name)).toUtf8());
}

}

Result<void> exportEndpoints(const CommandLine &line, const QString &path, Console &console)
{
    const auto store = line.openToRead();
    if (!store)
        return failure(store.error());
    const auto endpoints = await((*store)->endpoints().all());
    if (!endpoints)
        return failure(endpoints.error());
    const QByteArray file = endpointsFile(*endpoints);
    if (path == u"-"_s) {
        console.printLine(file.trimmed());
        return {};
    }
    if (Result<void> written = writeEndpoints(path, file); !written)
        return written;
    const auto count = static_cast<int>(endpoints->size());
    console.printLine(line.has(u"json"_s)
                          ? JsonLine().number("exported", count).json()
                          : printable(tr("Wrote %n endpoint(s) to %1.", nullptr, count).arg(path)).toUtf8());
    return {};
}

Result<void> importEndpoints(const CommandLine &line, const QString &path, Console &console)
{
    const auto file = wholeFile(path);
    if (!file)
        return failure(file.error());
    auto read = endpointsIn(*file, line.services(console).services());
    if (!read)
        return failure(read.error().kind, tr("%1 cannot be imported. %2").arg(path, read.error().message));
    const auto store = line.openToWrite();
    if (!store)
        return failure(store.error());
    const auto known = await((*store)->endpoints().all());
    if (!known)
        return failure(known.error());
    const int renamed = giveFreeNames(read->endpoints, *known);
    for (const Endpoint &endpoint : read->endpoints) {
        if (const auto saved = await((*store)->endpoints().save(endpoint)); !saved)
            return failure(saved.error());
    }
    tellImported(line, read->endpoints, renamed, read->faults, console);
    for (const QString &fault : read->faults)
        console.note(fault);
    if (!read->faults.isEmpty())
        return failure(Error::Kind::BadInput,
            tr("%n endpoint(s) of %1 could not be used.", nullptr, static_cast<int>(read->faults.size())).arg(path));
    return {};
}

}

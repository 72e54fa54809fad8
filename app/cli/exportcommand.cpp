// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/await.h"
#include "cli/commands.h"
#include "cli/eventwriter.h"
#include "cli/filteroptions.h"
#include "event/tr.h"
#include "intake/jsonline.h"
#include "intake/outputfile.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// The rows to a file that is there as a whole or not at all; a device or pipe is written as it comes.
Result<void> writeTo(const QString &path, EventStore &store, const std::vector<Row> &rows, EventWriter &writer,
    const Interrupt &interrupt)
{
    auto file = OutputFile::open(path, {store.path()});
    if (!file)
        return failure(file.error());
    if (auto written = writeEvents(store, rows, writer, (*file)->device(), &interrupt); !written)
        return written.error().kind == Error::Kind::Io ? Result<void>(failure((*file)->cannotWrite())) : written;
    return (*file)->commit();
}

Result<qint64> exportEvents(const CommandLine &line, Console &console)
{
    const auto filter = filterOf(line);
    if (!filter)
        return failure(filter.error());
    const auto order = orderOf(line);
    if (!order)
        return failure(order.error());
    const auto format = line.choice(u"format"_s, {u"ndjson"_s, u"json"_s, u"csv"_s});
    if (!format)
        return failure(format.error());
    if (const auto limit = line.count(u"limit"_s, 0); !limit)
        return failure(limit.error());

    const Interrupt interrupt;
    const auto store = line.openToRead();
    if (!store)
        return failure(store.error());
    SearchSpec spec;
    spec.order = *order;
    auto found = await((*store)->search(*filter, spec), &interrupt);
    if (!found)
        return failure(found.error());
    const auto rows = limited(line, std::move(found->rows));
    if (!rows)
        return failure(rows.error());
    const auto writer = EventWriter::make(*format, EventWriter::Detail::Whole, line.services(console).services());
    const QString output = line.value(u"output"_s);
    const auto written = output == u"-"_s ? writeEvents(**store, *rows, *writer, console.out(), &interrupt)
                                          : writeTo(output, **store, *rows, *writer, interrupt);
    if (!written)
        return failure(written.error());
    return static_cast<qint64>(rows->size());
}

}

int runExport(const QStringList &arguments, Console &console)
{
    CommandLine line(u"export"_s,
        tr("Writes whole events out of the store. ndjson and json keep every byte of an event (ndjson drops line "
           "breaks outside strings); csv has all that is known of it."),
        console);
    addFilterOptions(line);
    line.add(u"o|output"_s, tr("Write to this file, whole or not at all; - (the default) is standard output."),
        tr("FILE"), u"-"_s);
    line.add(u"format"_s, tr("ndjson (the default), json or csv."), tr("FORMAT"), u"ndjson"_s);
    line.addFlag(u"json"_s, tr("Print one JSON object, with the number of events, as the last line."));
    if (const auto code = line.parse(arguments))
        return *code;
    const Result<qint64> events = exportEvents(line, console);
    if (!events)
        return console.fail(events.error());
    if (line.has(u"json"_s))
        console.printLine(JsonLine().number("events", *events).json());
    return console.finish(exitCode::Good);
}

}

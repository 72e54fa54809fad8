// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/await.h"
#include "cli/commandline.h"
#include "cli/commands.h"
#include "event/tr.h"
#include "intake/jsonline.h"
#include "intake/outputfile.h"
#include "store/deliverylog.h"

#include <QFileDevice>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// An endpoint that is not in the store any more is known by the name it had.
Result<DeliveryLogSpec> specOf(const CommandLine &line, EventStore &store)
{
    DeliveryLogSpec spec;
    spec.texts = line.has(u"bodies"_s);
    const auto since = line.moment(u"since"_s);
    if (!since)
        return failure(since.error());
    spec.since = since->value_or(0);
    spec.endpointName = line.value(u"endpoint"_s);
    if (spec.endpointName.isEmpty())
        return spec;
    const auto endpoints = await(store.endpoints().all());
    if (!endpoints)
        return failure(endpoints.error());
    const auto named = std::find_if(endpoints->begin(), endpoints->end(), [&spec](const Endpoint &endpoint) {
        return endpoint.name.compare(spec.endpointName, Qt::CaseInsensitive) == 0;
    });
    if (named != endpoints->end())
        spec.endpoint = named->id;
    return spec;
}

// On a thread of the pool, so that Ctrl+C is heard meanwhile.
Result<qint64> writeLog(EventStore &store, const DeliveryLogSpec &spec, DeliveryLogFormat format, QIODevice &device,
    const StandardOutput *out, const Interrupt &interrupt)
{
    return await(QtConcurrent::run([&](QPromise<Result<qint64>> &promise) {
        promise.addResult(writeDeliveryLog(store.deliveries(), spec, format, device,
            [&] { return !promise.isCanceled() && !(out && out->readerGone()); }));
    }),
        &interrupt);
}

Result<qint64> writeDeliveries(const CommandLine &line, Console &console)
{
    const auto format = line.choice(u"format"_s, {u"ndjson"_s, u"csv"_s});
    if (!format)
        return failure(format.error());
    if (!line.positional().isEmpty())
        return failure(Error::Kind::BadInput, tr("deliveries takes options only. See eventscope deliveries --help."));
    const Interrupt interrupt;
    const auto store = line.openToRead();
    if (!store)
        return failure(store.error());
    const auto spec = specOf(line, **store);
    if (!spec)
        return failure(spec.error());
    const auto form = *format == u"csv"_s ? DeliveryLogFormat::Csv : DeliveryLogFormat::Ndjson;
    const QString output = line.value(u"output"_s);
    if (output == u"-"_s)
        return writeLog(**store, *spec, form, console.out(), &console.out(), interrupt);
    const auto file = OutputFile::open(output, {(*store)->path()});
    if (!file)
        return failure(file.error());
    auto written = writeLog(**store, *spec, form, (*file)->device(), nullptr, interrupt);
    if (!written)
        return written;
    if (auto committed = (*file)->commit(); !committed)
        return failure(committed.error());
    return written;
}

}

int runDeliveries(const QStringList &arguments, Console &console)
{
    CommandLine line(u"deliveries"_s,
        tr("Writes the log of what was sent where and what came of it, the oldest first. It has keys by their kind and "
           "fingerprint only."),
        console);
    line.add(u"endpoint"_s, tr("Only what was sent to this endpoint, or to one that had this name."), tr("NAME"));
    line.add(u"since"_s, tr("Only what was sent then or later: a date, a time, now or -1h."), tr("T"));
    line.addFlag(u"bodies"_s, tr("With headers and bodies of requests and replies."));
    line.add(u"format"_s, tr("ndjson (the default) or csv."), tr("FORMAT"), u"ndjson"_s);
    line.add(u"o|output"_s, tr("Write to this file, whole or not at all; - (the default) is standard output."),
        tr("FILE"), u"-"_s);
    line.addFlag(u"json"_s, tr("Print one JSON object, with the number of deliveries, as the last line."));
    if (const auto code = line.parse(arguments))
        return *code;
    const Result<qint64> deliveries = writeDeliveries(line, console);
    if (!deliveries)
        return console.fail(deliveries.error());
    if (line.has(u"json"_s))
        console.printLine(JsonLine().number("deliveries", *deliveries).json());
    return console.finish(exitCode::Good);
}

}

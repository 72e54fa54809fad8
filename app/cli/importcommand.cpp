// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/await.h"
#include "cli/commandline.h"
#include "cli/commands.h"
#include "event/tr.h"
#include "intake/jsonline.h"
#include "intake/rejectfile.h"
#include "review/judgingrules.h"

#include <cstdio>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t mostRejectsShown = 20;

void addImportOptions(CommandLine &line)
{
    line.addPositional(u"file"_s, tr("Files, gzipped or not; - is standard input."), u"FILE..."_s);
    line.add(u"service"_s, tr("The service of all events, or auto (the default) to detect each."), tr("ID"), u"auto"_s);
    line.add(u"rejects"_s, tr("Write what cannot be read to this file, one JSON object a line."), tr("FILE"));
    line.addFlag(u"strip-comments"_s, tr("Strip // and /* */ comments and trailing commas before reading."));
    line.addFlag(u"json"_s, tr("Print one JSON object instead of a summary."));
}

// Keeps a line on the terminal up to date; nothing where nobody watches.
void showProgress(const QFuture<Result<ImportReport>> &future, QFutureWatcher<Result<ImportReport>> &watcher)
{
    if (!errorsAreWatched())
        return;
    QObject::connect(&watcher, &QFutureWatcherBase::progressValueChanged, &watcher, [&watcher](int value) {
        std::fprintf(stderr, "\r\033[K%3d.%d %%  %s", value / 10, value % 10,
            printable(watcher.progressText()).toLocal8Bit().constData());
    });
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &watcher, [] { std::fputs("\r\033[K", stderr); });
    watcher.setFuture(future);
}

QString placeAndReason(const Reject &reject)
{
    return u"%1:%2: %3"_s.arg(reject.file, QString::number(reject.line), reject.reason);
}

// The first rejects, and how many more there are.
QStringList rejectLines(const ImportReport &report)
{
    QStringList lines;
    for (const Reject &reject : report.firstRejects) {
        if (lines.size() == static_cast<qsizetype>(mostRejectsShown))
            break;
        lines.append(placeAndReason(reject));
    }
    if (const qint64 more = report.rejected - lines.size(); more > 0)
        lines.append(tr("… and %1 more; --rejects FILE writes them all").arg(more));
    return lines;
}

void printSummary(const ImportReport &report, Console &console)
{
    for (const QString &line : rejectLines(report))
        console.printLine(printable(line));
    for (const Finding &finding : report.requestFindings)
        console.printLine(u"%1: %2 [%3]"_s.arg(QString::fromLatin1(severityId(finding.severity)),
            printable(finding.sentence), QString::fromUtf8(finding.rule)));
    console.printLine(tr("%1 read, %2 stored, %3 rejected, in %4 s")
                          .arg(report.read)
                          .arg(report.stored)
                          .arg(report.rejected)
                          .arg(report.seconds, 0, 'f', 2));
    if (report.repeated > 0 || report.series > 0)
        console.printLine(tr("%1 with the key of an event before them, %2 unlike the events before them")
                              .arg(report.repeated)
                              .arg(report.series));
}

void printJson(const ImportReport &report, Console &console)
{
    for (const QString &line : rejectLines(report))
        console.note(line);
    console.printLine(JsonLine()
                          .number("read", report.read)
                          .number("stored", report.stored)
                          .number("rejected", report.rejected)
                          .number("repeated", report.repeated)
                          .number("series", report.series)
                          .seconds("seconds", report.seconds)
                          .json());
}

Result<ImportReport> import(const CommandLine &line, Console &console, RejectFile &rejects)
{
    const Interrupt interrupt;
    const ServiceSet services = line.services(console);
    auto sources = line.sources(interrupt.descriptor());
    if (!sources)
        return failure(sources.error());
    const auto service = line.service(services.services());
    if (!service)
        return failure(service.error());
    QStringList precious{line.storePath()};
    for (const ImportSource &source : *sources) {
        if (!source.path.isEmpty())
            precious.append(source.path);
    }
    if (auto opened = rejects.open(line.value(u"rejects"_s), precious); !opened)
        return failure(opened.error());

    ImportOptions options;
    options.read.service = *service;
    options.stripComments = line.has(u"strip-comments"_s);
    options.onReject = [&rejects](const Reject &reject) { rejects.write(reject); };

    const auto store = line.openToWrite();
    if (!store)
        return failure(store.error());
    auto judging = AddedJudging::begin(**store, fingerprintOf({services, {}, {}}));
    if (!judging)
        return failure(judging.error());
    const auto future = importInto(**store, services, std::move(*sources), options);
    QFutureWatcher<Result<ImportReport>> progress;
    showProgress(future, progress);
    Result<ImportReport> report = await(future, &interrupt);
    if (!report && interrupt.wasAsked())
        return failure(Error::Kind::Cancelled, report.error().message);
    if (report)
        (void)judging->complete();    // else they are judged once more when the store is next opened in the window
    return report;
}

}

int runImport(const QStringList &arguments, Console &console)
{
    CommandLine line(u"import"_s,
        tr("Reads events into the store, all of them or, when it is interrupted or fails, none. JSON lines, an array, "
           "one object or a service's request body, each gzipped or not. Exits with 1 when something was rejected."),
        console);
    addImportOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;

    RejectFile rejects;
    const Result<ImportReport> report = import(line, console, rejects);
    if (!report)
        return console.fail(report.error());
    if (auto written = rejects.commit(); !written)
        return console.fail(written.error());
    if (line.has(u"json"_s))
        printJson(*report, console);
    else
        printSummary(*report, console);
    if (report->commentsFound && !line.has(u"strip-comments"_s))
        console.note(tr("Some of what was rejected can be read without its comments: add --strip-comments."));
    return console.finish(report->rejected > 0 ? exitCode::Wrong : exitCode::Good);
}

}

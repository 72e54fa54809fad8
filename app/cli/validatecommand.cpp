// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/commands.h"
#include "cli/validationreport.h"

#include <QCoreApplication>

#include <cstdlib>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("eventscope::ValidateCommand", text);
}

void addOptions(CommandLine &line)
{
    line.addPositional(u"file"_s, tr("Files, gzipped or not; - is standard input."), u"FILE..."_s);
    line.add(u"service"_s, tr("The service of all events, or auto (the default) to detect each."), tr("ID"), u"auto"_s);
    line.add(u"transport"_s, tr("The transport that is to carry the events, one of the service's own."), tr("ID"));
    line.add(u"now"_s, tr("Judge windows of time against this moment; without it they are not judged."), tr("T"));
    line.add(
        u"fail-on"_s, tr("What makes the exit code 1: error (the default) or warning."), tr("SEVERITY"), u"error"_s);
    line.add(
        u"format"_s, tr("text (the default), or json: one object an event, then a summary."), tr("FORMAT"), u"text"_s);
    line.addFlag(u"strip-comments"_s, tr("Strip // and /* */ comments and trailing commas before reading."));
    line.addFlag(u"json"_s, tr("Print the summary as one JSON object as the last line."));
}

Result<std::optional<QByteArray>> transportOf(
    const CommandLine &line, const Services &services, const QByteArray &service)
{
    if (!line.has(u"transport"_s))
        return std::optional<QByteArray>();
    const QByteArray id = line.value(u"transport"_s).toUtf8();
    QStringList known;
    for (const ServicePtr &one : services.all()) {
        if (!service.isEmpty() && one->id() != service)
            continue;
        for (const Transport &transport : one->transports()) {
            if (transport.id == id)
                return std::optional(id);
            if (const QString name = QString::fromUtf8(transport.id); !known.contains(name))
                known.append(name);
        }
    }
    return failure(Error::Kind::NotFound,
        tr("--transport takes one of %1, not '%2'.").arg(known.join(u", "_s), line.value(u"transport"_s)));
}

Result<ImportOptions> optionsOf(const CommandLine &line, const Services &services)
{
    ImportOptions options;
    options.stripComments = line.has(u"strip-comments"_s);
    const auto service = line.service(services);
    if (!service)
        return failure(service.error());
    options.read.service = *service;
    const auto transport = transportOf(line, services, *service);
    if (!transport)
        return failure(transport.error());
    options.read.context.transport = *transport;
    const auto now = line.moment(u"now"_s);
    if (!now)
        return failure(now.error());
    options.read.context.now = *now;
    return options;
}

struct Outcome {
    ValidationCounts counts;
    bool failed = false;    // in the data
};

// A reader that is gone wants no more of a million lines, and reading has no other end; nothing is
// open that would need closing.
void endWhenNobodyReads(const Console &console, const Outcome &outcome)
{
    if (console.readerGone())
        std::_Exit(outcome.failed ? exitCode::Wrong : exitCode::Good);
}

Result<Outcome> validate(const CommandLine &line, Console &console)
{
    const auto format = line.choice(u"format"_s, {u"text"_s, u"json"_s});
    if (!format)
        return failure(format.error());
    const auto failOn = line.choice(u"fail-on"_s, {u"error"_s, u"warning"_s});
    if (!failOn)
        return failure(failOn.error());
    const auto sources = line.sources();
    if (!sources)
        return failure(sources.error());
    const ServiceSet services = line.services(console);
    const auto options = optionsOf(line, services.services());
    if (!options)
        return failure(options.error());

    const bool json = *format == u"json"_s;
    const bool warningsFail = *failOn == u"warning"_s;
    Outcome outcome;
    QSet<QByteArray> notJudgedRules;
    EventReader reader(services, options->read);
    const auto report = [&](const JudgedItem &item) {
        outcome.counts.add(item);
        outcome.failed = outcome.counts.errors > 0 || (warningsFail && outcome.counts.warnings > 0);
        console.print(json ? itemJson(item) : itemText(item, notJudgedRules));
        endWhenNobodyReads(console, outcome);
    };
    PlaceInFile place;
    ReadVisitor visitor;
    visitor.event = [&](const ReadEvent &event) { report(judged(event, reader.findings(event.event), place)); };
    visitor.reject = [&](const Reject &reject) { report(rejected(reject, place)); };
    visitor.request = [&](const QString &file, qint64 number, const std::vector<Finding> &findings) {
        report(requestJudged(file, number, findings));
    };
    for (const ImportSource &source : *sources) {
        if (auto read = readEvents(services, source, *options, visitor); !read)
            return failure(read.error());
    }
    console.print(json || line.has(u"json"_s) ? summaryJson(outcome.counts) : summaryText(outcome.counts));
    return outcome;
}

}

int runValidate(const QStringList &arguments, Console &console)
{
    CommandLine line(u"validate"_s,
        tr("Judges every event in the files by its service's schema and rules. Exits with 1 when one is wrong or "
           "cannot be read. What cannot be known, such as a window of time without --now, is shown as not judged."),
        console);
    addOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;
    const Result<Outcome> outcome = validate(line, console);
    if (!outcome)
        return console.fail(outcome.error());
    return console.finish(outcome->failed ? exitCode::Wrong : exitCode::Good);
}

}

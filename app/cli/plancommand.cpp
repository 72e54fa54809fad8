// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/coveragereport.h"
#include "cli/planfile.h"
#include "cli/planinput.h"
#include "cli/plantransfer.h"
#include "event/tr.h"
#include "intake/jsonline.h"
#include "plan/planjudge.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

void addPlanOptions(CommandLine &line)
{
    line.addPositional(
        u"action"_s, tr("coverage, check, drift, import or export."), u"coverage|check|drift|import|export"_s);
    line.addPositional(u"file"_s, tr("Files of events; of check the plan."), u"[FILE...]"_s);
    addEventOptions(line);
    line.add(u"plan"_s, tr("The tracking plan (coverage, export)."), tr("FILE"));
    line.add(u"before"_s, tr("drift: the earlier events of the store, as query takes a filter."), tr("FILTER"));
    line.add(u"after"_s, tr("drift: the later ones."), tr("FILTER"));
    line.add(u"threshold"_s, tr("drift: what shares must move by to be told; 0.05 without."), tr("SHARE"), u"0.05"_s);
    line.add(u"least"_s, tr("drift: the events a name must have for its shares to be compared; 10 without."), tr("N"),
        u"10"_s);
    line.add(u"fail-on"_s,
        tr("Exit with 1 for this: of coverage unseen, unplanned or types; of drift any, or a kind such as new-event. "
           "May be repeated."),
        tr("WHAT"));
    line.add(
        u"csv"_s, tr("import, export: a table of events and properties; - is standard input or output."), tr("FILE"));
    line.add(u"schemas"_s, tr("import, export: a folder of JSON Schemas, a file an event."), tr("DIR"));
    line.add(u"column"_s,
        tr("import --csv: which column is what: event=HEADER, property=, type=, required=, values=, description=, "
           "owner=, status=, event-description=. May be repeated; the others are told by their names."),
        tr("WHAT=HEADER"));
    line.addFlag(u"whole-events"_s, tr("import --schemas: the schemas are of whole events, not of their properties."));
    line.addFlag(u"replace"_s, tr("export --schemas: write over files that are there."));
    line.add(u"o|output"_s, tr("import: write the plan to this file; - (the default) is standard output."), tr("FILE"),
        u"-"_s);
    line.addFlag(u"json"_s, tr("Print one JSON object in the place of text."));
}

tl::unexpected<Error> wrong(const QString &sentence)
{
    return failure(Error::Kind::BadInput, sentence);
}

// What --fail-on names, checked.
Result<QStringList> failOn(const CommandLine &line, const QStringList &known)
{
    QStringList wanted;
    for (const QString &value : line.values(u"fail-on"_s))
        wanted += value.split(u',', Qt::SkipEmptyParts);
    for (const QString &one : wanted) {
        if (!known.contains(one))
            return wrong(tr("--fail-on takes %1 here, not '%2'.").arg(known.join(u", "_s), one));
    }
    return wanted;
}

Result<Plan> planOption(const CommandLine &line)
{
    if (!line.has(u"plan"_s))
        return wrong(tr("Name the tracking plan with --plan FILE."));
    return planIn(line.value(u"plan"_s));
}

Result<int> coverage(const CommandLine &line, const QStringList &files, Console &console)
{
    const auto fails = failOn(line, {u"unseen"_s, u"unplanned"_s, u"types"_s});
    if (!fails)
        return failure(fails.error());
    const auto plan = planOption(line);
    if (!plan)
        return failure(plan.error());
    if (!files.isEmpty() && line.has(u"filter"_s))
        return wrong(tr("--filter is for the store: leave it or the files out."));
    const Interrupt interrupt;
    const ServiceSet services = line.services(console);
    const auto profile = files.isEmpty() ? profileOfStore(line, services, line.value(u"filter"_s), interrupt)
                                         : profileOfFiles(line, services, files, interrupt);
    if (!profile)
        return failure(profile.error());
    const Coverage found = coverageOf(*plan, *profile);
    if (line.has(u"json"_s))
        console.printLine(coverageJson(found));
    else
        console.print(coverageText(found, plan->title()).toUtf8());
    const bool typesDiffer = std::any_of(found.events.begin(), found.events.end(), [](const EventCoverage &event) {
        return std::any_of(event.properties.begin(), event.properties.end(),
            [](const PropertyCoverage &property) { return property.typesDiffer; });
    });
    const bool failed = (fails->contains(u"unseen"_s) && found.plannedUnseen > 0) ||
                        (fails->contains(u"unplanned"_s) && found.unplannedSeen > 0) ||
                        (fails->contains(u"types"_s) && typesDiffer);
    return failed ? exitCode::Wrong : exitCode::Good;
}

Result<void> checked(const QString &path, const Services &services)
{
    const auto plan = planIn(path);
    if (!plan)
        return failure(plan.error());
    if (auto known = checkService(*plan, path, services); !known)
        return known;
    const auto judge = PlanJudge::compile(*plan, path);
    return judge ? Result<void>() : failure(judge.error());
}

Result<int> check(const CommandLine &line, const QStringList &files, Console &console)
{
    if (files.isEmpty())
        return wrong(tr("plan check takes the FILE of a plan."));
    const Services services = Services::load(QDir(line.definitionsFolder())).services;
    bool good = true;
    for (const QString &file : files) {
        const Result<void> result = checked(file, services);
        if (!result && result.error().kind != Error::Kind::BadInput)
            return failure(result.error());
        good = good && result.has_value();
        if (line.has(u"json"_s)) {
            JsonLine told;
            told.text("file", file).flag("good", result.has_value());
            if (!result)
                told.text("fault", result.error().message);
            console.printLine(told.json());
        } else if (result) {
            console.printLine(printable(tr("%1: a good plan").arg(file)));
        } else {
            for (const QString &fault : result.error().message.split(u'\n'))
                console.printLine(printable(fault));
        }
    }
    return good ? exitCode::Good : exitCode::Wrong;
}

Result<DriftOptions> driftOptions(const CommandLine &line)
{
    DriftOptions options;
    bool ok = false;
    options.threshold = line.value(u"threshold"_s).toDouble(&ok);
    if (!ok || options.threshold < 0 || options.threshold > 1)
        return wrong(tr("--threshold takes a share from 0 to 1, not '%1'.").arg(line.value(u"threshold"_s)));
    const auto least = line.count(u"least"_s, 1);
    if (!least)
        return failure(least.error());
    if (*least)
        options.least = **least;
    return options;
}

Result<std::pair<Profile, Profile>> driftProfiles(const CommandLine &line, const QStringList &files, Console &console)
{
    const bool stored = line.has(u"before"_s) && line.has(u"after"_s);
    if (stored ? !files.isEmpty() : files.size() != 2)
        return wrong(tr("plan drift takes two files of events, or --before FILTER and --after FILTER of the store."));
    const Interrupt interrupt;
    const ServiceSet services = line.services(console);
    const auto profile = [&](qsizetype which) {
        return stored ? profileOfStore(line, services, line.value(which == 0 ? u"before"_s : u"after"_s), interrupt)
                      : profileOfFiles(line, services, {files[which]}, interrupt);
    };
    auto before = profile(0);
    if (!before)
        return failure(before.error());
    auto after = profile(1);
    if (!after)
        return failure(after.error());
    return std::pair(std::move(*before), std::move(*after));
}

Result<int> drift(const CommandLine &line, const QStringList &files, Console &console)
{
    QStringList kinds{u"any"_s};
    for (const Drift::Kind kind : {Drift::Kind::NewEvent, Drift::Kind::GoneEvent, Drift::Kind::NewProperty,
             Drift::Kind::GoneProperty, Drift::Kind::Presence, Drift::Kind::Types, Drift::Kind::NewValues})
        kinds.append(QString::fromUtf8(driftKindId(kind)));
    const auto fails = failOn(line, kinds);
    if (!fails)
        return failure(fails.error());
    const auto options = driftOptions(line);
    if (!options)
        return failure(options.error());
    const auto profiles = driftProfiles(line, files, console);
    if (!profiles)
        return failure(profiles.error());
    const std::vector<Drift> found = driftBetween(profiles->first, profiles->second, *options);
    if (line.has(u"json"_s))
        console.printLine(driftJson(found, profiles->first.count(), profiles->second.count()));
    else
        console.print(driftText(found, profiles->first.count(), profiles->second.count()).toUtf8());
    const bool failed = std::any_of(found.begin(), found.end(), [&](const Drift &one) {
        return fails->contains(u"any"_s) || fails->contains(QString::fromUtf8(driftKindId(one.kind)));
    });
    return failed ? exitCode::Wrong : exitCode::Good;
}

Result<int> perform(const CommandLine &line, Console &console)
{
    const QStringList words = line.positional();
    const QString action = words.value(0);
    const QStringList files = words.isEmpty() ? QStringList() : words.sliced(1);
    if (action == u"coverage"_s)
        return coverage(line, files, console);
    if (action == u"check"_s)
        return check(line, files, console);
    if (action == u"drift"_s)
        return drift(line, files, console);
    if (action == u"import"_s && files.isEmpty())
        return importPlan(line, console);
    if (action == u"export"_s && files.isEmpty())
        return exportPlan(line, console);
    return wrong(tr("plan takes coverage, check, drift, import or export. See eventscope plan --help."));
}

}

int runPlan(const QStringList &arguments, Console &console)
{
    CommandLine line(u"plan"_s,
        tr("Works with tracking plans: coverage compares one with events, check looks for faults, drift compares two "
           "sets of events, import and export change between a plan, a table and JSON Schemas."),
        console);
    addPlanOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;
    const Result<int> code = perform(line, console);
    return code ? console.finish(*code) : console.fail(code.error());
}

}

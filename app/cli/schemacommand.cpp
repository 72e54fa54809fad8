// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/planinput.h"
#include "event/tr.h"
#include "plan/inference.h"

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

void addSchemaOptions(CommandLine &line)
{
    line.addPositional(u"infer"_s, tr("What to do: infer."), u"infer"_s);
    line.addPositional(
        u"file"_s, tr("Files of events, gzipped or not; - is standard input. Without any: the store."), u"[FILE...]"_s);
    addEventOptions(line);
    line.add(u"name"_s, tr("Only events of this name. May be repeated."), tr("EVENT"));
    line.addFlag(u"schema"_s, tr("Write the JSON Schema of one event name in the place of a plan."));
    line.add(u"plan-title"_s, tr("The plan's title."), tr("T"));
    line.addFlag(u"ranges"_s, tr("Allow numbers only within what was seen."));
    line.addFlag(u"open"_s, tr("Allow properties that were not seen."));
    line.add(u"rare-type"_s, tr("Leave out types of at most this share of a property's values, such as 0.01."),
        tr("SHARE"), u"0"_s);
    line.add(u"required"_s, tr("Properties are required that this share of the events has; 1 without."), tr("SHARE"),
        u"1"_s);
    line.add(u"o|output"_s, tr("Write to this file, whole or not at all; - (the default) is standard output."),
        tr("FILE"), u"-"_s);
}

Result<double> shareOf(const CommandLine &line, const QString &option)
{
    bool ok = false;
    const double share = line.value(option).toDouble(&ok);
    if (ok && share >= 0 && share <= 1)
        return share;
    return failure(Error::Kind::BadInput,
        tr("--%1 takes a share from 0 to 1, such as 0.95, not '%2'.").arg(option, line.value(option)));
}

Result<InferenceOptions> inferenceOptions(const CommandLine &line)
{
    const auto rare = shareOf(line, u"rare-type"_s);
    if (!rare)
        return failure(rare.error());
    const auto required = shareOf(line, u"required"_s);
    if (!required)
        return failure(required.error());
    InferenceOptions options;
    options.title = line.value(u"plan-title"_s);
    options.rareType = *rare;
    options.required = *required;
    options.ranges = line.has(u"ranges"_s);
    options.others = line.has(u"open"_s);
    return options;
}

Result<Plan> planOf(const Profile &profile, const InferenceOptions &options, const QStringList &names)
{
    Plan plan = inferPlan(profile, options);
    if (names.isEmpty())
        return plan;
    for (const QString &name : names) {
        if (!plan.event(name.toUtf8()))
            return failure(Error::Kind::NotFound, tr("No event of the name %1 was seen.").arg(name));
    }
    const std::vector<PlannedEvent> events = plan.events();
    for (const PlannedEvent &event : events) {
        if (!names.contains(QString::fromUtf8(event.name)))
            plan = plan.withoutEvent(event.name);
    }
    return plan;
}

Result<QByteArray> schemaOf(const Profile &profile, const InferenceOptions &options, const QStringList &names)
{
    if (names.size() > 1 || (names.isEmpty() && profile.events().size() != 1)) {
        return failure(Error::Kind::BadInput,
            tr("--schema is about one event name: say which with --name. There are %1.").arg(profile.events().size()));
    }
    const auto found = names.isEmpty() ? profile.events().begin() : profile.events().find(names.first().toUtf8());
    if (found == profile.events().end())
        return failure(Error::Kind::NotFound, tr("No event of the name %1 was seen.").arg(names.first()));
    QByteArray text = inferSchema(found->second, options);
    if (!text.endsWith('\n'))
        text += '\n';
    return text;
}

Result<void> infer(const CommandLine &line, const QStringList &files, Console &console)
{
    const auto options = inferenceOptions(line);
    if (!options)
        return failure(options.error());
    const Interrupt interrupt;
    const ServiceSet services = line.services(console);
    const auto profile = files.isEmpty() ? profileOfStore(line, services, line.value(u"filter"_s), interrupt)
                                         : profileOfFiles(line, services, files, interrupt);
    if (!profile)
        return failure(profile.error());
    if (profile->events().empty())
        return failure(Error::Kind::NotFound, tr("There is no event to infer anything from."));
    const QStringList names = line.values(u"name"_s);
    const QStringList precious = files + QStringList{line.storePath()};
    const QString output = line.value(u"output"_s);
    if (line.has(u"schema"_s)) {
        const auto schema = schemaOf(*profile, *options, names);
        return schema ? writeOutput(console, output, *schema, precious) : failure(schema.error());
    }
    const auto plan = planOf(*profile, *options, names);
    return plan ? writeOutput(console, output, plan->text(), precious) : failure(plan.error());
}

Result<void> performOnSchema(const CommandLine &line, Console &console)
{
    const QStringList words = line.positional();
    if (words.value(0) != u"infer"_s) {
        return failure(
            Error::Kind::BadInput, tr("schema takes infer and files of events. See eventscope schema --help."));
    }
    if (words.size() > 1 && line.has(u"filter"_s))
        return failure(Error::Kind::BadInput, tr("--filter is for the store: leave it or the files out."));
    return infer(line, words.sliced(1), console);
}

}

int runSchema(const QStringList &arguments, Console &console)
{
    CommandLine line(u"schema"_s,
        tr("Infers a tracking plan, or the JSON Schema of one event name, from events: of files, or of the store."),
        console);
    addSchemaOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;
    if (const Result<void> done = performOnSchema(line, console); !done)
        return console.fail(done.error());
    return console.finish(exitCode::Good);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/commands.h"
#include "cli/eventvalidation.h"
#include "cli/interrupt.h"
#include "cli/planfile.h"
#include "cli/schemavalidation.h"
#include "cli/standardinput.h"
#include "event/tr.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

void addValidateOptions(CommandLine &line)
{
    line.addPositional(u"file"_s, tr("Files, gzipped or not; - is standard input."), u"FILE..."_s);
    line.add(u"service"_s, tr("The service of all events, or auto (the default) to detect each."), tr("ID"), u"auto"_s);
    line.add(u"transport"_s, tr("The transport that is to carry the events, one of the service's own."), tr("ID"));
    line.add(u"plan"_s, tr("Judge by this tracking plan as well."), tr("FILE"));
    line.add(u"schema"_s, tr("Judge each line, whatever JSON value it is, by this JSON Schema alone."), tr("FILE"));
    line.add(u"remote"_s,
        tr("Schemas whose URI begins with PREFIX are below the folder DIR. May be repeated. Nothing is fetched."),
        tr("PREFIX=DIR"));
    line.addFlag(u"whole"_s, tr("With --schema: each file is one value, over as many lines as it likes."));
    line.addFlag(u"assert-format"_s, tr("With --schema or --plan: take \"format\" for a demand, not a note."));
    line.add(u"severity"_s,
        tr("Count a rule as off, info, warning or error: M7=warning or SERVICE/M7=off. May be repeated."),
        tr("RULE=LEVEL"));
    line.add(u"now"_s, tr("Judge windows of time against this moment; without it they are not judged."), tr("T"));
    line.add(
        u"fail-on"_s, tr("What makes the exit code 1: error (the default) or warning."), tr("SEVERITY"), u"error"_s);
    line.add(u"format"_s, tr("text (the default), json (one object an event, then a summary), junit or html."),
        tr("FORMAT"), u"text"_s);
    line.add(u"o|output"_s,
        tr("Write the report to this file, whole or not at all, and the summary to standard output."), tr("FILE"),
        u"-"_s);
    line.add(u"max-findings"_s, tr("Print no more than N findings in all; all are counted."), tr("N"));
    line.addFlag(u"verbose"_s, tr("With --format text: what was expected and found, the fix and the source."));
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

Result<ImportOptions> importOptions(const CommandLine &line, const Services &services)
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

Result<ReportOptions> reportOptions(const CommandLine &line)
{
    const QStringList formats{u"text"_s, u"json"_s, u"junit"_s, u"html"_s};
    const auto format = line.choice(u"format"_s, formats);
    if (!format)
        return failure(format.error());
    const auto failOn = line.choice(u"fail-on"_s, {u"error"_s, u"warning"_s});
    if (!failOn)
        return failure(failOn.error());
    const auto most = line.count(u"max-findings"_s, 0);
    if (!most)
        return failure(most.error());
    ReportOptions options;
    options.format = static_cast<ReportFormat>(formats.indexOf(*format));
    options.details = line.has(u"verbose"_s);
    options.lacksMoment = !line.has(u"schema"_s) && !line.has(u"now"_s);
    options.warningsFail = *failOn == u"warning"_s;
    options.most = *most;
    if (!options.isStreamed() && line.has(u"json"_s) && line.value(u"output"_s) == u"-"_s) {
        return failure(Error::Kind::BadInput,
            tr("--json would end the %1 report with a line of JSON: write the report to a file with -o FILE.")
                .arg(*format));
    }
    return options;
}

// Options that mean nothing with --schema are a misunderstanding, and so are those that mean nothing without.
Result<void> checkTogether(const CommandLine &line)
{
    const bool schema = line.has(u"schema"_s);
    const QStringList others =
        schema ? QStringList{u"service"_s, u"transport"_s, u"plan"_s, u"severity"_s, u"now"_s, u"strip-comments"_s}
               : QStringList{u"remote"_s, u"whole"_s};
    for (const QString &other : others) {
        if (line.has(other)) {
            return failure(
                Error::Kind::BadInput, (schema ? tr("--%1 does not go with --schema, which judges by the schema alone.")
                                               : tr("--%1 goes with --schema."))
                                           .arg(other));
        }
    }
    if (line.has(u"assert-format"_s) && !schema && !line.has(u"plan"_s))
        return failure(Error::Kind::BadInput, tr("--assert-format goes with --schema or --plan."));
    return {};
}

Result<SeverityChanges> severityOptions(const CommandLine &line)
{
    SeverityChanges severities;
    for (const QString &change : line.values(u"severity"_s)) {
        if (auto added = severities.add(change.toUtf8()); !added)
            return failure(added.error());
    }
    return severities;
}

// The first of a plan's faults: one line, as all refusals are.
Error firstOf(Error error, const QString &plan)
{
    const qsizetype faults = error.message.count(u'\n') + 1;
    if (faults > 1) {
        error.message = tr("%1 (%2 faults in all: eventscope plan check %3)")
                            .arg(error.message.section(u'\n', 0, 0), QString::number(faults), plan);
    }
    return error;
}

// Null without --plan.
Result<PlanJudgePtr> planOption(const CommandLine &line, const ServiceSet &services, const SeverityChanges &severities)
{
    if (!line.has(u"plan"_s))
        return PlanJudgePtr();
    const QString file = line.value(u"plan"_s);
    const auto plan = planIn(file);
    if (!plan)
        return failure(firstOf(plan.error(), file));
    if (auto known = checkService(*plan, file, services.services()); !known)
        return failure(known.error());
    const bool formats = plan->assertsFormats() || line.has(u"assert-format"_s);
    auto judge = PlanJudge::compile(plan->withFormats(formats), file, severities);
    return judge ? std::move(*judge) : Result<PlanJudgePtr>(failure(firstOf(judge.error(), file)));
}

// Whether there is a rule that --severity names: a typing error must not pass unseen.
Result<void> checkRules(const CommandLine &line, const ServiceSet &services, const PlanJudgePtr &plan)
{
    for (const QString &change : line.values(u"severity"_s)) {
        const QByteArray name = change.section(u'=', 0, -2).toUtf8();
        const qsizetype slash = name.indexOf('/');
        const QByteArray service = name.left(std::max<qsizetype>(slash, 0));
        const QByteArray rule = name.mid(slash + 1);
        const auto has = [&rule](const std::vector<RuleInfo> &rules) {
            return std::any_of(rules.begin(), rules.end(), [&](const RuleInfo &info) { return info.id == rule; });
        };
        bool known = plan && has(plan->rules());
        for (const ServicePtr &one : services.services().all()) {
            if (service.isEmpty() || one->id() == service)
                known = known || has(services.judge(one->id())->rules());
        }
        if (!known)
            return failure(Error::Kind::NotFound, tr("--severity %1: there is no such rule.").arg(change));
    }
    return {};
}

// One run: what is read, where the report goes, and what ends it.
class Validation {
public:
    Validation(const CommandLine &line, Console &console)
        : m_line(line)
        , m_console(console)
    {}

    Result<int> run();

private:
    [[nodiscard]] Result<void> openReport();
    [[nodiscard]] Result<void> bySchema();
    [[nodiscard]] Result<void> byServices();
    void take(ReportedBatch batch);
    template <typename Judging>
    [[nodiscard]] Result<void> readAll(Judging &judging);
    void noteOddities() const;
    [[nodiscard]] bool wasInterrupted() const;

    const CommandLine &m_line;
    Console &m_console;
    Interrupt m_interrupt;
    std::vector<ImportSource> m_sources;
    ReportOptions m_report;
    std::unique_ptr<ReportWriter> m_writer;
    std::function<void()> m_idle;
};

Result<int> Validation::run()
{
    if (auto together = checkTogether(m_line); !together)
        return failure(together.error());
    auto report = reportOptions(m_line);
    if (!report)
        return failure(report.error());
    m_report = *report;
    auto sources = m_line.sources();
    if (!sources)
        return failure(sources.error());
    m_sources = std::move(*sources);
    const InputWatch watch{m_interrupt.descriptor(), [this] {
                               if (m_idle)
                                   m_idle();
                           }};
    for (ImportSource &source : m_sources) {
        if (source.path.isEmpty())
            source.device = [watch] { return std::make_unique<StandardInput>(watch); };
        else
            source.device = [watch, path = source.path] { return std::make_unique<WatchedFile>(path, watch); };
    }
    const Result<void> done = m_line.has(u"schema"_s) ? bySchema() : byServices();
    const bool interrupted = !done && wasInterrupted();
    if (!done && !interrupted)
        return failure(done.error());
    if (auto written = m_writer->finish(m_line.has(u"json"_s), !interrupted); !written)
        return failure(written.error());
    if (!interrupted)
        noteOddities();
    if (interrupted)
        m_console.note(tr("Interrupted: this is what was found until then. No report was kept in a file."));
    return interrupted ? exitCode::Interrupted : m_writer->hasFailed() ? exitCode::Wrong : exitCode::Good;
}

Result<void> Validation::openReport()
{
    QStringList precious{m_line.storePath()};
    for (const QString &option : {u"schema"_s, u"plan"_s}) {
        if (m_line.has(option))
            precious.append(m_line.value(option));
    }
    for (const ImportSource &source : m_sources) {
        if (!source.path.isEmpty())
            precious.append(source.path);
    }
    auto writer = ReportWriter::open(m_console, m_line.value(u"output"_s), precious, m_report);
    if (!writer)
        return failure(writer.error());
    m_writer = std::move(*writer);
    // From here on a source is read through its device alone.
    for (ImportSource &source : m_sources)
        source.path.clear();
    return {};
}

Result<void> Validation::bySchema()
{
    const QString file = m_line.value(u"schema"_s);
    const auto schema = compiledSchema({file, m_line.values(u"remote"_s), m_line.has(u"assert-format"_s)});
    if (!schema)
        return failure(schema.error());
    m_report.title = tr("the JSON Schema %1").arg(file);
    if (auto opened = openReport(); !opened)
        return opened;
    const auto definitions = [folder = m_line.definitionsFolder()] { return Services::load(QDir(folder)).services; };
    SchemaValidation judging(*schema, m_line.has(u"whole"_s), definitions, m_report,
        [this](ReportedBatch batch) { take(std::move(batch)); });
    Result<void> read = readAll(judging);
    for (const QString &broken : judging.brokenAcrossLines())
        m_console.note(tr("%1 looks like one value over several lines: add --whole to judge it as one.").arg(broken));
    return read;
}

Result<void> Validation::byServices()
{
    const auto severities = severityOptions(m_line);
    if (!severities)
        return failure(severities.error());
    ServiceSet services = m_line.services(m_console);
    const auto plan = planOption(m_line, services, *severities);
    if (!plan)
        return failure(plan.error());
    if (!severities->isEmpty())
        services = services.withSeverities(*severities);
    if (auto known = checkRules(m_line, services, *plan); !known)
        return known;
    auto options = importOptions(m_line, services.services());
    if (!options)
        return failure(options.error());
    options->read.plan = *plan;
    m_report.title = *plan ? tr("the rules of their services and the plan %1").arg(m_line.value(u"plan"_s))
                           : tr("the rules of their services");
    if (auto opened = openReport(); !opened)
        return opened;
    EventValidation judging(services, *options, m_report, [this](ReportedBatch batch) { take(std::move(batch)); });
    return readAll(judging);
}

template <typename Judging>
Result<void> Validation::readAll(Judging &judging)
{
    m_idle = [this, &judging] {
        judging.flush();
        (void)m_console.out();
    };
    Result<void> read;
    for (const ImportSource &source : m_sources) {
        read = judging.read(source);
        if (!read)
            break;
    }
    judging.flush();
    m_idle = {};
    return read;
}

// A reader that is gone wants no more of a million lines, and reading has no other end; nothing is open that
// would need closing.
void Validation::take(ReportedBatch batch)
{
    m_writer->take(std::move(batch));
    if (m_console.readerGone())
        std::_Exit(m_writer->hasFailed() ? exitCode::Wrong : exitCode::Good);
}

// What a run that finds nothing wrong may hide.
void Validation::noteOddities() const
{
    for (const ImportSource &source : m_sources) {
        if (!m_writer->hasSeen(source.label))
            m_console.note(tr("There is nothing to judge in %1.").arg(source.label));
    }
    const ValidationCounts &counts = m_writer->counts();
    if (counts.unjudged > 0 && counts.unjudged == counts.read - counts.rejected)
        m_console.note(tr("No definition recognises any of these events: name theirs with --service ID."));
}

bool Validation::wasInterrupted() const
{
    QCoreApplication::processEvents();
    return m_interrupt.wasAsked();
}

}

int runValidate(const QStringList &arguments, Console &console)
{
    CommandLine line(u"validate"_s,
        tr("Judges every event in the files by its service's schema and rules, and by a tracking plan; or every line "
           "by "
           "a JSON Schema. Exits with 1 when one is wrong or cannot be read. What cannot be known, such as a window of "
           "time without --now, is shown as not judged."),
        console);
    addValidateOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;
    const Result<int> code = Validation(line, console).run();
    return code ? console.finish(*code) : console.fail(code.error());
}

}

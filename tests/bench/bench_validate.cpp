// SPDX-License-Identifier: GPL-3.0-or-later
//
// Events read and judged a second on one core, beside others that validate JSON: ajv and the `jsonschema`
// command (installed from tests/bench/node, left out where they are not), and simdjson, which only parses.
// Every row takes its turn in each of five rounds; what counts is processor time, the median is printed.
//
//   bench_validate [EVENTS [FOLDER_OF_PEERS]]
//
// Without a folder of its own that is EVENTSCOPE_BENCH_PEERS.
#include "benchevents.h"
#include "event/utf8.h"
#include "intake/eventreader.h"
#include "schema/jsonschema.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#ifdef EVENTSCOPE_SIMDJSON
#include <simdjson.h>
#endif

#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>

using namespace eventscope;

namespace {

constexpr int rounds = 5;
constexpr double leastPerSecond = 1.5e6;
constexpr double leastTimesAjv = 4;
constexpr double leastShareWithFindings = 1.0 / 3;
constexpr double leastWithFindings = 0.5e6;
constexpr double leastThroughReader = 1e6;
constexpr const char *serviceId = "emban";
constexpr const char *shapeId = "event";
constexpr qsizetype padding = 64;    // what simdjson may read behind the last line

// Events a second; nothing where it did not run.
struct Row {
    QString name;
    std::function<std::optional<double>()> run;
    std::vector<double> rates = {};

    [[nodiscard]] double median() const
    {
        std::vector<double> sorted = rates;
        std::sort(sorted.begin(), sorted.end());
        return sorted.empty() ? 0 : sorted[sorted.size() / 2];
    }
};

double processorSeconds()
{
    timespec spent{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return double(spent.tv_sec) + double(spent.tv_nsec) * 1e-9;
}

double childrenSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) * 1e-6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// This process and all that it starts.
void pinToOneCore()
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(std::max(0, sched_getcpu()), &cores);
    if (sched_setaffinity(0, sizeof cores, &cores) != 0)
        std::printf("not pinned to one core: %s\n", std::strerror(errno));
}

QByteArray eventsOf(int count, bool wrong)
{
    QRandomGenerator random(7);
    QByteArray text;
    text.reserve(qsizetype(count) * 330 + padding);
    for (int i = 0; i < count; ++i) {
        const auto fault = wrong ? bench::Fault(1 + random.bounded(bench::faultKinds)) : bench::Fault::None;
        text += bench::event(random, double(i) / count, fault);
    }
    return text;
}

template <typename Visit>
void forEachLine(const QByteArray &text, Visit visit)
{
    for (const char *at = text.constBegin(); at != text.constEnd();) {
        const auto *end = static_cast<const char *>(std::memchr(at, '\n', std::size_t(text.constEnd() - at)));
        visit(std::string_view(at, std::size_t(end - at)));
        at = end + 1;
    }
}

// Each line as `good` judges it; what is not as expected ends the benchmark.
template <typename Good>
std::function<std::optional<double>()> overLines(const QByteArray &text, int count, bool expected, Good good)
{
    return [&text, count, expected, good]() -> std::optional<double> {
        const double begin = processorSeconds();
        int valid = 0;
        forEachLine(text, [&](std::string_view line) { valid += good(line) ? 1 : 0; });
        const double seconds = processorSeconds() - begin;
        if (valid != (expected ? count : 0))
            qFatal("%d of %d events are good", valid, count);
        return count / seconds;
    };
}

struct Own {
    ServiceSet services;
    std::shared_ptr<const Judge> judge;
    std::shared_ptr<const JsonSchema> schema;
    JudgeContext context;
    JsonTape tape;

    Own()
    {
        const auto loaded = Services::load(QDir(QStringLiteral("/nonexistent")));
        std::vector<Error> faults;
        services = ServiceSet::compile(loaded.services, &faults);
        judge = services.judge(serviceId);
        if (!judge)
            qFatal("the service is missing");
        auto compiled = JsonSchema::compile(judge->service().definition(), "/$defs/event");
        if (!compiled)
            qFatal("the schema is missing");
        schema = *compiled;
        context.now = bench::lastMoment * 1000;
    }

    [[nodiscard]] std::shared_ptr<EventReader> reader(const QByteArray &given) const
    {
        ReadOptions options;
        options.service = given;
        options.context = context;
        return std::make_shared<EventReader>(services, options);
    }
};

std::vector<Row> ownRows(Own &own, const QByteArray &good, const QByteArray &wrong, int count)
{
    JsonTape &tape = own.tape;
    const auto row = [&](const char *name, bool ofGood, auto judged) {
        return Row{QString::fromLatin1(name), overLines(ofGood ? good : wrong, count, ofGood, judged)};
    };
    const auto verdict = [&](std::string_view line) {
        return tape.read(line) && own.judge->verdict(tape, nullptr, shapeId, own.context).verdict == Verdict::Valid;
    };
    const auto findings = [&](std::string_view line) {
        return tape.read(line) && own.judge->judge(tape, nullptr, shapeId, own.context, Fixes::None).findings.empty();
    };
    const auto through = [&own](const QByteArray &service) {
        return [reader = own.reader(service)](std::string_view line) {
            const auto read = reader->read(line, {}, 0);
            return std::holds_alternative<Event>(read) && std::get<Event>(read).verdict == Verdict::Valid;
        };
    };
    return {
        row("verdict by schema and all rules", true, verdict),
        row("the same, every event wrong", false, verdict),
        row("findings, every event wrong", false, findings),
        row("verdict by schema alone", true,
            [&](std::string_view line) { return tape.read(line) && own.schema->accepts(tape.root()); }),
        row("tape alone", true, [&](std::string_view line) { return tape.read(line); }),
        row("whole reader, service given", true, through(serviceId)),
        row("whole reader, service detected", true, through({})),
        row("whole reader, every event wrong", false, through(serviceId)),
    };
}

#ifdef EVENTSCOPE_SIMDJSON
void walk(simdjson::ondemand::value value, std::size_t &seen)
{
    using simdjson::ondemand::json_type;
    ++seen;
    switch (json_type(value.type())) {
    case json_type::object:
        for (auto field : value.get_object()) {
            seen += field.unescaped_key().value().size();
            walk(field.value(), seen);
        }
        break;
    case json_type::array:
        for (auto item : value.get_array())
            walk(item.value(), seen);
        break;
    case json_type::string:
        seen += value.get_string().value().size();
        break;
    case json_type::number:
        seen += value.get_double().value() > 0 ? 1 : 0;
        break;
    default:
        break;
    }
}

std::vector<Row> simdjsonRows(const QByteArray &good, int count)
{
    auto dom = std::make_shared<simdjson::dom::parser>();
    auto lazy = std::make_shared<simdjson::ondemand::parser>();
    const auto parsed = [dom](std::string_view line) {
        return dom->parse(line.data(), line.size(), false).error() == simdjson::SUCCESS;
    };
    const auto walked = [lazy](std::string_view line) {
        std::size_t seen = 0;
        const simdjson::padded_string_view padded(line.data(), line.size(), line.size() + padding);
        auto document = lazy->iterate(padded);
        walk(document.get_value().value(), seen);
        return seen > 0;
    };
    return {{QStringLiteral("simdjson, DOM"), overLines(good, count, true, parsed)},
        {QStringLiteral("simdjson, on demand"), overLines(good, count, true, walked)}};
}
#else
std::vector<Row> simdjsonRows(const QByteArray &, int)
{
    std::puts("simdjson is left out: it was not there when this was built");
    return {};
}
#endif

// The schema as others take it, and the events, in files.
struct Files {
    QTemporaryDir folder;
    QString schema = folder.filePath(QStringLiteral("schema.json"));
    QString events = folder.filePath(QStringLiteral("events.jsonl"));

    Files(const Service &service, const QByteArray &text)
    {
        auto json = service.definition().at("$defs").at(shapeId);
        json["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        const std::string written = json.dump();
        QFile schemaFile(schema);
        QFile eventFile(events);
        if (!schemaFile.open(QIODevice::WriteOnly) || !eventFile.open(QIODevice::WriteOnly) ||
            schemaFile.write(written.data(), qint64(written.size())) < 0 || eventFile.write(text) != text.size())
            qFatal("the events cannot be written to %s", qPrintable(folder.path()));
    }
};

std::optional<QByteArray> outputOf(const QString &program, const QStringList &arguments, const QString &folder)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    if (!process.waitForFinished(-1) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        std::printf("%s fails: %s\n", qPrintable(program), process.readAllStandardError().constData());
        return std::nullopt;
    }
    return process.readAllStandardOutput();
}

std::vector<Row> peerRows(const QString &folder, const Files &files, int count)
{
    const QDir peers(folder);
    if (folder.isEmpty() || !peers.exists(QStringLiteral("node_modules/ajv"))) {
        std::puts("ajv and jsonschema are left out: `./dev bench validate` installs them where npm is");
        return {};
    }
    const auto ajv = [=, &files]() -> std::optional<double> {
        const auto printed =
            outputOf(QStringLiteral("node"), {QStringLiteral("ajv.mjs"), files.schema, files.events}, folder);
        const QByteArrayList words = printed.value_or(QByteArray()).simplified().split(' ');
        if (words.size() != 2 || words[0].toInt() != count)
            return std::nullopt;
        return count / words[1].toDouble();
    };
    const auto command = [=, &files]() -> std::optional<double> {
        const double begin = childrenSeconds();
        const auto printed = outputOf(peers.absoluteFilePath(QStringLiteral("node_modules/.bin/jsonschema")),
            {QStringLiteral("validate"), QStringLiteral("--fast"), files.schema, files.events}, folder);
        return printed ? std::optional(count / (childrenSeconds() - begin)) : std::nullopt;
    };
    return {{QStringLiteral("ajv, compiled"), ajv}, {QStringLiteral("jsonschema --fast"), command}};
}

void print(const std::vector<Row> &rows)
{
    const double ours = rows.front().median();
    std::printf("%-36s %8s   %-15s %s\n", "", "M/s", "least to most", "first row is");
    for (const Row &row : rows) {
        if (row.rates.empty())
            continue;
        const auto [least, most] = std::minmax_element(row.rates.begin(), row.rates.end());
        std::printf("%-36s %8.3f   %6.3f to %-6.3f %8.2f x\n", qPrintable(row.name), row.median() / 1e6, *least / 1e6,
            *most / 1e6, ours / row.median());
    }
}

double medianOf(const std::vector<Row> &rows, QLatin1String name)
{
    const auto row = std::find_if(rows.begin(), rows.end(), [name](const Row &one) { return one.name == name; });
    return row == rows.end() ? 0 : row->median();
}

// What was reached of what is wanted, at least 1 where a bar is met.
struct Bar {
    QString what;
    double share = 0;
};

std::vector<Bar> barsOf(const std::vector<Row> &rows)
{
    const double ours = rows.front().median();
    const double findings = medianOf(rows, QLatin1String("findings, every event wrong"));
    const double reader = medianOf(rows, QLatin1String("whole reader, service given"));
    const double ajv = medianOf(rows, QLatin1String("ajv, compiled"));
    std::vector<Bar> bars{{QStringLiteral("1.5 M/s with all rules"), ours / leastPerSecond},
        {QStringLiteral("findings at a third of that"), findings / (ours * leastShareWithFindings)},
        {QStringLiteral("findings at 0.5 M/s"), findings / leastWithFindings},
        {QStringLiteral("1 M/s through the whole reader"), reader / leastThroughReader}};
    if (ajv > 0)
        bars.push_back({QStringLiteral("4 x ajv with all rules"), ours / (ajv * leastTimesAjv)});
    return bars;
}

// Whether all are met.
bool print(const std::vector<Bar> &bars)
{
    bool within = true;
    for (const Bar &bar : bars) {
        within = within && bar.share >= 1;
        std::printf("%s %s: %.3f x\n", bar.share >= 1 ? "    met" : "NOT met", qPrintable(bar.what), bar.share);
    }
    return within;
}

}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int count = argc > 1 ? std::max(1, QByteArray(argv[1]).toInt()) : 1'000'000;
    const QString peers = argc > 2 ? QString::fromLocal8Bit(argv[2]) : qEnvironmentVariable("EVENTSCOPE_BENCH_PEERS");
    pinToOneCore();
    Own own;
    const QByteArray good = eventsOf(count, false);
    const QByteArray wrong = eventsOf(count, true);
    const Files files(own.judge->service(), good);
    std::vector<Row> rows = ownRows(own, good, wrong, count);
    for (auto &more : {peerRows(peers, files, count), simdjsonRows(good, count)})
        rows.insert(rows.end(), more.begin(), more.end());
    for (int round = 0; round < rounds; ++round) {
        for (Row &row : rows) {
            if (const auto rate = row.run())
                row.rates.push_back(*rate);
        }
    }
    std::printf("%d events of %.0f bytes, million events a second of one core's time, medians of %d\n", count,
        double(good.size()) / count - 1, rounds);
    print(rows);
    return print(barsOf(rows)) ? 0 : 1;
}

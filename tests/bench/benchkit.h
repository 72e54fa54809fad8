// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

// What the benchmarks have in common: their data, rows that take turns, tables, and what must be met.
namespace eventscope::bench {

// Folder for data that is made once: the first argument, else EVENTSCOPE_BENCH_DATA, else build/bench-data.
[[nodiscard]] QString dataFolder(const QStringList &arguments);
// The file of so many seeded events (benchevents.h), one a line; made when it is not there. Ends the program
// with a sentence when it cannot be.
[[nodiscard]] QString eventsFile(const QString &folder, int events);

// Processor, cores this process may use, memory, system, date: one line each.
[[nodiscard]] QString machine();

class Stopwatch {
public:
    Stopwatch();
    [[nodiscard]] double seconds() const;

private:
    qint64 m_start;    // ns
};

[[nodiscard]] double median(std::vector<double> values);

// One thing that is measured. `run` gives what is counted (seconds, mostly), or nothing where it cannot run: then
// it is left out from then on.
struct Entrant {
    QString name;
    std::function<std::optional<double>()> run;
    std::vector<double> values = {};
    QString note = {};    // why it was left out, or what else there is to say

    [[nodiscard]] bool ran() const noexcept { return !values.empty(); }
    [[nodiscard]] double median() const { return bench::median(values); }
};
// Every row takes its turn in each round. Five, or EVENTSCOPE_BENCH_ROUNDS.
[[nodiscard]] int rounds();
void takeTurns(std::vector<Entrant> &rows, int rounds = bench::rounds());

// Columns as wide as they need to be; the first to the left, others to the right.
class Table {
public:
    explicit Table(QStringList heading);
    void add(QStringList cells);
    void print() const;

private:
    std::vector<QStringList> m_rows;
};

// Prints "met" or "NOT met" with what was wanted and what was measured; whether it was.
bool atMost(const QString &what, double measured, double bound, const QString &unit = {});
bool atLeast(const QString &what, double measured, double bound, const QString &unit = {});

// Another process, run to its end.
struct Finished {
    bool good = false;         // ended with 0
    double seconds = 0;        // from start to end
    double processor = 0;      // seconds, of all its threads
    qint64 peakBytes = 0;      // resident
    QByteArray output = {};    // what it wrote to stdout
};
[[nodiscard]] Finished runProcess(const QStringList &command, const QString &input = {});
// Where a program is; nothing when it is not installed.
[[nodiscard]] std::optional<QString> program(const QString &name);

void print(const QString &line);

}

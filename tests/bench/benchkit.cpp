// SPDX-License-Identifier: GPL-3.0-or-later
#include "benchkit.h"

#include "benchevents.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSaveFile>
#include <QStandardPaths>
#include <QSysInfo>
#include <QThread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace eventscope::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int dataVersion = 1;    // of what the generator makes

[[noreturn]] void end(const QString &sentence)
{
    std::fprintf(stderr, "%s\n", qPrintable(sentence));
    std::exit(2);
}

QByteArray lineOf(const QString &path, const QByteArray &key)
{
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        // Files of the kernel's have no size.
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith(key))
                return line.mid(line.indexOf(':') + 1).trimmed();
        }
    }
    return {};
}

double secondsOf(const timeval &time)
{
    return double(time.tv_sec) + double(time.tv_usec) * 1e-6;
}

}

QString dataFolder(const QStringList &arguments)
{
    if (!arguments.isEmpty())
        return arguments.front();
    const QString given = qEnvironmentVariable("EVENTSCOPE_BENCH_DATA");
    return given.isEmpty() ? u"build/bench-data"_s : given;
}

QString eventsFile(const QString &folder, int events)
{
    const QDir place(folder);
    const QString path = place.filePath(u"events-v%1-%2.ndjson"_s.arg(dataVersion).arg(events));
    if (QFile::exists(path))
        return path;
    for (const QString &old : place.entryList({u"events-v*-%1.ndjson"_s.arg(events)}, QDir::Files))
        QFile::remove(place.filePath(old));
    print(u"making %1"_s.arg(path));
    QSaveFile file(path);
    if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly))
        end(u"%1 cannot be written: %2"_s.arg(path, file.errorString()));
    QRandomGenerator random(7);
    for (int i = 0; i < events; ++i)
        file.write(event(random, double(i) / events));
    if (!file.commit())
        end(u"%1 cannot be written: %2"_s.arg(path, file.errorString()));
    return path;
}

QString machine()
{
    const QByteArray processor = lineOf(u"/proc/cpuinfo"_s, "model name");
    const qint64 memory = lineOf(u"/proc/meminfo"_s, "MemTotal").split(' ').front().toLongLong();
    return u"%1, %2 cores, %3 GB, %4, %5"_s
        .arg(QString::fromLatin1(processor.isEmpty() ? QByteArray("unknown processor") : processor))
        .arg(QThread::idealThreadCount())
        .arg((memory + (1 << 19)) >> 20)
        .arg(QSysInfo::prettyProductName(), QDate::currentDate().toString(Qt::ISODate));
}

Stopwatch::Stopwatch()
    : m_start(std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1))
{}

double Stopwatch::seconds() const
{
    const qint64 now = std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
    return double(now - m_start) * 1e-9;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

int rounds()
{
    bool given = false;
    const int asked = qEnvironmentVariableIntValue("EVENTSCOPE_BENCH_ROUNDS", &given);
    return given ? std::max(1, asked) : 5;
}

void takeTurns(std::vector<Entrant> &rows, int rounds)
{
    std::vector<bool> out(rows.size());
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (out[i])
                continue;
            if (const std::optional<double> value = rows[i].run())
                rows[i].values.push_back(*value);
            else
                out[i] = true;
        }
    }
}

Table::Table(QStringList heading)
{
    m_rows.push_back(std::move(heading));
}

void Table::add(QStringList cells)
{
    m_rows.push_back(std::move(cells));
}

void Table::print() const
{
    std::vector<qsizetype> widths(std::size_t(m_rows.front().size()), 0);
    for (const QStringList &row : m_rows) {
        for (std::size_t i = 0; i < widths.size() && qsizetype(i) < row.size(); ++i)
            widths[i] = std::max(widths[i], row[qsizetype(i)].size());
    }
    for (const QStringList &row : m_rows) {
        QString line;
        for (std::size_t i = 0; i < widths.size() && qsizetype(i) < row.size(); ++i) {
            const QString &cell = row[qsizetype(i)];
            line += i == 0 ? cell.leftJustified(widths[i]) : u"   "_s + cell.rightJustified(widths[i]);
        }
        bench::print(line);
    }
}

namespace {

bool tell(bool met, const QString &what, double measured, const QString &wanted, double bound, const QString &unit)
{
    print(u"%1   %2: %3%4 (%5 %6%4)"_s.arg(met ? u"met    "_s : u"NOT met"_s, what)
              .arg(measured, 0, 'g', 4)
              .arg(unit, wanted)
              .arg(bound, 0, 'g', 4));
    return met;
}

}

bool atMost(const QString &what, double measured, double bound, const QString &unit)
{
    return tell(measured <= bound, what, measured, u"at most"_s, bound, unit);
}

bool atLeast(const QString &what, double measured, double bound, const QString &unit)
{
    return tell(measured >= bound, what, measured, u"at least"_s, bound, unit);
}

Finished runProcess(const QStringList &command, const QString &input)
{
    std::vector<QByteArray> texts;
    for (const QString &argument : command)
        texts.push_back(QFile::encodeName(argument));
    std::vector<char *> arguments;
    for (QByteArray &text : texts)
        arguments.push_back(text.data());
    arguments.push_back(nullptr);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return {};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    const QByteArray from = QFile::encodeName(input.isEmpty() ? u"/dev/null"_s : input);
    posix_spawn_file_actions_addopen(&actions, 0, from.constData(), O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    pid_t child = 0;
    const Stopwatch clock;
    const int failed = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    Finished finished;
    if (failed == 0) {
        char buffer[4096];
        for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;)
            finished.output.append(buffer, count);
        int status = 0;
        rusage usage{};
        ::wait4(child, &status, 0, &usage);
        finished.seconds = clock.seconds();
        finished.good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        finished.processor = secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime);
        finished.peakBytes = qint64(usage.ru_maxrss) * 1024;
    }
    ::close(ends[0]);
    return finished;
}

std::optional<QString> program(const QString &name)
{
    const QString found = QStandardPaths::findExecutable(name);
    return found.isEmpty() ? std::nullopt : std::optional(found);
}

void print(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

}

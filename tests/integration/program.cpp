// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>

#include <zlib.h>

using namespace Qt::StringLiterals;

namespace eventscope::test {

namespace {

constexpr int patience = 120'000;

}

bool handlesSignal(const QProcess &process, int signal)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
    if (!status.open(QIODevice::ReadOnly))
        return false;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("SigCgt:"))
            return (line.mid(7).trimmed().toULongLong(nullptr, 16) >> (signal - 1) & 1) != 0;
    }
    return false;
}

QJsonObject Run::lastObject() const
{
    const QList<QByteArray> all = lines();
    return all.isEmpty() ? QJsonObject() : QJsonDocument::fromJson(all.last()).object();
}

QList<QByteArray> Run::lines() const
{
    QList<QByteArray> all = out.split('\n');
    if (!all.isEmpty() && all.last().isEmpty())
        all.removeLast();
    return all;
}

Program::Program()
{
    QDir(m_home.path()).mkpath(u"store"_s);
}

QString Program::executable()
{
    return QStringLiteral(EVENTSCOPE_PROGRAM);
}

QString Program::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(path(name));
    QDir().mkpath(QFileInfo(file).path());
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", qPrintable(file.fileName()));
    return file.fileName();
}

QString Program::writeGzipped(const QString &name, const QByteArray &bytes) const
{
    const QString file = path(name);
    gzFile zipped = gzopen(QFile::encodeName(file).constData(), "wb");
    if (!zipped || gzwrite(zipped, bytes.constData(), static_cast<unsigned>(bytes.size())) != bytes.size() ||
        gzclose(zipped) != Z_OK)
        qFatal("%s cannot be written", qPrintable(file));
    return file;
}

QByteArray Program::read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::unique_ptr<QProcess> Program::prepared() const
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, m_home.path());
    environment.insert(u"XDG_DATA_HOME"_s, path(u"data"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, path(u"config"_s));
    // Subcommands work without a display, and the window says that it cannot.
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
        environment.remove(name);
    process->setProcessEnvironment(environment);
    process->setProgram(executable());
    return process;
}

QStringList Program::withStore(const QStringList &arguments) const
{
    return QStringList{arguments.first(), u"--store"_s, store()} + arguments.sliced(1);
}

Run Program::run(const QStringList &arguments, const QByteArray &input) const
{
    return runBare(withStore(arguments), input);
}

Run Program::runBare(const QStringList &arguments, const QByteArray &input) const
{
    const auto process = prepared();
    process->setArguments(arguments);
    process->start();
    process->write(input);
    process->closeWriteChannel();
    Run run;
    if (process->waitForFinished(patience) && process->exitStatus() == QProcess::NormalExit)
        run.code = process->exitCode();
    run.out = process->readAllStandardOutput();
    run.err = process->readAllStandardError();
    return run;
}

std::unique_ptr<QProcess> Program::start(const QStringList &arguments, bool openInput) const
{
    auto process = prepared();
    process->setArguments(withStore(arguments));
    process->start();
    if (!openInput)
        process->closeWriteChannel();
    process->waitForStarted();
    return process;
}

qint64 Program::count(const QStringList &arguments) const
{
    const Run counted = run(QStringList{u"query"_s, u"--count"_s} + arguments);
    bool ok = false;
    const qint64 number = counted.out.trimmed().toLongLong(&ok);
    return ok && counted.code == 0 ? number : -1;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace eventscope::test {

struct Run {
    int code = -1;    // -1: it crashed or did not end in time
    QByteArray out;
    QByteArray err;

    // The last line of standard output, as a JSON object.
    [[nodiscard]] QJsonObject lastObject() const;
    [[nodiscard]] QList<QByteArray> lines() const;    // of standard output, without the empty one at the end
};

// Whether a process has a handler of its own for a signal: before, it would not end but be ended.
[[nodiscard]] bool handlesSignal(const QProcess &process, int signal);

// The real program with a home of its own, which goes with this object.
class Program {
public:
    Program();

    [[nodiscard]] static QString executable();
    [[nodiscard]] bool isReady() const { return m_home.isValid(); }
    [[nodiscard]] QString path(const QString &name) const { return m_home.filePath(name); }
    [[nodiscard]] QString store() const { return path(QStringLiteral("store/test.eventscope")); }
    [[nodiscard]] QString storeFolder() const { return path(QStringLiteral("store")); }

    // Writes a file below the home and returns its path.
    QString write(const QString &name, const QByteArray &bytes) const;
    QString writeGzipped(const QString &name, const QByteArray &bytes) const;
    [[nodiscard]] static QByteArray read(const QString &path);

    // With --store store() for the subcommands.
    Run run(const QStringList &arguments, const QByteArray &input = {}) const;
    Run runBare(const QStringList &arguments, const QByteArray &input = {}) const;
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList &arguments, bool openInput = false) const;

    // What `query --count` prints; -1 when it fails.
    [[nodiscard]] qint64 count(const QStringList &arguments = {}) const;

private:
    [[nodiscard]] QStringList withStore(const QStringList &arguments) const;
    [[nodiscard]] std::unique_ptr<QProcess> prepared() const;

    QTemporaryDir m_home;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "program.h"

#include <QElapsedTimer>

#include <csignal>
#include <memory>

namespace eventscope::test {

// `eventscope listen --json --port 0` on the program's store, from when it listens to its end.
class Listening {
public:
    explicit Listening(const Program &program, QStringList arguments = {})
    {
        arguments.prepend(QStringLiteral("0"));
        arguments.prepend(QStringLiteral("--port"));
        arguments.prepend(QStringLiteral("--json"));
        arguments.prepend(QStringLiteral("listen"));
        m_process = program.start(arguments);
        QElapsedTimer timer;
        timer.start();
        while (!m_process->canReadLine() && m_process->state() == QProcess::Running && timer.elapsed() < 30'000)
            m_process->waitForReadyRead(1000);
        const QJsonObject first = QJsonDocument::fromJson(m_process->readLine()).object();
        m_url = first.value(QStringLiteral("listening")).toString();
        m_port = static_cast<quint16>(first.value(QStringLiteral("port")).toInt());
    }

    [[nodiscard]] const QString &url() const { return m_url; }
    [[nodiscard]] quint16 port() const { return m_port; }

    // Waits for its own end; or asks for it, as Ctrl+C does.
    Run ended()
    {
        m_process->waitForFinished(60'000);
        return run();
    }
    Run interrupted()
    {
        ::kill(static_cast<pid_t>(m_process->processId()), SIGINT);
        return ended();
    }
    void kill()
    {
        m_process->kill();
        m_process->waitForFinished();
    }

private:
    Run run()
    {
        Run run;
        run.code = m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -1;
        run.out = m_process->readAllStandardOutput();
        run.err = m_process->readAllStandardError();
        return run;
    }

    std::unique_ptr<QProcess> m_process;
    QString m_url;
    quint16 m_port = 0;
};

}

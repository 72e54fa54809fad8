// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/console.h"

#include <QCoreApplication>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

StandardOutput::StandardOutput()
{
    // Without this a reader that goes away (`… | head`) would kill us in the middle of our work.
    std::signal(SIGPIPE, SIG_IGN);
    open(QIODevice::WriteOnly | QIODevice::Unbuffered);
}

qint64 StandardOutput::readData(char *, qint64)
{
    return -1;
}

qint64 StandardOutput::writeData(const char *data, qint64 size)
{
    for (qint64 done = 0; done < size && !m_readerGone && !m_failed;) {
        const ssize_t written = ::write(STDOUT_FILENO, data + done, static_cast<std::size_t>(size - done));
        if (written >= 0) {
            done += written;
        } else if (errno == EPIPE) {
            m_readerGone = true;
        } else if (errno != EINTR) {
            m_failed = true;
            setErrorString(QString::fromLocal8Bit(std::strerror(errno)));
        }
    }
    return m_failed ? -1 : size;
}

Console::Console()
    : m_watched(::isatty(STDOUT_FILENO) != 0)
{}

StandardOutput &Console::out()
{
    flush();
    return m_out;
}

void Console::print(QByteArrayView bytes)
{
    constexpr qsizetype enough = 1 << 16;
    m_gathered.append(bytes.data(), bytes.size());
    if (m_watched || m_gathered.size() >= enough)
        flush();
}

void Console::flush()
{
    if (!m_gathered.isEmpty())
        m_out.write(m_gathered);
    m_gathered.clear();
}

void Console::printLine(const QByteArray &bytes)
{
    m_gathered.append(bytes.data(), bytes.size());
    print("\n");
}

void Console::note(const QString &sentence)
{
    std::fprintf(stderr, "eventscope: %s\n", printable(sentence).toLocal8Bit().constData());
}

int Console::fail(const QString &sentence)
{
    flush();
    note(sentence);
    return exitCode::Failed;
}

int Console::fail(const Error &error)
{
    if (error.kind == Error::Kind::Cancelled) {
        note(QCoreApplication::translate("eventscope::Console", "Interrupted; nothing was kept."));
        return exitCode::Interrupted;
    }
    return fail(error.message);
}

int Console::finish(int code)
{
    flush();
    if (!m_out.failed())
        return code;
    return fail(QCoreApplication::translate("eventscope::Console", "Standard output could not be written: %1.")
                    .arg(m_out.errorString()));
}

bool errorsAreWatched()
{
    return ::isatty(STDERR_FILENO) != 0;
}

QString printable(QString text)
{
    for (QChar &c : text) {
        const QChar::Category category = c.category();
        const bool line = category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
        if (c == u'\n' || c == u'\t' || line)
            c = u' ';
        else if (category == QChar::Other_Control || category == QChar::Other_Format)
            c = QChar::ReplacementCharacter;
    }
    return text;
}

}

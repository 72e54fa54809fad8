// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QIODevice>
#include <QString>

namespace eventscope {

namespace exitCode {
inline constexpr int Good = 0;
inline constexpr int Wrong = 1;            // errors, rejections or failures in the data
inline constexpr int Failed = 2;           // wrong usage, or the work could not be done
inline constexpr int Interrupted = 130;    // by Ctrl+C: what shells expect of 128 + SIGINT
}

// Standard output, unbuffered. A reader that went away is no failure: what is written then is dropped.
class StandardOutput : public QIODevice {
public:
    StandardOutput();

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] bool readerGone() const { return m_readerGone; }
    [[nodiscard]] bool failed() const { return m_failed; }    // errorString() says why

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    bool m_readerGone = false;
    bool m_failed = false;
};

// Where a subcommand talks to: data to standard output, everything else to standard error.
class Console {
public:
    Console();

    // For writing much; what was printed is written out first.
    [[nodiscard]] StandardOutput &out();
    // Gathered, unless a person watches.
    void print(QByteArrayView bytes);
    void printLine(const QByteArray &bytes);
    void printLine(const QString &text) { printLine(text.toUtf8()); }

    [[nodiscard]] bool readerGone() const { return m_out.readerGone(); }

    // One line on standard error.
    void note(const QString &sentence);
    // The sentence on standard error and the exit code for it.
    [[nodiscard]] int fail(const QString &sentence);
    [[nodiscard]] int fail(const Error &error);
    // The exit code of work that ended so, unless its output could not be written. Writes out the rest.
    [[nodiscard]] int finish(int code);

private:
    void flush();

    StandardOutput m_out;
    QByteArray m_gathered;
    bool m_watched;
};

// Whether a person watches standard error.
[[nodiscard]] bool errorsAreWatched();

// A text for a person's terminal: on one line, control characters shown and not obeyed.
[[nodiscard]] QString printable(QString text);

}

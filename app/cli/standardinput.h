// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QIODevice>

#include <functional>

namespace eventscope {

// Who reads, while there is nothing to be read.
struct InputWatch {
    int stopDescriptor = -1;       // reading ends with an error once it has something to read; -1: never
    std::function<void()> idle;    // called each time before waiting; may be empty
};

// Standard input as it comes. Reading waits for more; whoever waits at a terminal or an idle pipe can be
// stopped.
class StandardInput : public QIODevice {
public:
    explicit StandardInput(int stopDescriptor = -1)
        : StandardInput(InputWatch{stopDescriptor, {}})
    {}
    explicit StandardInput(InputWatch watch);

    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    InputWatch m_watch;
};

// A file, pipes among them, likewise.
class WatchedFile : public QFile {
public:
    WatchedFile(const QString &path, InputWatch watch);

protected:
    qint64 readData(char *data, qint64 maxSize) override;

private:
    InputWatch m_watch;
};

}

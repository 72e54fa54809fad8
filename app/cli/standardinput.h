// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIODevice>

namespace eventscope {

// Standard input as it comes. Reading waits for more, and ends with an error once the stop descriptor
// has something to read: whoever waits at a terminal or an idle pipe can be stopped.
class StandardInput : public QIODevice {
public:
    explicit StandardInput(int stopDescriptor = -1);

    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    int m_stop;
};

}

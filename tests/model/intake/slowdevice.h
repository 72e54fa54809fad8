// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIODevice>

#include <functional>

namespace eventscope::test {

// A stream that gives what a function makes, a few bytes a read, and can fail in the middle.
class SlowDevice : public QIODevice {
public:
    // Fills the buffer and returns how much; 0 at the end.
    using Make = std::function<qint64(char *, qint64)>;

    SlowDevice(Make make, qint64 step)
        : m_make(std::move(make))
        , m_step(step)
    {
        open(ReadOnly | Unbuffered);
    }

    SlowDevice(QByteArray bytes, qint64 step)
        : SlowDevice(
              [bytes, at = qsizetype(0)](char *into, qint64 size) mutable {
                  const qint64 count = std::min<qint64>(size, bytes.size() - at);
                  std::copy_n(bytes.constData() + at, count, into);
                  at += count;
                  return count;
              },
              step)
    {}

    void failAfter(qint64 bytes) { m_failAt = bytes; }
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *into, qint64 size) override
    {
        if (m_failAt >= 0 && m_given >= m_failAt) {
            setErrorString(QStringLiteral("the cable was pulled"));
            return -1;
        }
        const qint64 count = m_make(into, std::min(size, m_step));
        m_given += count;
        return count > 0 ? count : -1;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    Make m_make;
    qint64 m_step;
    qint64 m_given = 0;
    qint64 m_failAt = -1;
};

}

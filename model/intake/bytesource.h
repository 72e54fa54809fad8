// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QIODevice>

#include <memory>
#include <vector>

namespace eventscope {

// The bytes of a device, in order; those of gzip members decompressed, as their magic tells. What is
// decompressed at once is bounded by what is asked for, whatever a file claims to hold.
class ByteSource {
public:
    // The device is open for reading. The label names it in errors.
    ByteSource(std::unique_ptr<QIODevice> device, QString label);
    ~ByteSource();

    // Up to `size` bytes, at least one; 0 at the end. Blocks until the device has some. Io when the
    // device fails, BadInput where compressed data is broken or cut off.
    [[nodiscard]] Result<qint64> read(char *into, qint64 size);

    [[nodiscard]] const QString &label() const noexcept { return m_label; }
    // How far the device is read, and its whole size; -1 for a stream.
    [[nodiscard]] qint64 deviceRead() const noexcept { return m_deviceRead; }
    [[nodiscard]] qint64 deviceSize() const;

private:
    struct Inflater;

    [[nodiscard]] Result<qint64> readDevice(char *into, qint64 size);
    [[nodiscard]] Result<void> peek();
    [[nodiscard]] Result<qint64> readPeeked(char *into, qint64 size);

    std::unique_ptr<QIODevice> m_device;
    QString m_label;
    QString m_quietError;    // what the device says while nothing is wrong
    qint64 m_deviceRead = 0;
    bool m_peeked = false;
    std::vector<char> m_head;    // read to look at the magic, not yet handed out
    std::unique_ptr<Inflater> m_inflater;
};

}

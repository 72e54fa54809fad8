// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QStringList>

#include <memory>

class QFileDevice;

namespace eventscope {

// A file that a command writes: there whole or not at all; a device or pipe is written as it is. Nothing
// is kept when the object goes before commit().
class OutputFile {
public:
    // BadInput when the path is one of `precious` (by whatever name or link) or one of SQLite's files beside
    // it: what is read or kept there must not be lost. Io when it cannot be opened.
    [[nodiscard]] static Result<std::unique_ptr<OutputFile>> open(const QString &path, const QStringList &precious);
    ~OutputFile();

    [[nodiscard]] QFileDevice &device() noexcept { return *m_file; }
    [[nodiscard]] Result<void> commit();
    [[nodiscard]] Error cannotWrite() const;

private:
    explicit OutputFile(std::unique_ptr<QFileDevice> file);
    std::unique_ptr<QFileDevice> m_file;
};

}

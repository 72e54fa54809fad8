// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "store/eventstore.h"

#include <QSaveFile>

#include <memory>

namespace eventscope {

// What an import could not read, as JSON lines: {"file","line","offset","length","reason","text"}, or
// "base64" in the place of "text" for bytes that are not UTF-8. There is no file before commit().
class RejectFile {
public:
    // With an empty path nothing is written.
    [[nodiscard]] Result<void> open(const QString &path);
    // Any one thread at a time.
    void write(const Reject &reject);
    [[nodiscard]] Result<void> commit();

private:
    std::unique_ptr<QSaveFile> m_file;
};

}

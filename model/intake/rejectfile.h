// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "store/eventstore.h"

#include "intake/outputfile.h"

#include <memory>

namespace eventscope {

// What an import could not read, as JSON lines: {"file","line","offset","length","reason","text"}, or
// "base64" in the place of "text" for bytes that are not UTF-8. There is no file before commit().
class RejectFile {
public:
    // With an empty path nothing is written. None of the `precious` files is written over.
    [[nodiscard]] Result<void> open(const QString &path, const QStringList &precious);
    // Any one thread at a time.
    void write(const Reject &reject);
    [[nodiscard]] Result<void> commit();

private:
    std::unique_ptr<OutputFile> m_file;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/rejectfile.h"

#include "intake/jsonline.h"

#include <QFileDevice>
#include <QUtf8StringView>

namespace eventscope {

Result<void> RejectFile::open(const QString &path, const QStringList &precious)
{
    if (path.isEmpty())
        return {};
    auto file = OutputFile::open(path, precious);
    if (!file)
        return failure(file.error());
    m_file = std::move(*file);
    return {};
}

void RejectFile::write(const Reject &reject)
{
    if (!m_file)
        return;
    JsonLine line;
    line.text("file", reject.file)
        .number("line", reject.line)
        .number("offset", reject.offset)
        .number("length", reject.length)
        .text("reason", reject.reason);
    if (reject.bytes.isValidUtf8())
        line.text("text", reject.bytes);
    else
        line.text("base64", reject.bytes.toBase64());
    m_file->device().write(line.json() + '\n');    // a failure is told by commit()
}

Result<void> RejectFile::commit()
{
    return m_file ? m_file->commit() : Result<void>();
}

}

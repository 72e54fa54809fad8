// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/rejectfile.h"

#include "cli/jsonline.h"

#include <QCoreApplication>
#include <QUtf8StringView>

namespace eventscope {

namespace {

tl::unexpected<Error> cannotWrite(const QSaveFile &file)
{
    return failure(Error::Kind::Io, QCoreApplication::translate("eventscope::RejectFile", "%1 cannot be written: %2.")
                                        .arg(file.fileName(), file.errorString()));
}

}

Result<void> RejectFile::open(const QString &path)
{
    if (path.isEmpty())
        return {};
    m_file = std::make_unique<QSaveFile>(path);
    if (!m_file->open(QIODevice::WriteOnly))
        return cannotWrite(*m_file);
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
    m_file->write(line.json() + '\n');    // a failure is told by commit()
}

Result<void> RejectFile::commit()
{
    if (m_file && !m_file->commit())
        return cannotWrite(*m_file);
    return {};
}

}

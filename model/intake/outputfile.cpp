// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/outputfile.h"

#include "event/tr.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Whether both names lead to one file, hard links included.
bool sameFile(const QString &a, const QString &b)
{
    struct stat first = {};
    struct stat second = {};
    if (stat(QFile::encodeName(a).constData(), &first) != 0 || stat(QFile::encodeName(b).constData(), &second) != 0)
        return QFileInfo(a).absoluteFilePath() == QFileInfo(b).absoluteFilePath();
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}

OutputFile::OutputFile(std::unique_ptr<QFileDevice> file)
    : m_file(std::move(file))
{}

OutputFile::~OutputFile() = default;

Result<std::unique_ptr<OutputFile>> OutputFile::open(const QString &path, const QStringList &precious)
{
    for (const QString &file : precious) {
        for (const auto &suffix : {u""_s, u"-wal"_s, u"-shm"_s, u"-owners"_s}) {
            if (sameFile(path, file + suffix))
                return failure(Error::Kind::BadInput,
                    tr("%1 is not written: it belongs to %2, which would be lost. Name another file.").arg(path, file));
        }
    }
    const QFileInfo info(path);
    std::unique_ptr<QFileDevice> file;
    if (info.exists() && !info.isFile())
        file = std::make_unique<QFile>(path);
    else
        file = std::make_unique<QSaveFile>(path);
    std::unique_ptr<OutputFile> output(new OutputFile(std::move(file)));
    if (!output->m_file->open(QIODevice::WriteOnly))
        return failure(output->cannotWrite());
    return output;
}

Result<void> OutputFile::commit()
{
    auto *whole = qobject_cast<QSaveFile *>(m_file.get());
    const bool written = whole ? whole->commit() : m_file->flush() && m_file->error() == QFileDevice::NoError;
    if (!written)
        return failure(cannotWrite());
    return {};
}

Error OutputFile::cannotWrite() const
{
    return {Error::Kind::Io, tr("%1 cannot be written: %2.").arg(m_file->fileName(), m_file->errorString())};
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/wholefile.h"

#include "event/tr.h"

#include <QFile>
#include <QFileInfo>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace eventscope {

Result<QByteArray> wholeFile(const QString &path)
{
    QFile file(path);
    const QFileInfo info(path);
    if (path != u"-"_s && info.isDir())
        return failure(Error::Kind::BadInput, tr("%1 is a folder; name a file in it.").arg(path));
    const bool opened = path == u"-"_s ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return failure(Error::Kind::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    QByteArray bytes;
    while (bytes.size() <= mostWholeFile) {
        const QByteArray more = file.read(std::min<qint64>(1 << 20, mostWholeFile + 1 - bytes.size()));
        if (more.isEmpty())
            break;
        bytes += more;
    }
    if (file.error() != QFileDevice::NoError)
        return failure(Error::Kind::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    if (bytes.size() > mostWholeFile) {
        return failure(Error::Kind::BadInput,
            tr("%1 has more than %2 MiB, which is too much to be read at once.").arg(path).arg(mostWholeFile >> 20));
    }
    return bytes;
}

}

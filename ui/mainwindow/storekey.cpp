// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/storekey.h"

#include <QCryptographicHash>
#include <QFileInfo>

namespace eventscope {

QString storeKey(const QString &path)
{
    const QByteArray hash =
        QCryptographicHash::hash(QFileInfo(path).absoluteFilePath().toUtf8(), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.toHex().left(16));
}

}

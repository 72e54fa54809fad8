// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ownerlock.h"

#include <QFile>
#include <QRandomGenerator>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Locks of open file descriptions: unlike the older kind, closing another descriptor of the same file
// in this process does not drop them.
bool lockBytes(int file, int command, qint64 at, qint64 length, struct flock &lock)
{
    lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = at;
    lock.l_len = length;
    return fcntl(file, command, &lock) == 0;
}

bool isStillAt(int file, const QByteArray &path)
{
    struct stat held = {};
    struct stat there = {};
    return fstat(file, &held) == 0 && stat(path.constData(), &there) == 0 && held.st_dev == there.st_dev &&
           held.st_ino == there.st_ino;
}

}

OwnerLock::OwnerLock(const QString &storePath)
    : m_path(QFile::encodeName(storePath + u"-owners"_s))
{}

OwnerLock::~OwnerLock()
{
    if (m_file < 0)
        return;
    // The last one out removes the file; whoever opened it meanwhile notices and opens it anew.
    struct flock lock = {};
    if (lockBytes(m_file, F_OFD_SETLK, 0, 0, lock) && isStillAt(m_file, m_path))
        unlink(m_path.constData());
    close(m_file);
}

std::optional<qint64> OwnerLock::slot()
{
    if (m_file >= 0)
        return m_slot;
    for (int attempt = 0; attempt < 100; ++attempt) {
        if (tryLock(static_cast<qint64>(QRandomGenerator::system()->generate64() >> 2) + 1))
            return m_slot;
    }
    return std::nullopt;
}

bool OwnerLock::tryLock(qint64 slot)
{
    const int file = open(m_path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
        return false;
    struct flock lock = {};
    if (!lockBytes(file, F_OFD_SETLK, slot, 1, lock) || !isStillAt(file, m_path)) {
        close(file);
        return false;
    }
    m_file = file;
    m_slot = slot;
    return true;
}

bool OwnerLock::isHeld(qint64 slot) const
{
    const int file = open(m_path.constData(), O_RDWR | O_CLOEXEC);
    if (file < 0)
        return false;
    struct flock lock = {};
    // In doubt somebody lives: an unfinished origin is hidden anyway, and cleaned up another time.
    const bool held = !lockBytes(file, F_OFD_GETLK, slot, 1, lock) || lock.l_type != F_UNLCK;
    close(file);
    return held;
}

}

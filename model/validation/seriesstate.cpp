// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/seriesstate.h"

namespace eventscope {

void SeriesState::clear()
{
    *this = SeriesState();
}

QByteArray SeriesState::written() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    subjects.write(stream);
    values.write(stream);
    sets.write(stream);
    nameSets.write(stream);
    types.write(stream);
    return bytes;
}

bool SeriesState::read(const QByteArray &bytes)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_4);
    const bool good = subjects.read(stream) && values.read(stream) && sets.read(stream) && nameSets.read(stream) &&
                      types.read(stream) && stream.atEnd();
    if (!good)
        clear();
    return good;
}

}

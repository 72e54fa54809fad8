// SPDX-License-Identifier: GPL-3.0-or-later
#include "logwriter.h"

#include "intake/outputfile.h"
#include "store/deliverylog.h"
#include "store/eventstore.h"

#include <QFileDevice>
#include <QFutureWatcher>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace eventscope {

LogWriter::LogWriter(EventStore &store, const QString &path, QObject *parent)
    : QObject(parent)
{
    const DeliveryLogFormat format =
        path.endsWith(u".csv"_s, Qt::CaseInsensitive) ? DeliveryLogFormat::Csv : DeliveryLogFormat::Ndjson;
    auto *watcher = new QFutureWatcher<Result<qint64>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this] { emit finished(m_writing.result()); });
    m_writing = QtConcurrent::run([this, &store, path, format]() -> Result<qint64> {
        auto file = OutputFile::open(path, {store.path()});
        if (!file)
            return failure(file.error());
        DeliveryLogSpec spec;
        spec.texts = true;
        auto written =
            writeDeliveryLog(store.deliveries(), spec, format, (*file)->device(), [this] { return !m_stopped.load(); });
        if (!written)
            return written;
        if (const auto kept = (*file)->commit(); !kept)
            return failure(kept.error());
        return written;
    });
    watcher->setFuture(m_writing);
}

LogWriter::~LogWriter()
{
    m_stopped = true;
    m_writing.waitForFinished();
}

}

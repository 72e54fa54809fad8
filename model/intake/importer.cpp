// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/importer.h"

#include "event/longwork.h"
#include "event/tr.h"
#include "intake/importrepeats.h"
#include "intake/importtaker.h"
#include "intake/inputpipeline.h"
#include "intake/inputreader.h"
#include "intake/seriesstage.h"
#include "store/taken.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QLocale>
#include <QPromise>
#include <QRandomGenerator>
#include <QtConcurrent>

#include <algorithm>

namespace eventscope {

namespace {

tl::unexpected<Error> cancelled()
{
    return failure(Error::Kind::Cancelled, tr("The import was cancelled."));
}

// What a future of the store holds, waited for in this thread.
template <typename T>
Result<T> taken(QFuture<Result<T>> future)
{
    return eventscope::taken(std::move(future), tr("The import was cancelled."));
}

qint64 sizeOf(const ImportSource &source)
{
    if (!source.path.isEmpty())
        return QFileInfo(source.path).size();
    return source.device ? 0 : source.bytes.size();
}

// How far all sources together are read. Says so at most once per mille.
class Progress {
public:
    Progress(QPromise<Result<ImportReport>> &promise, const std::vector<ImportSource> &sources)
        : m_promise(promise)
    {
        for (const ImportSource &source : sources)
            m_total += sizeOf(source);
        m_promise.setProgressRange(0, 1000);
    }

    void begin(const ImportSource &source)
    {
        m_label = source.label;
        m_size = sizeOf(source);
    }

    void readTo(qint64 bytes, qint64 events)
    {
        const qint64 done = m_before + std::min(bytes, m_size);
        const int perMille = m_total > 0 ? int(1000.0 * double(done) / double(m_total)) : 0;
        const bool moved = perMille != m_shown || (m_size == 0 && m_sinceShown.elapsed() > 100);
        if (m_sinceShown.isValid() && !moved)
            return;
        m_shown = perMille;
        m_sinceShown.start();
        m_promise.setProgressValueAndText(perMille, tr("%1: %2 events").arg(m_label, QLocale().toString(events)));
    }

    void end()
    {
        m_before += m_size;
        m_size = 0;
    }

private:
    QPromise<Result<ImportReport>> &m_promise;
    QString m_label;
    qint64 m_total = 0;
    qint64 m_before = 0;    // of the sources that are done
    qint64 m_size = 0;
    int m_shown = -1;
    QElapsedTimer m_sinceShown;
};

OriginInfo originInfo(const std::vector<ImportSource> &sources, const ImportOptions &options)
{
    QStringList labels;
    QStringList details;
    for (const ImportSource &source : sources) {
        labels << source.label;
        details << (source.path.isEmpty() ? source.label : QFileInfo(source.path).absoluteFilePath());
    }
    const QString label = sources.size() > 3 ? tr("%1 and %2 more").arg(labels.front()).arg(sources.size() - 1)
                                             : labels.join(QLatin1String(", "));
    return {options.kind, label, details.join(QLatin1Char('\n'))};
}

class Import {
public:
    Import(QPromise<Result<ImportReport>> &promise, EventStore &store, const ServiceSet &services,
        const std::vector<ImportSource> &sources, const ImportOptions &options)
        : m_promise(promise)
        , m_store(store)
        , m_services(services)
        , m_sources(sources)
        , m_options(options)
    {}

    Result<ImportReport> run()
    {
        QElapsedTimer clock;
        clock.start();
        const Result<OriginId> origin = taken(m_store.begin(originInfo(m_sources, m_options)));
        if (!origin)
            return failure(origin.error());
        m_report.origin = *origin;
        beginSeries();
        Result<void> done = readAll(*origin);
        if (done && !m_promise.isCanceled()) {
            if (done = complete(*origin); done)
                return finished(clock);
        }
        QFuture<Result<void>> abandoned = m_store.abandon(*origin);
        // What was written is hidden as it is, and deleted behind: nobody waits for that who has cancelled.
        if (m_promise.isCanceled())
            return cancelled();
        abandoned.waitForFinished();
        return failure(done.error());
    }

private:
    Result<void> readAll(OriginId origin)
    {
        Progress progress(m_promise, m_sources);
        ImportBatches batches(m_store, origin);
        ImportTaker taker({m_services, m_options, batches, m_series ? &*m_series : nullptr, m_keys, m_report});
        for (const ImportSource &source : m_sources) {
            progress.begin(source);
            if (Result<void> read = readOne(source, taker, progress); !read)
                return read;
            if (batches.hasFailed())
                break;
            progress.end();
        }
        return batches.finish();
    }

    Result<void> readOne(const ImportSource &source, ImportTaker &taker, Progress &progress)
    {
        taker.beginInput();
        InputPipeline pipeline(m_services, source, m_options, m_keySeed,
            [&](Parcel &parcel) { return taker.take(parcel, pipeline.expected(), pipeline.received()); });
        return pipeline.run([&](const ByteSource &bytes) {
            progress.readTo(bytes.deviceRead(), m_report.stored);
            return !m_promise.isCanceled();
        });
    }

    // A series that cannot be gone on with begins anew.
    void beginSeries()
    {
        if (!m_options.series)
            return;
        m_series.emplace(m_services, SeriesKeys::OfBatch);
        if (const Result<QByteArray> state = taken(m_store.seriesState()); state && !state->isEmpty())
            m_series->restore(*state);
    }

    // Whether a key came twice is found out while the last events are written.
    Result<void> complete(OriginId origin)
    {
        QFuture<Result<Origin>> completing = m_store.complete(origin);
        const bool mayRepeat = m_series && m_keys.mayRepeat();
        if (const Result<Origin> completed = taken(std::move(completing)); !completed)
            return failure(completed.error());
        endSeries(origin, mayRepeat);
        return {};
    }

    // The events are in the store, whatever comes of this. Where there are no others, theirs are all keys.
    void endSeries(OriginId origin, bool mayRepeat)
    {
        if (!m_series)
            return;
        const bool alone = m_store.isLoaded() && m_store.columns().size() == m_report.stored;
        const Result<qint64> repeated =
            mayRepeat || !alone ? judgeRepeats(m_store, m_services, origin) : Result<qint64>(0);
        const Result<void> kept = taken(m_store.setSeriesState(m_series->state()));
        if (repeated)
            m_report.repeated = *repeated;
        if (!repeated || !kept)
            m_report.seriesFault = repeated ? kept.error() : repeated.error();
    }

    ImportReport finished(const QElapsedTimer &clock)
    {
        m_report.read = m_report.stored + m_report.rejected;
        m_report.seconds = double(clock.nsecsElapsed()) / 1e9;
        return m_report;
    }

    QPromise<Result<ImportReport>> &m_promise;
    EventStore &m_store;
    const ServiceSet &m_services;
    const std::vector<ImportSource> &m_sources;
    const ImportOptions &m_options;
    const quint64 m_keySeed = QRandomGenerator::global()->generate64();
    std::optional<SeriesJudge> m_series;
    KeyCensus m_keys;
    ImportReport m_report;
};

// Hands everything to a visitor and never stops.
class VisitingHandler : public InputHandler {
public:
    VisitingHandler(const ReadVisitor &visitor, QString file, SeriesJudge *series)
        : m_visitor(visitor)
        , m_file(std::move(file))
    {
        if (series)
            m_stage.emplace(*series);
    }

    SeriesFacts *facts() override { return m_stage ? &m_stage->facts() : nullptr; }

    bool event(Event event, const CutPlace &at, qint64 number, bool inDoubt) override
    {
        Judgement series = m_stage ? m_stage->judge(at) : Judgement();
        if (m_visitor.event)
            m_visitor.event({std::move(event), m_file, at.line, at.offset, number, std::move(series), inDoubt});
        return true;
    }
    bool reject(Reject reject, bool) override
    {
        if (m_visitor.reject)
            m_visitor.reject(reject);
        return true;
    }
    bool request(qint64 line, std::vector<Finding> findings) override
    {
        if (m_visitor.request)
            m_visitor.request(m_file, line, findings);
        return true;
    }

private:
    const ReadVisitor &m_visitor;
    QString m_file;
    std::optional<SeriesStage> m_stage;
};

}

QFuture<Result<ImportReport>> importInto(
    EventStore &store, const ServiceSet &services, std::vector<ImportSource> sources, ImportOptions options)
{
    const auto work = [&store, services, sources = std::move(sources), options = std::move(options)](
                          QPromise<Result<ImportReport>> &promise) {
        const LongWork lasts;
        promise.addResult(Import(promise, store, services, sources, options).run());
    };
    return QtConcurrent::run(work);
}

Result<void> readEvents(const ServiceSet &services, const ImportSource &source, const ImportOptions &options,
    const ReadVisitor &visitor, SeriesJudge *series)
{
    std::optional<SeriesJudge> own;
    if (options.series && !series)
        series = &own.emplace(services);
    VisitingHandler handler(visitor, source.label, options.series ? series : nullptr);
    return InputReader(services, source, options, handler).run();
}

}

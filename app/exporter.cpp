// SPDX-License-Identifier: GPL-3.0-or-later
#include "exporter.h"

#include "cli/eventwriter.h"
#include "intake/outputfile.h"
#include "store/whendone.h"
#include "views/tablecsv.h"

#include <QFileDevice>
#include <QFileInfo>
#include <QtConcurrentRun>

#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t pageEvents = 2'000;
constexpr qint64 pageBytes = 8 << 20;
constexpr qint64 tellTimeAfter = 1'500;    // milliseconds; before, it is a guess

QString formatOf(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix == "json"_L1 || suffix == "csv"_L1 ? suffix : u"ndjson"_s;
}

class ShownColumns : public EventWriter {
public:
    explicit ShownColumns(const ExportRequest &request)
        : m_csv(request.columns, request.timeStyle)
    {}

    void begin(QByteArray &bytes) override { m_csv.begin(bytes); }
    void write(const std::vector<StoredEvent> &page, QByteArray &bytes) override { m_csv.write(page, bytes); }

private:
    TableCsv m_csv;
};

std::unique_ptr<EventWriter> writerFor(const ExportRequest &request, const Services &services)
{
    const QString format = formatOf(request.path);
    if (format == "csv"_L1 && !request.columns.isEmpty())
        return std::make_unique<ShownColumns>(request);
    return EventWriter::make(format, EventWriter::Detail::Whole, services);
}

}

struct Exporter::Job {
    std::unique_ptr<EventWriter> writer;
    std::unique_ptr<OutputFile> file;

    [[nodiscard]] Result<qint64> put(const QByteArray &bytes, qint64 events) const
    {
        if (file->device().write(bytes) == bytes.size())
            return events;
        return failure(file->cannotWrite());
    }

    [[nodiscard]] Result<qint64> write(const std::vector<StoredEvent> &page) const
    {
        QByteArray bytes;
        writer->write(page, bytes);
        return put(bytes, static_cast<qint64>(page.size()));
    }

    [[nodiscard]] Result<qint64> end() const
    {
        QByteArray tail;
        writer->end(tail);
        if (auto written = put(tail, 0); !written)
            return written;
        if (const Result<void> committed = file->commit(); !committed)
            return failure(committed.error());
        return 0;
    }
};

Exporter::Exporter(EventStore &store, const Services &services, const ExportRequest &request)
    : m_store(store)
    , m_request(request)
    , m_job(std::make_shared<Job>())
    , m_found(this,
          [this](Result<SearchResult> result) {
              if (result)
                  begin(std::move(result->rows));
              else
                  fail(result.error());
          })
    , m_page(this,
          [this](const Result<qint64> &written) {
              if (!written)
                  return fail(written.error());
              m_written = m_asked;
              tellProgress();
              nextPage();
          })
    , m_end(this, [this](const Result<qint64> &written) {
        if (written)
            emit finished(static_cast<qint64>(m_rows.size()));
        else
            fail(written.error());
    })
{
    m_job->writer = writerFor(request, services);
}

Exporter::~Exporter() = default;

void Exporter::start()
{
    auto file = OutputFile::open(m_request.path, {m_store.path()});
    if (!file)
        return fail(file.error());
    m_job->file = std::move(*file);
    if (m_request.rows)
        return begin(std::exchange(m_request.rows, {}).value());
    SearchSpec spec;
    spec.order = m_request.orders;
    m_found.follow(m_store.search(m_request.filter, spec));
}

void Exporter::begin(std::vector<Row> rows)
{
    m_rows = std::move(rows);
    m_since.start();
    QByteArray head;
    m_job->writer->begin(head);
    if (const auto written = m_job->put(head, 0); !written)
        return fail(written.error());
    nextPage();
}

void Exporter::nextPage()
{
    if (m_written == m_rows.size()) {
        m_end.follow(QtConcurrent::run([job = m_job] { return job->end(); }));
        return;
    }
    std::vector<Row> page;
    qint64 bytes = 0;
    while (m_asked < m_rows.size() && page.size() < pageEvents && bytes < pageBytes) {
        bytes += m_store.columns().bytes(m_rows[m_asked]);
        page.push_back(m_rows[m_asked++]);
    }
    m_page.follow(inPool(m_store.fetch(std::move(page)),
        [job = m_job](const Result<std::vector<StoredEvent>> &events) -> Result<qint64> {
            if (!events)
                return failure(events.error());
            return job->write(*events);
        }));
}

void Exporter::tellProgress()
{
    const auto perMille = static_cast<int>(m_written * 1000 / std::max<std::size_t>(1, m_rows.size()));
    if (perMille == m_told)
        return;
    m_told = perMille;
    QString left;
    if (const qint64 passed = m_since.elapsed(); passed > tellTimeAfter && perMille > 0) {
        const auto seconds = static_cast<int>(passed * (1000 - perMille) / perMille / 1000 + 1);
        left = seconds < 60 ? tr("about %n second(s) left", nullptr, seconds)
                            : tr("about %n minute(s) left", nullptr, (seconds + 59) / 60);
    }
    emit progressed(perMille, left);
}

void Exporter::fail(const Error &error)
{
    m_job->file.reset();
    emit failed(error);
}

}

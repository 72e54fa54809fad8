// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/eventwriter.h"

#include "cli/await.h"
#include "event/utf8.h"
#include "views/exporttext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

Micros shownTime(const Event &event)
{
    return event.identity.timeSource == TimeSource::Received ? event.received : event.identity.time;
}

class NdjsonWriter : public EventWriter {
public:
    explicit NdjsonWriter(Services services)
        : m_services(std::move(services))
    {}

    void write(const std::vector<StoredEvent> &page, QByteArray &bytes) override
    {
        for (const StoredEvent &stored : page)
            bytes += onOneLine(exportedText(stored.event, m_services)) + '\n';
    }

private:
    Services m_services;
};

// An array with the exact texts as its items, each from the start of a line.
class JsonWriter : public EventWriter {
public:
    explicit JsonWriter(Services services)
        : m_services(std::move(services))
    {}

    void begin(QByteArray &bytes) override { bytes += '['; }
    void write(const std::vector<StoredEvent> &page, QByteArray &bytes) override
    {
        for (const StoredEvent &stored : page) {
            bytes += m_first ? "\n" : ",\n";
            bytes += exportedText(stored.event, m_services);
            m_first = false;
        }
    }
    void end(QByteArray &bytes) override { bytes += "\n]\n"; }

private:
    Services m_services;
    bool m_first = true;
};

QByteArray timeSourceId(TimeSource source)
{
    switch (source) {
    case TimeSource::Received:
        return "received";
    case TimeSource::Event:
        return "event";
    case TimeSource::AssumedUtc:
        return "assumed-utc";
    }
    return {};
}

// RFC 4180. The bytes are the event's own: nothing is put before a value that a spreadsheet might take
// for a formula.
class CsvWriter : public EventWriter {
public:
    explicit CsvWriter(Detail detail)
        : m_whole(detail == Detail::Whole)
    {}

    void begin(QByteArray &bytes) override
    {
        bytes += m_whole ? "id,time,time_source,received,verdict,partly_judged,service,shape,tenant,user,name,dedup,"
                           "origin,envelope,text\r\n"
                         : "id,time,verdict,service,tenant,user,name\r\n";
    }

    void write(const std::vector<StoredEvent> &page, QByteArray &bytes) override
    {
        for (const StoredEvent &stored : page) {
            QByteArrayList cells = m_whole ? whole(stored) : listing(stored);
            std::for_each(cells.begin(), cells.end(), [](QByteArray &cell) { cell = escaped(cell); });
            bytes += cells.join(',') + "\r\n";
        }
    }

private:
    static QByteArray escaped(QByteArray cell)
    {
        const bool plain = std::none_of(
            cell.begin(), cell.end(), [](char c) { return c == ',' || c == '"' || c == '\n' || c == '\r'; });
        return plain ? cell : '"' + cell.replace('"', "\"\"") + '"';
    }

    static QByteArrayList listing(const StoredEvent &stored)
    {
        const Event &event = stored.event;
        return {QByteArray::number(stored.id), isoText(shownTime(event)).toLatin1(), verdictId(event.verdict),
            event.service, event.identity.tenant, event.identity.user, event.identity.name};
    }

    static QByteArrayList whole(const StoredEvent &stored)
    {
        const Event &event = stored.event;
        const Identity &identity = event.identity;
        return {QByteArray::number(stored.id), isoText(shownTime(event)).toLatin1(), timeSourceId(identity.timeSource),
            isoText(event.received).toLatin1(), verdictId(event.verdict), event.partlyJudged ? "true" : "false",
            event.service, event.shape, identity.tenant, identity.user, identity.name, identity.dedup,
            stored.originLabel.toUtf8(), event.envelope, event.text};
    }

    bool m_whole;
};

// Columns as wide as the first page needs, within bounds; what is longer is cut.
class TableWriter : public EventWriter {
public:
    void write(const std::vector<StoredEvent> &page, QByteArray &bytes) override
    {
        std::vector<Cells> rows;
        rows.reserve(page.size() + 1);
        if (!m_fitted)
            rows.push_back(heading());
        for (const StoredEvent &stored : page)
            rows.push_back(cells(stored));
        if (!m_fitted)
            fit(rows);
        for (const Cells &row : rows)
            bytes += line(row);
    }

private:
    static constexpr std::size_t columns = 7;
    static constexpr qsizetype widest = 40;
    using Cells = std::array<QString, columns>;

    static QString tr(const char *text) { return QCoreApplication::translate("eventscope::TableWriter", text); }

    static Cells heading()
    {
        return {tr("ID"), tr("TIME"), tr("VERDICT"), tr("SERVICE"), tr("TENANT"), tr("USER"), tr("NAME")};
    }

    static Cells cells(const StoredEvent &stored)
    {
        const Event &event = stored.event;
        const auto text = [](const QByteArray &bytes) { return printable(stringOf(viewOf(bytes))); };
        return {QString::number(stored.id), isoText(shownTime(event)), QString::fromLatin1(verdictId(event.verdict)),
            text(event.service), text(event.identity.tenant), text(event.identity.user), text(event.identity.name)};
    }

    void fit(const std::vector<Cells> &rows)
    {
        m_fitted = true;
        for (const Cells &row : rows) {
            for (std::size_t i = 0; i < columns; ++i)
                m_widths[i] = std::clamp(row[i].size(), m_widths[i], widest);
        }
    }

    QByteArray line(const Cells &cells) const
    {
        QString line;
        for (std::size_t i = 0; i < columns; ++i) {
            const bool cut = cells[i].size() > m_widths[i] && i > 0;    // never an id
            line += cut ? cells[i].first(m_widths[i] - 1) + u'…' : cells[i];
            if (i + 1 < columns)
                line += QString(std::max<qsizetype>(m_widths[i] - cells[i].size(), 0) + 2, u' ');
        }
        return line.toUtf8() + '\n';
    }

    std::array<qsizetype, columns> m_widths{};
    bool m_fitted = false;
};

// Some rows, and no more bytes than memory can well hold, however large the events are.
std::vector<Row> nextPage(const EventStore &store, const std::vector<Row> &rows, std::size_t &at)
{
    constexpr std::size_t mostRows = 2'000;
    constexpr quint64 mostBytes = 16u << 20;
    std::vector<Row> page;
    quint64 bytes = 0;
    while (at < rows.size() && page.size() < mostRows && bytes < mostBytes) {
        bytes += store.columns().bytes(rows[at]);
        page.push_back(rows[at++]);
    }
    return page;
}

bool nobodyReads(const QIODevice &device)
{
    const auto *out = dynamic_cast<const StandardOutput *>(&device);
    return out && out->readerGone();
}

}

std::unique_ptr<EventWriter> EventWriter::make(const QString &format, Detail detail, Services services)
{
    if (format == u"ndjson"_s)
        return std::make_unique<NdjsonWriter>(std::move(services));
    if (format == u"json"_s)
        return std::make_unique<JsonWriter>(std::move(services));
    if (format == u"csv"_s)
        return std::make_unique<CsvWriter>(detail);
    return format == u"table"_s ? std::make_unique<TableWriter>() : nullptr;
}

Result<void> writeEvents(
    EventStore &store, const std::vector<Row> &rows, EventWriter &writer, QIODevice &device, const Interrupt *interrupt)
{
    QByteArray bytes;
    writer.begin(bytes);
    const auto flush = [&]() -> Result<void> {
        if (device.write(bytes) != bytes.size()) {
            return failure(Error::Kind::Io,
                QCoreApplication::translate("eventscope::EventWriter", "The output cannot be written: %1.")
                    .arg(device.errorString()));
        }
        bytes.clear();
        return {};
    };
    std::size_t at = 0;
    QFuture<Result<std::vector<StoredEvent>>> next = store.fetch(nextPage(store, rows, at));
    for (bool more = true; more && !nobodyReads(device);) {
        const auto page = await(next, interrupt);
        if (!page)
            return failure(page.error());
        more = at < rows.size();
        if (more)
            next = store.fetch(nextPage(store, rows, at));    // read while this page is written
        writer.write(*page, bytes);
        if (auto written = flush(); !written)
            return written;
    }
    writer.end(bytes);
    return flush();
}

}

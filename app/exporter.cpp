// SPDX-License-Identifier: GPL-3.0-or-later
#include "exporter.h"

#include <QFileDevice>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Small enough to be formatted between two frames.
constexpr size_t pageEvents = 256;

QString formatOf(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix == "json"_L1 || suffix == "csv"_L1 ? suffix : u"ndjson"_s;
}

}

Exporter::Exporter(EventStore &store, const Services &services, const QString &path)
    : m_store(store)
    , m_writer(EventWriter::make(formatOf(path), EventWriter::Detail::Whole, services))
    , m_path(path)
    , m_found(this,
          [this](Result<SearchResult> result) {
              if (!result)
                  return fail(result.error());
              m_rows = std::move(result->rows);
              QByteArray head;
              m_writer->begin(head);
              if (put(head))
                  nextPage();
          })
    , m_page(this, [this](const Result<std::vector<StoredEvent>> &result) {
        if (result)
            takePage(*result);
        else
            fail(result.error());
    })
{}

void Exporter::start(const EventFilter &filter)
{
    auto file = OutputFile::open(m_path, {m_store.path()});
    if (!file)
        return fail(file.error());
    m_file = std::move(*file);
    SearchSpec spec;
    spec.order = {{SortKey::Time, false}};
    m_found.follow(m_store.search(filter, spec));
}

void Exporter::nextPage()
{
    if (m_written == m_rows.size())
        return complete();
    const auto first = m_rows.begin() + static_cast<std::ptrdiff_t>(m_written);
    const auto count = std::min(pageEvents, m_rows.size() - m_written);
    m_page.follow(m_store.fetch({first, first + static_cast<std::ptrdiff_t>(count)}));
    m_written += count;
}

void Exporter::takePage(const std::vector<StoredEvent> &page)
{
    QByteArray bytes;
    m_writer->write(page, bytes);
    if (put(bytes))
        nextPage();
}

bool Exporter::put(const QByteArray &bytes)
{
    if (m_file->device().write(bytes) == bytes.size())
        return true;
    fail(m_file->cannotWrite());
    return false;
}

void Exporter::complete()
{
    QByteArray tail;
    m_writer->end(tail);
    if (!put(tail))
        return;
    if (const Result<void> committed = m_file->commit(); !committed)
        return fail(committed.error());
    emit finished(static_cast<qint64>(m_rows.size()));
}

void Exporter::fail(const Error &error)
{
    m_file.reset();
    emit failed(error);
}

}

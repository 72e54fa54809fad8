// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/eventwriter.h"
#include "intake/outputfile.h"
#include "store/eventfilter.h"
#include "views/latest.h"

#include <QObject>

namespace eventscope {

// Writes what a filter lets through into a file, a page at a time, in the order of time. The file is
// there as a whole or not at all; destruction cancels. GUI thread, which it never holds for long.
class Exporter : public QObject {
    Q_OBJECT

public:
    // The format goes by the path's suffix: json, csv, else ndjson.
    Exporter(EventStore &store, const Services &services, const QString &path);

    void start(const EventFilter &filter);
    [[nodiscard]] QString path() const { return m_path; }

signals:
    // Exactly one of these, at the end.
    void finished(qint64 events);
    void failed(const eventscope::Error &error);

private:
    void nextPage();
    void takePage(const std::vector<StoredEvent> &page);
    [[nodiscard]] bool put(const QByteArray &bytes);
    void complete();
    void fail(const Error &error);

    EventStore &m_store;
    std::unique_ptr<EventWriter> m_writer;
    QString m_path;
    std::unique_ptr<OutputFile> m_file;
    std::vector<Row> m_rows;
    size_t m_written = 0;
    Latest<SearchResult> m_found;
    Latest<std::vector<StoredEvent>> m_page;
};

}

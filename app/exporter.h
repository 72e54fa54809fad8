// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/exportrequest.h"
#include "service/services.h"
#include "views/latest.h"

#include <QElapsedTimer>
#include <QObject>

#include <memory>

namespace eventscope {

// Writes what a filter lets through, or certain events, into a file, a page at a time and on other threads. The
// file is there as a whole or not at all; destruction cancels. GUI thread, which it never holds.
class Exporter : public QObject {
    Q_OBJECT

public:
    Exporter(EventStore &store, const Services &services, const ExportRequest &request);
    ~Exporter() override;

    void start();
    [[nodiscard]] QString path() const { return m_request.path; }

signals:
    // Of a thousand; when it has gone on.
    void progressed(int perMille, const QString &timeLeft);
    // Exactly one of these, at the end.
    void finished(qint64 events);
    void failed(const eventscope::Error &error);

private:
    // The file and what writes it; used by one thread at a time, and by that until it lets go.
    struct Job;

    void begin(std::vector<Row> rows);
    void nextPage();
    void tellProgress();
    void fail(const Error &error);

    EventStore &m_store;
    ExportRequest m_request;
    std::shared_ptr<Job> m_job;
    std::vector<Row> m_rows;
    std::size_t m_written = 0;
    std::size_t m_asked = 0;    // rows up to the end of the page under way
    int m_told = -1;
    QElapsedTimer m_since;
    Latest<SearchResult> m_found;
    Latest<qint64> m_page;    // events written
    Latest<qint64> m_end;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/services.h"
#include "store/eventstore.h"
#include "views/latest.h"
#include "views/tablecolumn.h"
#include "views/timetext.h"

#include <QObject>

namespace eventscope {

// Puts events on the clipboard. The texts are read and written elsewhere; a newer call takes the place of one
// under way. GUI thread.
class EventCopier : public QObject {
    Q_OBJECT

public:
    enum class Format : quint8 {
        Exact,     // the texts as they came, one below the other
        Ndjson,    // a line each, with their envelope fields
        Json,      // one array
        Csv,       // the columns given
    };
    // More bytes of events than the limit are refused: what takes them would freeze.
    static constexpr qint64 usualLimit = 100'000'000;

    explicit EventCopier(EventStore &store, qint64 limit = usualLimit, QObject *parent = nullptr);

    void setServices(const Services &services) { m_services = services; }
    void copy(
        std::vector<Row> rows, Format format, const QList<TableColumn> &columns = {}, TimeStyle style = TimeStyle::Utc);

signals:
    void copied(qint64 events);
    void failed(const QString &sentence);
    void refused(const QString &sentence);    // too much; a file can hold it

private:
    struct Text {
        QString text;
        qint64 events = 0;
    };

    EventStore &m_store;
    const qint64 m_limit;
    Services m_services;
    Latest<Text> m_text;
};

}

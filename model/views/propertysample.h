// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "views/latest.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QObject>
#include <QString>

#include <vector>

namespace eventscope {

class EventStore;

// A place in payloads that people may filter by.
struct KnownPath {
    QByteArray path;     // as FilterTerm::path
    QString written;     // as a key of the filter grammar, quotes included where it needs them
    int events = 0;      // of those looked at, that have it
    int numbers = 0;     // of these, where it is a number
    bool leaf = true;    // somewhere no object

    [[nodiscard]] bool isNumeric() const noexcept { return numbers * 2 > events; }
};

struct KnownPaths {
    std::vector<KnownPath> paths;    // what most events have first, then by text
    int events = 0;                  // looked at
};

// What payloads hold, learned from a few hundred events: the latest ones and some spread over all. Arrays are not
// looked into. The reading happens off the calling thread.
[[nodiscard]] QFuture<Result<KnownPaths>> sampleKnownPaths(EventStore &store);

// The same, kept and renewed. GUI thread.
class PropertySample : public QObject {
    Q_OBJECT

public:
    explicit PropertySample(EventStore &store, QObject *parent = nullptr);

    // What is known so far, at once. Learns again behind it when there may be more to know: changed() tells.
    [[nodiscard]] const KnownPaths &paths();
    [[nodiscard]] const KnownPath *find(const QByteArray &path) const;
    [[nodiscard]] bool isLearning() const { return m_latest.isRunning(); }

signals:
    void changed();

private:
    EventStore &m_store;
    KnownPaths m_paths;
    Latest<KnownPaths> m_latest;
    QElapsedTimer m_age;
    quint64 m_seen = 0;
    QList<QByteArray> m_places;
};

}

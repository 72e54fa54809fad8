// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "store/eventstore.h"
#include "views/latest.h"

#include <QHash>
#include <QObject>

#include <span>

namespace eventscope {

// A value in a payload, as a cell shows it.
struct PathCell {
    QByteArray value;    // a string decoded, anything else as it is spelled; cut when it is long
    bool present = false;
    bool cut = false;
    bool scalar = false;

    static constexpr qsizetype limit = 4096;
};

// The payload values of the rows that are looked at: asked for in pages, of which one is under way at
// a time and the next is chosen by what is wanted then, so that a jump never waits for a queue. What
// is far from sight is forgotten. GUI thread.
class PathCells : public QObject {
    Q_OBJECT

public:
    explicit PathCells(EventStore &store, QObject *parent = nullptr);

    void setPaths(const QList<QByteArray> &pointers);    // forgets everything
    // In the order of their urgency.
    void want(std::vector<Row> rows);
    // Nothing as long as it has not come.
    [[nodiscard]] const PathCell *cell(Row row, qsizetype path) const;

signals:
    void arrived();
    void failed(const eventscope::Error &error);

private:
    struct Answer {
        Row row = 0;
        QList<PathCell> cells;
    };
    using Page = std::vector<Answer>;

    static Page extract(const std::vector<StoredEvent> &events, const std::vector<JsonPointer> &pointers);
    void ask();
    void take(Result<Page> page);
    void forgetFar();

    EventStore &m_store;
    std::vector<JsonPointer> m_pointers;
    std::vector<Row> m_wanted;
    std::vector<Row> m_asked;
    QHash<Row, QList<PathCell>> m_cells;
    Latest<Page> m_page;
};

}

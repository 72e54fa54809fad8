// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/outbox.h"

#include <span>

namespace eventscope {

// Places [first, end).
struct PlaceRun {
    qint64 first = 0;
    qint64 end = 0;

    friend bool operator==(const PlaceRun &, const PlaceRun &) = default;
};

// Nothing when they do not ascend.
[[nodiscard]] std::optional<std::vector<PlaceRun>> placeRuns(const std::vector<qint64> &places);
// Nothing when they do not ascend, overlap, or are no places.
[[nodiscard]] std::optional<std::vector<PlaceRun>> placeRuns(const std::vector<Outbox::Fate> &fates);

// Some of the parts of a job, to be changed within a transaction: parts are split and joined as their places'
// fates part and meet. Throws SQLite::Exception.
class OutboxParts {
public:
    // Those that overlap these places, and their neighbours.
    OutboxParts(SQLite::Database &database, OutboxJobId job, PlaceRun places);
    // All of them.
    OutboxParts(SQLite::Database &database, OutboxJobId job);

    // Whether these places are all there and in that state. The runs ascend.
    [[nodiscard]] bool are(std::span<const PlaceRun> runs, OutboxState state) const;

    // Changes what lies within the runs, which ascend; the number of places that were changed. `change` is given
    // which run it is and a part that lies in it wholly; false: leave it as it is.
    using Change = std::function<bool(std::size_t run, OutboxPart &part)>;
    qint64 change(std::span<const PlaceRun> runs, const Change &change);
    qint64 changeAll(const std::function<bool(OutboxPart &part)> &change);

    // Writes what was changed, and the job's counts.
    void save();

    [[nodiscard]] const std::vector<OutboxPart> &parts() const noexcept { return m_parts; }

private:
    void add(std::vector<OutboxPart> &parts, OutboxPart part) const;
    void saveCounts();

    SQLite::Database &m_database;
    OutboxJobId m_job;
    std::vector<OutboxPart> m_stored;
    std::vector<OutboxPart> m_parts;
};

// A job's first and only part, and its counts.
void insertFirstPart(SQLite::Database &database, OutboxJobId job, qint64 events, Micros queued);
// In their order.
[[nodiscard]] std::vector<OutboxPart> readParts(SQLite::Database &database, OutboxJobId job);
// Where the places in flight of a delivery lie, of any for 0; an empty run without one.
[[nodiscard]] PlaceRun inFlightWithin(SQLite::Database &database, OutboxJobId job, DeliveryId delivery);

}

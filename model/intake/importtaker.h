// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/importbatches.h"
#include "intake/importer.h"
#include "intake/keycensus.h"
#include "intake/parcel.h"

#include <optional>

namespace eventscope {

// What was read of an import, in its order, on its way into the store: services that were in doubt decided by
// the events before, the series judged, the report kept.
class ImportTaker {
public:
    // What it is given outlives it; `keys` and `report` are added to.
    struct Parts {
        const ServiceSet &services;
        const ImportOptions &options;
        ImportBatches &batches;
        SeriesJudge *series = nullptr;    // null: none is judged
        KeyCensus &keys;
        ImportReport &report;
    };
    explicit ImportTaker(Parts parts);

    // Before the first parcel of each input.
    void beginInput();
    // The parcel's texts live on as long as they are needed. False once the store has failed.
    [[nodiscard]] bool take(Parcel &parcel, const QByteArray &expected, Micros received);

private:
    // Which service most events of an input are of. Only what is told without doubt is counted.
    class Majority {
    public:
        void count(const QByteArray &service);
        [[nodiscard]] const QByteArray &leader() const noexcept { return m_leader; }

    private:
        std::vector<std::pair<QByteArray, qint64>> m_counts;
        QByteArray m_leader;
        qint64 m_total = 0;
    };

    void decide(Parcel &parcel, const Parcel::Doubt &doubt, const QByteArray &expected, Micros received);
    void judgeSeries(Event &event, SeriesFacts &facts, qint64 batch);
    [[nodiscard]] qint64 seriesBatch(qint64 batch);
    [[nodiscard]] bool takeAside(Parcel::Aside &&aside);
    [[nodiscard]] bool takeReject(Reject &&reject, bool commented);
    void takeRequest(const Parcel::Aside &request);

    const ServiceSet &m_services;
    const ImportOptions &m_options;
    ImportBatches &m_batches;
    SeriesJudge *const m_series;
    KeyCensus &m_keys;
    ImportReport &m_report;
    JsonTape m_tape;

    // Of the input
    std::optional<EventReader> m_again;    // for what is in doubt
    Majority m_majority;
    QByteArray m_lastService;    // of the last event
    qint64 m_batch = 0;          // its number among the input's, and what the series calls it
    qint64 m_batchInSeries = 0;
};

}

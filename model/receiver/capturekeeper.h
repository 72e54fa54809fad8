// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/capturereader.h"

#include <QFuture>
#include <QHash>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <span>

namespace eventscope {

// What of a request was kept.
struct KeptTally {
    qint64 events = 0;
    qint64 invalid = 0;
    qint64 rejects = 0;
};

// A request that was read, and how it is answered.
struct CapturedRequest {
    TakenRequest taken;
    CaptureSetupPtr setup;    // it was read by
    HttpResponder respond;
    KeptTally tally = {};
    std::size_t weight = 1;    // of the transaction it is in
};

// Judges what was read as a series and has the store keep it: when the writer comes to it, all that is there by then
// goes into one transaction, and what comes meanwhile into the next. Any thread may add.
class CaptureKeeper {
public:
    // Requests that were written, or were not. What was kept is moved out of them, their tallies are set.
    struct Landed {
        std::vector<CapturedRequest> group;
        Result<Receptions::Kept> kept;
    };
    // Called on threads of the store and of who adds; must not wait.
    using Land = std::function<void(Landed landed)>;

    // Tags have origins of their own, labelled by them.
    CaptureKeeper(EventStore &store, QString label, QString detail, Land land);
    ~CaptureKeeper();
    CaptureKeeper(const CaptureKeeper &) = delete;
    CaptureKeeper &operator=(const CaptureKeeper &) = delete;

    // Reads which keys came before, so that the first request need not wait for it. Waits.
    void begin();
    // They are moved from.
    void add(std::span<CapturedRequest> requests);
    // Waits until all have landed, and keeps the state of the series. What is added from here on is dropped.
    void end();

private:
    class Flight;

    void judge(CapturedRequest &request);
    void useServices(const CaptureSetupPtr &setup);
    [[nodiscard]] std::vector<QByteArray> sortIn(std::span<CapturedRequest> requests);
    void makeOrigin(const QByteArray &tag);
    void originMade(const QByteArray &tag, const Result<Origin> &origin);
    [[nodiscard]] bool mustAsk();
    void askWriter();
    void take(std::vector<CapturedRequest> &group);
    void takeSome(std::vector<CapturedRequest> &group);
    [[nodiscard]] std::vector<Receptions::Capture> board(std::vector<CapturedRequest> &group);
    void landed(Landed landed);

    EventStore &m_store;
    const QString m_label;
    const QString m_detail;
    const Land m_land;

    std::mutex m_seriesMutex;    // requests are judged in the order they are written in
    CaptureSetupPtr m_setup;     // the series is judged by
    std::unique_ptr<SeriesJudge> m_series;
    bool m_judged = false;    // something, since it began
    JsonTape m_tape;

    std::mutex m_mutex;    // taken after the other
    std::condition_variable m_settled;
    std::vector<CapturedRequest> m_ready;
    std::size_t m_readyWeight = 0;
    QHash<QByteArray, OriginId> m_origins;                              // by tag
    std::map<QByteArray, std::vector<CapturedRequest>> m_originless;    // by tag: their origin is being made
    bool m_asked = false;                                               // the writer comes for what is ready
    int m_flights = 0;
    std::atomic<bool> m_ended = false;    // set with the mutex held
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <set>
#include <span>
#include <vector>

namespace eventscope {

// Which of a job's events may share a request: a batch that was refused as a whole is halved, and its halves go
// apart, until the bad events are alone. Places are those of the job. A value; knows what this run has seen.
class Splitting {
public:
    // The refused events, ascending, go in two requests from now on. At least two of them.
    void halve(std::span<const qint64> places);
    // So many were too many for a request, whatever they are.
    void tooMany(qint64 sent);
    // They were taken.
    void taken(std::span<const qint64> places);
    // One that was cut from a refused batch was refused alone, too. Any other is of no account.
    void refusedAlone(qint64 place);

    // No more events a request than that are taken; 0: not known.
    [[nodiscard]] qint64 limit() const noexcept { return m_limit; }
    // How many of the first of these, ascending, may go together. At least 1.
    [[nodiscard]] std::size_t together(std::span<const qint64> places) const;

    // So many in a row were refused one by one that it is hardly the events.
    [[nodiscard]] bool isHopeless() const noexcept { return m_refusedInRow >= mostInRow; }
    void hopeAgain() noexcept { m_refusedInRow = 0; }

    static constexpr int mostInRow = 100;

private:
    std::set<qint64> m_begins;    // a request that holds the event before does not hold this one
    qint64 m_limit = 0;
    int m_refusedInRow = 0;
};

}

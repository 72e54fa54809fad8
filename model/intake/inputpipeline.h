// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/importer.h"
#include "intake/inputwindow.h"
#include "intake/parcel.h"

#include <functional>

namespace eventscope {

// Reads one source to its end as InputReader does, but its events on several threads: this one cuts and hands
// over what was read, in the order of the input. What is on its way is bounded, however large the source.
class InputPipeline {
public:
    // Takes what was read, in this thread; false ends the reading.
    using Sink = std::function<bool(Parcel &)>;

    InputPipeline(const ServiceSet &services, const ImportSource &source, const ImportOptions &options, quint64 keySeed,
        Sink sink);

    // The service that most of the first events are of, when the sink is called; empty without one.
    [[nodiscard]] const QByteArray &expected() const noexcept { return m_expected; }
    // When all of it came.
    [[nodiscard]] Micros received() const noexcept { return m_received; }

    // Errors as Cutter::run() has them; Io when the source cannot be opened.
    [[nodiscard]] Result<void> run(const InputWindow::Wanted &wanted);

private:
    class Run;

    const ServiceSet &m_services;
    const ImportSource &m_source;
    const ImportOptions &m_options;
    const quint64 m_keySeed;
    const Sink m_sink;
    const Micros m_received;
    QByteArray m_expected;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/cutsink.h"
#include "intake/importer.h"
#include "intake/inputwindow.h"

namespace eventscope {

// What is read from one input, in its order. Every call returns whether to go on.
class InputHandler {
public:
    virtual ~InputHandler() = default;

    // Where the facts of each event go, for judging them as a series; they are those of the event that is
    // handed over, and valid during that call. Null where none are wanted.
    virtual SeriesFacts *facts() { return nullptr; }

    // `number` counts events and rejects of the input, from 1; `inDoubt` as EventReader has it.
    virtual bool event(Event event, const CutPlace &at, qint64 number, bool inDoubt) = 0;
    virtual bool reject(Reject reject, bool commented) = 0;
    virtual bool request(qint64 line, std::vector<Finding> findings) = 0;
};

// Reads one source to its end: its bytes cut into texts, these made into events. In the thread of the
// call.
class InputReader : private CutSink {
public:
    InputReader(
        const ServiceSet &services, const ImportSource &source, const ImportOptions &options, InputHandler &handler);

    // Errors as Cutter::run() has them; Io when the source cannot be opened.
    [[nodiscard]] Result<void> run(const InputWindow::Wanted &wanted = {});

private:
    bool event(const JsonTape &tape, const QByteArray &envelope, const CutPlace &at) override;
    bool reject(std::string_view bytes, const CutPlace &at, const QString &reason, bool commented) override;
    bool request(std::string_view body, qint64 events, const CutPlace &at, const QString &unreadMembers) override;

    const ServiceSet &m_services;
    const ImportSource &m_source;
    const ImportOptions &m_options;
    InputHandler &m_handler;
    EventReader m_reader;
    Micros m_received;
    qint64 m_number = 0;
    QByteArray m_lastService;    // of the last event
};

}

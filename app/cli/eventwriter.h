// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/console.h"
#include "cli/interrupt.h"
#include "service/services.h"
#include "store/eventstore.h"

#include <memory>

namespace eventscope {

// One format that events are written in. Bytes are gathered for whoever writes them out.
class EventWriter {
public:
    enum class Detail { Listing, Whole };    // for tables and csv: what people look at, or all there is

    // table, ndjson, csv or json; null for anything else.
    [[nodiscard]] static std::unique_ptr<EventWriter> make(const QString &format, Detail detail, Services services);
    virtual ~EventWriter() = default;

    virtual void begin(QByteArray &) {}
    virtual void write(const std::vector<StoredEvent> &page, QByteArray &bytes) = 0;
    virtual void end(QByteArray &) {}
};

// Writes the rows a page at a time. Stops early, without an error, once nobody reads standard output.
// Io when the device cannot be written.
[[nodiscard]] Result<void> writeEvents(EventStore &store, const std::vector<Row> &rows, EventWriter &writer,
    QIODevice &device, const Interrupt *interrupt = nullptr);

}

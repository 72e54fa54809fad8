// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/importer.h"
#include "intake/inputwindow.h"
#include "intake/piecereader.h"

#include <memory>

namespace eventscope {

// What every way of reading a source has in common.

// Opened for reading; Io when it cannot be.
[[nodiscard]] Result<std::unique_ptr<QIODevice>> openSource(const ImportSource &source);

// Opens it again, as Cutter::Reopen has it; the source must outlive it.
[[nodiscard]] std::function<std::unique_ptr<ByteSource>()> reopenerOf(const ImportSource &source);

[[nodiscard]] EnvelopeForms envelopeFormsOf(const Services &services);

[[nodiscard]] CutOptions cutOptionsOf(const ImportOptions &options);

// The service that most of an input's first events are of; empty without one. The window is read on,
// nothing is dropped.
[[nodiscard]] QByteArray likelyService(InputWindow &window, const ServiceSet &services, const ImportOptions &options);

// What is wrong with a request body as such, as CutSink::request() has it. The service is that of its events; empty
// where it is not known.
[[nodiscard]] std::vector<Finding> requestFindings(const ServiceSet &services, const ReadOptions &options,
    std::string_view body, qint64 events, const QString &unreadMembers, const QByteArray &service);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commandline.h"
#include "cli/interrupt.h"
#include "plan/profile.h"

namespace eventscope {

// What commands about plans and schemas read.

// --service, --filter and FILE…: the events to look at.
void addEventOptions(CommandLine &line);
// What the events of the files are like; of the store's --filter where there are no files. Reads in the thread of
// the call; an interrupt ends it with Cancelled.
[[nodiscard]] Result<Profile> profileOfFiles(
    const CommandLine &line, const ServiceSet &services, const QStringList &files, const Interrupt &interrupt);
[[nodiscard]] Result<Profile> profileOfStore(
    const CommandLine &line, const ServiceSet &services, const QString &filter, const Interrupt &interrupt);

// Writes a file whole or not at all, or to standard output for "-". None of the precious files is written over.
[[nodiscard]] Result<void> writeOutput(
    Console &console, const QString &path, const QByteArray &bytes, const QStringList &precious);

// Columns side by side, as wide as they must be; those of `right` stand to the right. Made printable.
[[nodiscard]] QString tableText(const std::vector<QStringList> &rows, const std::vector<int> &right);

}

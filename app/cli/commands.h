// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/console.h"

#include <QStringList>

#include <vector>

namespace eventscope {

// The subcommands, one file each. They take the arguments behind their name and return the exit code.
// A QCoreApplication must exist.
int runImport(const QStringList &arguments, Console &console);
int runQuery(const QStringList &arguments, Console &console);
int runExport(const QStringList &arguments, Console &console);
int runValidate(const QStringList &arguments, Console &console);
int runSchema(const QStringList &arguments, Console &console);
int runPlan(const QStringList &arguments, Console &console);
int runGenerate(const QStringList &arguments, Console &console);
int runSend(const QStringList &arguments, Console &console);
int runDeliveries(const QStringList &arguments, Console &console);
int runListen(const QStringList &arguments, Console &console);
int runEndpoints(const QStringList &arguments, Console &console);
int runOutbox(const QStringList &arguments, Console &console);
int runServices(const QStringList &arguments, Console &console);

struct Command {
    QString name;
    QString summary;
    int (*run)(const QStringList &arguments, Console &console);
};

[[nodiscard]] std::vector<Command> commands();

}

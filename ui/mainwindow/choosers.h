// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace eventscope {

// File dialogs that do not block: what was chosen is told later, or never.

// A store to open, or the name of one to make. One that is there is never overwritten.
void chooseStore(QWidget *parent, bool create, const QString &folder, std::function<void(const QString &)> chosen);
// Files to import, at least one.
void chooseFiles(QWidget *parent, std::function<void(const QStringList &)> chosen);
// A file to write events to; one that is there is replaced once the user agreed. As a table, of the columns shown
// or of all there is.
using ExportChosen = std::function<void(const QString &path, bool shownColumns)>;
void chooseExport(QWidget *parent, const QString &title, ExportChosen chosen);

// Asks whether an import that runs may be stopped; waits for the answer.
[[nodiscard]] bool confirmStop(QWidget *parent);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/eventreader.h"
#include "store/eventstore.h"
#include "views/filterstate.h"
#include "views/rulebook.h"
#include "views/tablecolumn.h"
#include "views/timetext.h"

#include <QWidget>

#include <memory>
#include <optional>

class QAction;
class QSettings;
class QUndoStack;

namespace eventscope {

// The Events page: filter bar, timeline, table. Reads and writes the filter through FilterState;
// deletions go to the undo stack. Columns, order, time style and the splitter are kept in the settings
// under "explorer/". Everything passed by reference must outlive it. GUI thread.
class ExplorerPage : public QWidget {
    Q_OBJECT

public:
    ExplorerPage(EventStore &store, const ServiceSet &services, FilterState &state, QUndoStack &undo,
        QSettings &settings, QWidget *parent = nullptr);
    ~ExplorerPage() override;

    // The row that the detail shows; none when nothing is current.
    [[nodiscard]] std::optional<Row> currentRow() const;

    [[nodiscard]] TimeStyle timeStyle() const;
    // Zoom and fit, for the window's menu.
    [[nodiscard]] QList<QAction *> timelineActions() const;

    // Go to, follow, mark, sort, copy: likewise.
    [[nodiscard]] QList<QAction *> tableActions() const;

    // Other rules are in force: what services and rules are called.
    void setRules(const ServiceSet &services, const RuleBook &book);
    [[nodiscard]] std::vector<Row> selectedRows() const;    // else the one that is current
    // How the table stands: by what it is sorted, and its columns from left to right.
    [[nodiscard]] SearchOrders orders() const;
    [[nodiscard]] QList<TableColumn> shownColumns() const;

public slots:
    // Makes it current as soon as the table has it; forgotten when it does not come within a second.
    void showRow(eventscope::Row row);
    // The same for several: they are selected, and the last that came is current.
    void showRows(const std::vector<eventscope::Row> &rows);
    void setTimeStyle(eventscope::TimeStyle style);
    void focusFilter();    // Ctrl+F
    void focusTable();
    void addColumn(const QByteArray &pointer);    // a JSON pointer; a column that is there is shown
    void copySelectedEvents();                    // exact texts, one a line where there are several
    void deleteSelectedEvents();                  // with undo
    void editSelectedEvents();
    void sendSelectedEvents();
    void fixSelectedEvents();
    void refresh();         // F5: asks the store again, keeps the place
    void saveSettings();    // also done on destruction

signals:
    // Also emitted, with the same row, when the store may hold it changed.
    void currentRowChanged(std::optional<eventscope::Row> row);
    // Enter or double click on a row: the detail should be shown and take the focus.
    void rowActivated(eventscope::Row row);
    // Copies of these are to be edited, or these are to be sent.
    void editRequested(const std::vector<eventscope::Row> &rows);
    void sendRequested(const std::vector<eventscope::Row> &rows);
    // What is wrong with these is to be mended, where that can be done.
    void fixRequested(const std::vector<eventscope::Row> &rows);
    void timeStyleChanged(eventscope::TimeStyle style);
    // The empty page's buttons.
    void importRequested();
    void pasteRequested();
    // Something asked for could not be done; a sentence for a message bar.
    void failed(const QString &sentence);
    // The selected events are too many to be copied; a sentence, to be shown with an offer to export them.
    void copyRefused(const QString &sentence);
    void exportSelectedRequested();
    // "1,234 of 10,000 events", for a status bar.
    void countChanged(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

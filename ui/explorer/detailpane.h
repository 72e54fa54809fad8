// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/eventreader.h"
#include "store/eventstore.h"
#include "views/filterstate.h"

#include <QWidget>

#include <memory>
#include <optional>

class QSettings;

namespace eventscope {

// All that is known of one event: fields, JSON tree, exact source, findings, deliveries. What takes time is read
// and judged off the GUI thread; the newest row wins. The tab is kept in the settings under "detail/".
// GUI thread.
class DetailPane : public QWidget {
    Q_OBJECT

public:
    DetailPane(EventStore &store, const ServiceSet &services, FilterState &state, QSettings &settings,
        QWidget *parent = nullptr);
    ~DetailPane() override;

    [[nodiscard]] QSize sizeHint() const override;
    // Other rules are in force, or a plan (may be null): the event is judged by them, again where it is shown.
    void setRules(const ServiceSet &services, const PlanJudgePtr &plan);

public slots:
    void setRow(std::optional<eventscope::Row> row);
    // What a rule found about that event, as soon as the event is shown: its first finding, or its place
    // in the source.
    void showFinding(eventscope::Row row, const QByteArray &rule, bool atPlace);
    void focusDetail();    // the focus goes to the tab that is shown

signals:
    void addColumnRequested(const QByteArray &pointer);
    void addFacetRequested(const QByteArray &pointer);
    // The event is to be replaced by a mended one.
    void fixRequested(eventscope::Row row, const QByteArray &rule, const QString &label);
    // Esc: the focus belongs back in the table.
    void leaveRequested();
    // Something asked for could not be done; a sentence for a message bar.
    void failed(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

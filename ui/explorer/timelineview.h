// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/eventmarks.h"
#include "views/filterstate.h"

#include <QWidget>

#include <memory>

class QAction;
class QSettings;

namespace eventscope {

// When things happened: a histogram of what the filter matches, stacked by event name, service, verdict or
// tenant, or a lane for each user, tenant, name or service; and below it the whole of the time with a frame
// around what is shown. Dragging writes a time range
// into the filter, wheel and keys change the window of time that is shown, a click on the legend filters. Its
// state is kept in the settings under "timeline/".
class TimelineView : public QWidget {
    Q_OBJECT

public:
    TimelineView(
        EventStore &store, FilterState &filter, EventMarks &marks, QSettings &settings, QWidget *parent = nullptr);
    ~TimelineView() override;

    [[nodiscard]] QSize sizeHint() const override;

    // Histogram, lanes, zoom in, zoom out, fit, clear the time range, logarithmic scale; for the window's menu.
    // Their shortcuts act while the chart or the lanes have the focus.
    [[nodiscard]] QList<QAction *> zoomActions() const;

    [[nodiscard]] HistogramSpec::Stack stack() const;
    void setStack(HistogramSpec::Stack stack);
    // What services are called, by id; without one it is the id.
    void setServiceTitles(const QHash<QByteArray, QString> &titles);

public slots:
    // Whether the axis speaks of local time rather than UTC.
    void setLocalTime(bool local);

signals:
    // An event of a lane is to be looked at.
    void eventChosen(eventscope::Row row);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

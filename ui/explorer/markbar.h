// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/eventmarks.h"
#include "views/timetext.h"

#include <QWidget>

#include <memory>

namespace eventscope {

// The marked events and the time between them, in one line; hidden while nothing is marked. Marks of events
// that are removed are taken away. GUI thread.
class MarkBar : public QWidget {
    Q_OBJECT

public:
    MarkBar(EventStore &store, EventMarks &marks, QWidget *parent = nullptr);
    ~MarkBar() override;

    void setTimeStyle(TimeStyle style);

signals:
    // One of the marked events is to be shown.
    void eventChosen(eventscope::Row row);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/drift.h"
#include "store/eventstore.h"
#include "validation/serviceset.h"
#include "views/latest.h"

#include <QDialog>
#include <QFutureWatcher>

#include <array>

class QComboBox;
class QDialogButtonBox;
class QGridLayout;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace eventscope {

class SaidLabel;

// Which two sets of events are compared: all, those of the filter or of an origin, or what a filter typed here
// lets through, such as a range of time. GUI thread.
class CompareDialog : public QDialog {
    Q_OBJECT

public:
    // `origins` as the store tells them; their labels can be chosen.
    CompareDialog(EventStore &store, ServiceSet services, const EventFilter &filter, const std::vector<Origin> &origins,
        QWidget *parent = nullptr);

signals:
    void compared(const std::vector<eventscope::Drift> &drift, const QString &title);

private:
    // One of the two sets.
    struct Side {
        QComboBox *choice = nullptr;
        QLineEdit *filter = nullptr;
        std::optional<Profile> profile;
    };

    void addSide(
        QGridLayout *grid, int at, const QString &title, const EventFilter &filter, const std::vector<Origin> &origins);
    void check();
    void start();
    void profile(int at);
    void take(Result<Profile> profile);

    EventStore &m_store;
    ServiceSet m_services;
    std::array<Side, 2> m_sides;    // the earlier one first
    int m_at = 0;
    Latest<Profile> m_profiling;
    Latest<std::vector<Drift>> m_comparing;
    QFutureWatcher<Result<Profile>> m_progressing;
    SaidLabel *m_said;
    QProgressBar *m_progress;
    QPushButton *m_ok;
};

}

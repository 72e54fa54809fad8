// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/inference.h"
#include "store/eventstore.h"
#include "validation/serviceset.h"
#include "views/latest.h"

#include <QDialog>
#include <QTimer>

#include <memory>

class QCheckBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QRadioButton;
class QSpinBox;
class QTreeWidget;

namespace eventscope {

class SaidLabel;

// Which events a plan is inferred from, how, and into which plan. The names are shown before. GUI thread.
class InferDialog : public QDialog {
    Q_OBJECT

public:
    // `current` is the plan that can be added to; null where there is none.
    InferDialog(EventStore &store, ServiceSet services, const EventFilter &filter, const Plan *current,
        const QString &title, QWidget *parent = nullptr);

signals:
    // A new plan, or the current one with what was added to it.
    void inferred(const eventscope::Plan &plan, bool isNew);

private:
    void build();
    QWidget *buildOptions();
    QWidget *buildTarget();
    void takeFilter();
    void takeProfile(const Result<Profile> &profile);
    void showNames();
    void start();
    [[nodiscard]] InferenceOptions options() const;

    EventStore &m_store;
    ServiceSet m_services;
    std::optional<Plan> m_current;
    std::shared_ptr<const Profile> m_profile;
    Latest<Profile> m_profiling;
    Latest<Plan> m_inferring;
    QFutureWatcher<Result<Profile>> m_progressing;
    QTimer m_pause;
    QLineEdit *m_filter;
    SaidLabel *m_said;
    QProgressBar *m_progress;
    QSpinBox *m_required;
    QDoubleSpinBox *m_rare;
    QSpinBox *m_values;
    QSpinBox *m_often;
    QCheckBox *m_ranges;
    QCheckBox *m_formats;
    QCheckBox *m_others;
    QTreeWidget *m_names;
    QRadioButton *m_new;
    QRadioButton *m_add;
    QLineEdit *m_title;
    QPushButton *m_ok;
};

}

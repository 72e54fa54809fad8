// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

class QAction;
class QComboBox;
class QHBoxLayout;
class QLabel;

namespace eventscope {

class TimelineModel;

// The line above the timeline: what its colours or its lanes stand for, what a bar is, what there is to know
// about the counts, and the buttons of the actions given to it.
class TimelineHead : public QWidget {
    Q_OBJECT

public:
    TimelineHead(const TimelineModel &model, QWidget *parent = nullptr);

    // The button of a way to look at the timeline, at the left end; its text is on it.
    void addView(QAction *action);
    // An action's button, at the right end; with an icon of resources/icons, or its text where that is empty.
    void addButton(QAction *action, const QString &icon);

    // The spelling of settings: "name", "service", "verdict", "tenant". An unknown one is "name".
    [[nodiscard]] QString stackId() const;
    void setStackId(const QString &id);
    [[nodiscard]] HistogramSpec::Stack stack() const;
    void setStack(HistogramSpec::Stack stack);
    // Likewise "user", "tenant", "name", "service"; and "count", "first", "value".
    [[nodiscard]] QString laneFieldId() const;
    void setLaneFieldId(const QString &id);
    [[nodiscard]] Field laneField() const;
    [[nodiscard]] QString laneOrderId() const;
    void setLaneOrderId(const QString &id);
    [[nodiscard]] LaneSpec::Order laneOrder() const;
    // Which of the choosers are there: those of lanes, or those of the histogram.
    void setLanes(bool lanes);

    // Until the model changes.
    void showError(const QString &sentence);

signals:
    void stackChosen(eventscope::HistogramSpec::Stack stack);
    void lanesChosen(eventscope::Field field, eventscope::LaneSpec::Order order);
    void allRequested();    // strays too

protected:
    void changeEvent(QEvent *event) override;

private:
    void follow();
    void paintIcons();
    void paintViews();
    [[nodiscard]] QLabel *label(const QString &name);
    [[nodiscard]] QComboBox *chooser(const QString &name, const QString &title, const QString &tip);
    void fillChoosers();
    void showState();

    const TimelineModel &m_model;
    QHBoxLayout *m_row;
    QHBoxLayout *m_views;
    QComboBox *m_stacks;
    QComboBox *m_laneFields;
    QComboBox *m_laneOrders;
    QLabel *m_width;
    QLabel *m_state;
    QLabel *m_notice;
    QTimer m_slow;    // an answer is awaited for as long as people notice
    bool m_late = false;
    QHash<QAction *, QString> m_icons;
};

}

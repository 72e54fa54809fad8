// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/facets.h"

#include <QWidget>

class QToolButton;

namespace eventscope {

// How many of the events that the filter lets through are invalid, and how many give a warning, for a status
// bar; a click asks for the problems. Hidden where there are neither. GUI thread.
class VerdictSummary : public QWidget {
    Q_OBJECT

public:
    explicit VerdictSummary(QWidget *parent = nullptr);

    // Null: there is no store. Both outlive it, or are taken away before.
    void setStore(EventStore *store, FilterState *state);

signals:
    void clicked();

protected:
    void changeEvent(QEvent *event) override;

private:
    void showCounts();
    void dress();

    std::unique_ptr<Facets> m_facets;
    QToolButton *m_invalid;
    QToolButton *m_warning;
};

}

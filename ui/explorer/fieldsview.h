// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/eventdetail.h"
#include "views/filterstate.h"

#include <QHash>
#include <QScrollArea>

#include <optional>

class QFormLayout;

namespace eventscope {

class ValueLabel;

// What is known of an event beside its text: who, what, when and why so, the verdict, where it came
// from. Each value can be copied and, where the filter knows it, filtered for and out. The values are
// named field-ID.
class FieldsView : public QScrollArea {
    Q_OBJECT

public:
    FieldsView(const ServiceSet &services, FilterState &state, QWidget *parent = nullptr);

    void setServices(const ServiceSet &services) { m_services = services; }    // for the next detail
    void setDetail(const EventDetail &detail);

signals:
    void findingsRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Entry {
        ValueLabel *label = nullptr;
        std::optional<FilterTerm> term;
    };

    void add(const QString &id, const QString &title);
    void put(const QString &id, const QString &text, const std::optional<FilterTerm> &term = {});
    void putIdentity(const EventDetail &detail);
    void putTime(const EventDetail &detail);
    void putVerdict(const EventDetail &detail);
    void showMenu(const QString &id, QPoint at);

    ServiceSet m_services;
    FilterState &m_state;
    QFormLayout *m_form;
    QHash<QString, Entry> m_entries;
    std::optional<Verdict> m_verdict;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

enum class PlanStatus : quint8 {
    Active,
    Planned,       // agreed upon, not sent yet: not missed in coverage
    Deprecated,    // still judged; that it is sent is advice to stop
};

// One event that is agreed upon.
struct PlannedEvent {
    QByteArray name = {};    // as the service's identity reads it
    QString description = {};
    QString owner = {};
    PlanStatus status = PlanStatus::Active;
    bool wholeEvent = false;    // the schema is of the whole event; else of one object of all its properties
    QByteArray schema = {};     // a JSON Schema, as text; empty: anything

    friend bool operator==(const PlannedEvent &, const PlannedEvent &) = default;
};

// One property of a planned event, as far as a table can show it.
struct PlannedProperty {
    QByteArray name = {};
    QByteArrayList types = {};    // of JSON Schema; empty: any
    bool required = false;
    QByteArrayList values = {};    // JSON texts of "enum"; empty: any
    QString description = {};
    bool more = false;    // its schema says more than this; kept, not shown

    friend bool operator==(const PlannedProperty &, const PlannedProperty &) = default;
};

// A tracking plan: which events a team agreed to send, and with which properties. A JSON file
// (docs/plans.md; resources/schemas/plan.json). A value: copies share; changing one makes another, and
// keeps members and an order that Eventscope knows nothing of.
class Plan {
public:
    Plan();    // no events
    // BadInput names file, JSON pointer and reason of the first faults, one a line, those of its schemas
    // included; line and column of a text that is no JSON; duplicate names.
    [[nodiscard]] static Result<Plan> load(const QByteArray &text, const QString &file);
    // As load() reads it, indented by two.
    [[nodiscard]] QByteArray text() const;

    [[nodiscard]] QString title() const;
    [[nodiscard]] QByteArray service() const;                         // only its events are judged; empty: those of all
    [[nodiscard]] bool assertsFormats() const;                        // "format" in its schemas is asserted
    [[nodiscard]] const std::vector<PlannedEvent> &events() const;    // in the order of the file
    [[nodiscard]] const PlannedEvent *event(QByteArrayView name) const;

    [[nodiscard]] Plan withTitle(const QString &title) const;
    [[nodiscard]] Plan withService(const QByteArray &service) const;
    [[nodiscard]] Plan withFormats(bool asserted) const;
    // In the place of the one of `name`, or as a new last one where there is none. Its own name may be
    // another: then it is renamed. BadInput for an empty or taken name, or a schema with a fault.
    [[nodiscard]] Result<Plan> withEvent(QByteArrayView name, const PlannedEvent &event) const;
    [[nodiscard]] Plan withoutEvent(QByteArrayView name) const;

    friend bool operator==(const Plan &, const Plan &);

private:
    struct Private;
    explicit Plan(std::shared_ptr<const Private> d);
    std::shared_ptr<const Private> d;
};

// The properties that an event's schema names, in its order. Empty for a schema of whole events.
[[nodiscard]] std::vector<PlannedProperty> propertiesOf(const PlannedEvent &event);
// In the place of that of `name`, or as a new last one; what the property's schema says beside stays.
[[nodiscard]] PlannedEvent withProperty(
    const PlannedEvent &event, QByteArrayView name, const PlannedProperty &property);
[[nodiscard]] PlannedEvent withoutProperty(const PlannedEvent &event, QByteArrayView name);
// Whether properties that it does not name may come.
[[nodiscard]] bool allowsOthers(const PlannedEvent &event);
[[nodiscard]] PlannedEvent withOthers(const PlannedEvent &event, bool allowed);

// "active", "planned", "deprecated".
[[nodiscard]] QByteArray planStatusId(PlanStatus status);
[[nodiscard]] std::optional<PlanStatus> planStatusFromId(QByteArrayView id);

}

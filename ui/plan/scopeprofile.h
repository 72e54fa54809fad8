// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/profile.h"
#include "store/eventstore.h"
#include "validation/serviceset.h"
#include "views/filterstate.h"
#include "views/latest.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <memory>

namespace eventscope {

// Which events a plan is held against.
struct PlanScope {
    enum class Kind : quint8 { All, Filter, Origin };

    Kind kind = Kind::All;
    QString origin = {};    // its label

    friend bool operator==(const PlanScope &, const PlanScope &) = default;
};

// What the stored events of a scope are like, made anew when they or the filter change, as long as somebody
// looks. `services` may change behind its reference: refresh() then. GUI thread.
class ScopeProfile : public QObject {
    Q_OBJECT

public:
    ScopeProfile(EventStore &store, const ServiceSet &services, FilterState &state, QObject *parent = nullptr);

    [[nodiscard]] const PlanScope &scope() const { return m_scope; }
    void setScope(const PlanScope &scope);
    [[nodiscard]] EventFilter filter() const;    // the scope's
    // Null until it is known, and after it was cancelled.
    [[nodiscard]] const std::shared_ptr<const Profile> &profile() const { return m_profile; }
    [[nodiscard]] bool isRunning() const { return m_latest.isRunning(); }
    [[nodiscard]] bool isCancelled() const { return m_isCancelled; }

    void setActive(bool active);    // somebody looks
    void refresh();
    void cancel();

signals:
    void changed();
    void started();
    void progressed(int done, int total);    // events
    void ended();                            // finished, failed or cancelled
    void failed(const QString &sentence);

private:
    void become(bool soon);
    void start();
    void take(Result<Profile> profile);

    EventStore &m_store;
    const ServiceSet &m_services;
    FilterState &m_state;
    PlanScope m_scope;
    std::shared_ptr<const Profile> m_profile;
    Latest<Profile> m_latest;
    QFutureWatcher<Result<Profile>> m_progress;
    QTimer m_pause;
    QElapsedTimer m_taking;
    qint64 m_took = 0;    // ms, of the last one
    bool m_isActive = false;
    bool m_isStale = true;
    bool m_isCancelled = false;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/drafttabs.h"
#include "endpoints/endpointdialog.h"
#include "mainwindow/messagebar.h"
#include "mainwindow/session.h"
#include "views/endpointcache.h"

#include <QObject>
#include <QPointer>

#include <functional>

class QMenu;
class QSettings;
class QTabWidget;

namespace eventscope {

class EndpointDialog;

// Drafts, endpoints and sending in the window: opens drafts of nothing, of samples and of stored events,
// the endpoints' dialog and the one that sends stored events. GUI thread.
class ComposeController : public QObject {
    Q_OBJECT

public:
    ComposeController(Session &session, QTabWidget &tabs, QSettings &settings, QWidget &window);
    ~ComposeController() override;

    [[nodiscard]] DraftTabs &drafts() { return m_drafts; }
    // What a new event can be made of, by service.
    void fillNewMenu(QMenu &menu);

    // Other definitions, severities or another plan are in force.
    void rulesChanged();

public slots:
    void newEvent();    // of the service and transport that were used last
    void editCopies(const std::vector<eventscope::Row> &rows);
    void sendRows(const std::vector<eventscope::Row> &rows);
    void showEndpoints();

signals:
    void posted(const eventscope::Message &message);
    // What was queued is to be looked at.
    void outboxRequested(eventscope::OutboxJobId job);

private:
    // Over `opener`: of two dialogs over one window, each would block what opened the other. `use` is told
    // which endpoint was chosen, as soon as it is known.
    void openDialog(QWidget &opener, EndpointId id, const QByteArray &service, const QByteArray &transport,
        const std::function<void(EndpointId)> &use);
    void useIn(ComposerPage *page, EndpointId chosen);
    void addSamples(QMenu &menu, const ServicePtr &service);
    void compose(const DraftState &state);
    [[nodiscard]] EndpointWorld world();
    void open(QDialog *dialog);

    Session &m_session;
    QSettings &m_settings;
    QWidget &m_window;
    EndpointCache m_endpoints;
    DraftTabs m_drafts;
    Latest<std::vector<StoredEvent>> m_copies;
    QPointer<EndpointDialog> m_dialog;
    QList<QPointer<QDialog>> m_open;    // they use the session, so they go before it
};

}

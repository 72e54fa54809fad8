// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "validation/serviceset.h"
#include "views/endpointcache.h"

#include <QWidget>

class QLabel;

namespace eventscope {

class ChoiceBox;

// Where a draft is meant to go: service, transport, endpoint, and what is wrong with that endpoint. Choosing
// an endpoint chooses its service and transport too. GUI thread.
class AddressBar : public QWidget {
    Q_OBJECT

public:
    AddressBar(
        const Draft &draft, const ServiceSet &services, const EndpointCache &endpoints, QWidget *parent = nullptr);

    // One sentence below the choices, with the symbol of its severity; empty hides it.
    void setNote(Severity severity, const QString &sentence);
    void focusFirst();

signals:
    // The draft as it is to be; whoever owns it puts it in force.
    void chosen(const eventscope::DraftState &state);
    // "New endpoint…" or "Edit endpoints…" was chosen; 0: a new one.
    void endpointsRequested(eventscope::EndpointId id);

protected:
    void changeEvent(QEvent *event) override;

private:
    void show();
    void fillServices();
    void fillTransports();
    void fillEndpoints();
    void chooseService();
    void chooseTransport();
    void chooseEndpoint();
    void readdress(const ServicePtr &service, const QByteArray &transport, EndpointId endpoint);
    void paintNote();

    const Draft &m_draft;
    const ServiceSet &m_services;
    const EndpointCache &m_endpoints;
    ChoiceBox *m_service;
    ChoiceBox *m_transport;
    ChoiceBox *m_endpoint;
    QLabel *m_production;
    QLabel *m_noteIcon;
    QLabel *m_note;
    Severity m_severity = Severity::NotJudged;
};

}

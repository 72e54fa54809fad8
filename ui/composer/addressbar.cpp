// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/addressbar.h"

#include "compose/newdraft.h"
#include "composer/choicebox.h"
#include "endpoints/productionmark.h"
#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// What the endpoint's list holds beside endpoints.
constexpr qlonglong newEndpoint = -1;
constexpr qlonglong editEndpoints = -2;

constexpr int leastLetters = 4;    // shown of a choice in the narrowest window

ChoiceBox *makeBox(QWidget *parent, QBoxLayout *row, const QString &name, const QString &title, int stretch)
{
    auto *label = new QLabel(title, parent);
    auto *box = new ChoiceBox(parent);
    box->setObjectName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(leastLetters);
    box->setAccessibleName(QString(title).remove(u'&'));
    label->setBuddy(box);
    row->addWidget(label);
    row->addWidget(box, stretch);
    row->addSpacing(8);
    return box;
}

}

AddressBar::AddressBar(const Draft &draft, const ServiceSet &services, const EndpointCache &endpoints, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_services(services)
    , m_endpoints(endpoints)
{
    setObjectName(u"addressBar"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *row = new QHBoxLayout;
    column->addLayout(row);
    m_service = makeBox(this, row, u"draftService"_s, tr("Se&rvice"), 2);
    m_transport = makeBox(this, row, u"draftTransport"_s, tr("&Transport"), 2);
    m_endpoint = makeBox(this, row, u"draftEndpoint"_s, tr("E&ndpoint"), 3);
    m_production = new ProductionMark(this);
    row->addWidget(m_production);

    auto *note = new QHBoxLayout;
    column->addLayout(note);
    m_noteIcon = new QLabel(this);
    m_note = new QLabel(this);
    m_note->setObjectName(u"endpointNote"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    note->addWidget(m_noteIcon, 0, Qt::AlignTop);
    note->addWidget(m_note, 1);
    setNote(Severity::NotJudged, {});

    connect(m_service, &QComboBox::activated, this, &AddressBar::chooseService);
    connect(m_transport, &QComboBox::activated, this, &AddressBar::chooseTransport);
    connect(m_endpoint, &QComboBox::activated, this, &AddressBar::chooseEndpoint);
    connect(&draft, &Draft::addressed, this, &AddressBar::show);
    connect(&endpoints, &EndpointCache::changed, this, &AddressBar::show);
    show();
}

void AddressBar::show()
{
    fillServices();
    fillTransports();
    fillEndpoints();
    const Endpoint *endpoint = m_endpoints.find(m_draft.state().endpoint);
    m_production->setVisible(endpoint && endpoint->production);
    paintNote();
}

void AddressBar::fillServices()
{
    const QSignalBlocker quiet(m_service);
    m_service->clear();
    for (const ServicePtr &service : m_services.services().all())
        m_service->addItem(service->title(), service->id());
    const int index = m_service->findData(m_draft.state().service);
    if (index < 0)
        m_service->insertItem(0, tr("Unknown"), m_draft.state().service);
    m_service->setCurrentIndex(std::max(index, 0));
}

void AddressBar::fillTransports()
{
    const QSignalBlocker quiet(m_transport);
    m_transport->clear();
    const ServicePtr service = m_services.services().find(m_draft.state().service);
    m_transport->setEnabled(service != nullptr);
    if (!service)
        return;
    for (const Transport &transport : service->transports())
        m_transport->addItem(transport.title, transport.id);
    int index = m_transport->findData(m_draft.state().transport);
    if (index < 0) {
        const Shape *shape = service->shape(m_draft.state().shape);
        m_transport->insertItem(0, shape ? tr("None: %1").arg(shape->title) : tr("None"), QByteArray());
        index = 0;
    }
    m_transport->setCurrentIndex(index);
}

void AddressBar::fillEndpoints()
{
    const QSignalBlocker quiet(m_endpoint);
    m_endpoint->clear();
    m_endpoint->addItem(tr("None chosen"), qlonglong{0});
    const auto add = [this](bool same) {
        for (const Endpoint &endpoint : m_endpoints.all()) {
            if ((endpoint.service == m_draft.state().service) != same)
                continue;
            m_endpoint->addItem(endpoint.name, qlonglong{endpoint.id});
            m_endpoint->setItemData(m_endpoint->count() - 1, endpoint.base, Qt::ToolTipRole);
        }
    };
    add(true);
    add(false);
    m_endpoint->addActing(tr("New endpoint…"), newEndpoint);
    m_endpoint->addActing(tr("Edit endpoints…"), editEndpoints);
    const int index = m_endpoint->findData(qlonglong{m_draft.state().endpoint});
    m_endpoint->setCurrentIndex(std::max(index, 0));
}

void AddressBar::chooseService()
{
    const QByteArray id = m_service->currentData().toByteArray();
    const ServicePtr service = m_services.services().find(id);
    if (!service || id == m_draft.state().service)
        return;
    readdress(service, service->transports().empty() ? QByteArray() : service->transports().front().id, 0);
}

void AddressBar::chooseTransport()
{
    const ServicePtr service = m_services.services().find(m_draft.state().service);
    const QByteArray id = m_transport->currentData().toByteArray();
    if (!service || id == m_draft.state().transport)
        return;
    const Endpoint *endpoint = m_endpoints.find(m_draft.state().endpoint);
    readdress(service, id, endpoint && endpoint->transport == id ? endpoint->id : 0);
}

void AddressBar::chooseEndpoint()
{
    const qlonglong id = m_endpoint->currentData().toLongLong();
    if (id == newEndpoint || id == editEndpoints) {
        const EndpointId current = m_draft.state().endpoint;
        fillEndpoints();
        emit endpointsRequested(id == newEndpoint ? 0 : current);
        return;
    }
    const Endpoint *endpoint = m_endpoints.find(id);
    if (!endpoint) {
        readdress(m_services.services().find(m_draft.state().service), m_draft.state().transport, 0);
        return;
    }
    readdress(m_services.services().find(endpoint->service), endpoint->transport, endpoint->id);
}

void AddressBar::readdress(const ServicePtr &service, const QByteArray &transport, EndpointId endpoint)
{
    emit chosen(readdressed(m_draft.state(), service, m_services.services(), transport, endpoint));
}

void AddressBar::setNote(Severity severity, const QString &sentence)
{
    m_severity = severity;
    m_note->setText(sentence);
    m_note->setVisible(!sentence.isEmpty());
    m_noteIcon->setVisible(!sentence.isEmpty());
    paintNote();
}

void AddressBar::paintNote()
{
    m_noteIcon->setPixmap(severityIcon(m_severity, palette()).pixmap(16));
}

void AddressBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_note)
        paintNote();
}

void AddressBar::focusFirst()
{
    m_service->setFocus(Qt::OtherFocusReason);
}

}

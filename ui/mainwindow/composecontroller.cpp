// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/composecontroller.h"

#include "compose/newdraft.h"
#include "composer/composerpage.h"
#include "endpoints/senddialog.h"

#include <QMenu>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString serviceKey = u"composer/service"_s;
const QString transportKey = u"composer/transport"_s;
constexpr std::size_t mostCopies = 20;

}

ComposeController::ComposeController(Session &session, QTabWidget &tabs, QSettings &settings, QWidget &window)
    : QObject(&window)
    , m_session(session)
    , m_settings(settings)
    , m_window(window)
    , m_endpoints(session.store().endpoints())
    , m_drafts(world(), m_endpoints, tabs, settings)
    , m_copies(this, [this](Result<std::vector<StoredEvent>> events) {
        if (!events) {
            emit posted({Message::Kind::Error, events.error().message, "compose", {}});
            return;
        }
        for (const StoredEvent &stored : *events)
            compose(draftOf(stored.event, m_session.services().services()));
    })
{
    const auto fail = [this](const QString &sentence) { emit posted({Message::Kind::Error, sentence, "compose", {}}); };
    connect(&m_drafts, &DraftTabs::failed, this, fail);
    connect(&m_endpoints, &EndpointCache::failed, this, fail);
    connect(&m_drafts, &DraftTabs::opened, this, [this](ComposerPage *page) {
        connect(page, &ComposerPage::endpointsRequested, this,
            [this, page](EndpointId id, const QByteArray &service, const QByteArray &transport) {
                openDialog(m_window, id, service, transport,
                    [this, page = QPointer(page)](EndpointId chosen) { useIn(page, chosen); });
            });
        connect(page, &ComposerPage::noticed, this, [this](const QString &sentence) {
            emit posted({Message::Kind::Notice, sentence, "compose", {}});
        });
    });
}

ComposeController::~ComposeController()
{
    for (const QPointer<QDialog> &dialog : std::exchange(m_open, {}))
        delete dialog.data();
    delete m_dialog.data();
}

void ComposeController::open(QDialog *dialog)
{
    m_open.removeAll(nullptr);
    m_open.append(dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

EndpointWorld ComposeController::world()
{
    return {m_session.store(), m_session.services(), m_session.secrets(), m_session.sender(), m_session.undo(),
        &m_session.judging().currentPlan(), &m_session.dispatcher()};
}

void ComposeController::rulesChanged()
{
    for (ComposerPage *page : m_drafts.pages())
        page->rulesChanged();
}

void ComposeController::compose(const DraftState &state)
{
    if (!state.service.isEmpty()) {
        m_settings.setValue(serviceKey, QString::fromUtf8(state.service));
        m_settings.setValue(transportKey, QString::fromUtf8(state.transport));
    }
    m_drafts.open(state);
}

void ComposeController::newEvent()
{
    const Services &services = m_session.services().services();
    ServicePtr service = services.find(m_settings.value(serviceKey).toString().toUtf8());
    if (!service && !services.all().empty())
        service = services.all().front();
    if (!service || service->transports().empty()) {
        compose({QByteArray("{\n}\n"), {}, {}, {}, {}, 0});
        return;
    }
    const Transport *transport = findTransport(*service, m_settings.value(transportKey).toString().toUtf8());
    compose(blankDraft(*service, transport ? *transport : service->transports().front()));
}

void ComposeController::addSamples(QMenu &menu, const ServicePtr &service)
{
    QMenu *own = menu.addMenu(QString(service->title()).replace(u'&', u"&&"_s));
    own->setToolTipsVisible(true);
    for (const Transport &transport : service->transports()) {
        QAction *action = own->addAction(tr("Blank: %1").arg(transport.title));
        connect(action, &QAction::triggered, this,
            [this, service, id = transport.id] { compose(blankDraft(*service, *findTransport(*service, id))); });
    }
    own->addSeparator();
    for (const Sample &sample : service->samples()) {
        QAction *action = own->addAction(QString(sample.title).replace(u'&', u"&&"_s));
        action->setToolTip(sample.note);
        connect(action, &QAction::triggered, this, [this, service, sample] { compose(sampleDraft(*service, sample)); });
    }
}

void ComposeController::fillNewMenu(QMenu &menu)
{
    menu.clear();
    for (const ServicePtr &service : m_session.services().services().all())
        addSamples(menu, service);
}

void ComposeController::editCopies(const std::vector<Row> &rows)
{
    if (rows.size() > mostCopies) {
        emit posted({Message::Kind::Notice,
            tr("A tab is opened for each event. Select %1 events at most.").arg(mostCopies), "compose", {}});
        return;
    }
    if (!rows.empty())
        m_copies.follow(m_session.store().fetch(rows));
}

void ComposeController::sendRows(const std::vector<Row> &rows)
{
    if (rows.empty())
        return;
    auto *dialog = new SendDialog(world(), rows, &m_window);
    connect(dialog, &SendDialog::endpointsRequested, this, [this, dialog = QPointer(dialog)] {
        if (!dialog)
            return;
        openDialog(*dialog, 0, {}, {}, [dialog](EndpointId chosen) {
            if (dialog)
                dialog->chooseEndpoint(chosen);
        });
    });
    connect(dialog, &SendDialog::outboxRequested, this, [this, dialog](OutboxJobId job) {
        dialog->close();
        emit outboxRequested(job);
    });
    open(dialog);
}

void ComposeController::showEndpoints()
{
    openDialog(
        m_window, 0, {}, {}, [this, page = QPointer(m_drafts.current())](EndpointId chosen) { useIn(page, chosen); });
}

void ComposeController::openDialog(QWidget &opener, EndpointId id, const QByteArray &service,
    const QByteArray &transport, const std::function<void(EndpointId)> &use)
{
    if (!m_dialog || m_dialog->isHidden()) {
        delete m_dialog.data();    // it was closed, and only waits to go
        m_dialog = new EndpointDialog(world(), &opener);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    if (id != 0 || !service.isEmpty())
        m_dialog->showEndpoint(id, service, transport);
    m_dialog->disconnect(this);
    connect(m_dialog, &EndpointDialog::chosen, this, use);
    m_dialog->open();
}

void ComposeController::useIn(ComposerPage *page, EndpointId chosen)
{
    if (page && m_endpoints.find(chosen))
        page->useEndpoint(chosen);
    else if (page)    // just saved, and not read yet
        connect(
            &m_endpoints, &EndpointCache::changed, page, [page, chosen] { page->useEndpoint(chosen); },
            Qt::SingleShotConnection);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshottraffic.h"

#include "compose/newdraft.h"
#include "delivery/outboxorders.h"
#include "delivery/transportform.h"
#include "intake/eventreader.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/windowtraffic.h"
#include "views/localendpoint.h"

#include <QCheckBox>
#include <QDockWidget>
#include <QEventLoop>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int batchSize = 24;
constexpr int firstBad = 6;
constexpr int secondBad = 17;
constexpr int roomBelow = 360;
constexpr int longestWait = 300;    // tenths of a second

template <typename T>
std::optional<T> takenFrom(QFuture<Result<T>> future)
{
    future.waitForFinished();
    if (future.resultCount() == 0)
        return {};
    Result<T> result = future.result();
    return result ? std::optional<T>(std::move(*result)) : std::nullopt;
}

// A way in that takes many events a request, and knows them again.
std::optional<WayIn> batchWay(const Services &services, const QString &base)
{
    for (const WayIn &way : waysIn(services, base)) {
        const auto form = TransportForm::of(way.service, way.transport);
        if (form && (*form)->many() && (*form)->many()->most >= batchSize &&
            hasDedup(*way.service, (*form)->transport().shape))
            return way;
    }
    return {};
}

}

ScreenshotTraffic::ScreenshotTraffic(MainWindow &window)
    : m_window(window)
{}

void ScreenshotTraffic::wait(int milliseconds) const
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

void ScreenshotTraffic::showWaysIn() const
{
    if (auto *tabs = m_window.findChild<QTabWidget *>(u"tabs"_s))
        tabs->setCurrentIndex(0);
    m_window.session()->filter().setFilter({});
    if (auto *strict = m_window.findChild<QCheckBox *>(u"receiverStrict"_s))
        strict->setChecked(true);
    auto *listen = m_window.findChild<QToolButton *>(u"receiverListen"_s);
    const Receiver &receiver = m_window.session()->receiver();
    if (listen && !receiver.isListening())
        listen->click();
    if (auto *port = m_window.findChild<QSpinBox *>(u"receiverPort"_s); port && listen && !receiver.isListening()) {
        port->setValue(0);    // the usual one is taken
        listen->click();
    }
    if (auto *traffic = m_window.findChild<WindowTraffic *>())
        traffic->showReceiver();
    // Room for what the picture is about.
    if (auto *detail = m_window.findChild<QDockWidget *>(u"detailDock"_s))
        detail->hide();
    if (auto *below = m_window.findChild<QDockWidget *>(u"problemsDock"_s))
        m_window.resizeDocks({below}, {roomBelow}, Qt::Vertical);
}

std::vector<Event> ScreenshotTraffic::batchFor(const QByteArray &service, const QByteArray &transport) const
{
    Session &session = *m_window.session();
    const ServicePtr definition = session.services().services().find(service);
    const auto form = TransportForm::of(definition, transport);
    ReadOptions options;
    options.service = service;
    options.shape = (*form)->transport().shape;
    EventReader reader(session.services(), options);
    std::optional<Event> good;
    std::optional<Event> bad;
    for (const Sample &sample : definition->samples()) {
        auto read = reader.read({sample.text.constData(), std::size_t(sample.text.size())}, {}, currentMicros());
        auto *event = std::get_if<Event>(&read);
        if (!event || sample.shape != options.shape)
            continue;
        std::optional<Event> &place = event->verdict == Verdict::Invalid ? bad : good;
        if (!place)
            place = std::move(*event);
    }
    std::vector<Event> batch;
    for (int n = 0; good && bad && n < batchSize; ++n)
        batch.push_back(n == firstBad || n == secondBad ? *bad : *good);
    return batch;
}

OutboxJobId ScreenshotTraffic::sendBatch() const
{
    Session &session = *m_window.session();
    const auto way = batchWay(session.services().services(), session.receiver().url());
    if (!way)
        return 0;
    OutboxOrder order;
    order.endpoint =
        localEndpoint(*way, takenFrom(session.store().endpoints().all()).value_or(std::vector<Endpoint>()));
    order.endpoint.id = takenFrom(session.store().endpoints().save(order.endpoint)).value_or(0);
    order.policy = policyOf(order.endpoint);
    order.label = QObject::tr("A batch of %1 events").arg(batchSize);
    order.origin = {u"compose"_s, u"batch"_s, {}};
    std::vector<Event> events = batchFor(way->service->id(), way->transport);
    if (events.empty())
        return 0;
    return takenFrom(queueFresh(session.store(), session.services(), std::move(order), std::move(events))).value_or(0);
}

void ScreenshotTraffic::showOutbox() const
{
    const OutboxJobId id = sendBatch();
    for (int waited = 0; id != 0 && waited < longestWait; ++waited) {
        wait(100);
        const auto job = takenFrom(m_window.session()->store().outbox().job(id));
        if (!job || job->isOver())
            break;
    }
    if (auto *traffic = m_window.findChild<WindowTraffic *>())
        traffic->showOutbox(id);
    wait(400);
}

void ScreenshotTraffic::showReceiver() const
{
    if (auto *traffic = m_window.findChild<WindowTraffic *>())
        traffic->showReceiver();
    auto *list = m_window.findChild<QTableView *>(u"receptions"_s);
    if (!list)
        return;
    wait(400);
    list->setCurrentIndex(list->model()->index(list->model()->rowCount() - 1, 0));
    wait(400);
}

void ScreenshotTraffic::showFailedBatch() const
{
    Deliveries &deliveries = m_window.session()->store().deliveries();
    const auto all = takenFrom(deliveries.recent(50));
    if (!all)
        return;
    const auto refused = std::ranges::find_if(*all, [](const Delivery &delivery) {
        return delivery.end.state == DeliveryState::Rejected && delivery.events == batchSize;
    });
    if (auto *traffic = m_window.findChild<WindowTraffic *>(); traffic && refused != all->end())
        traffic->showDelivery(refused->id);
    wait(400);
}

}

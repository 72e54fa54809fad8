// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/dispatcher.h"
#include "delivery/outboxorders.h"
#include "intake/eventreader.h"
#include "store/eventstore.h"
#include "validation/serviceset.h"

#include "httpserver.h"

#include <QDir>
#include <QDirIterator>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace eventscope::test {

inline const QByteArray plantedKey = "plantedKeyPart/0\"123456789";
inline const QByteArray plantedVariable = "plantedVariableValue98765";

// What is to be sent, and with which keys.
struct Consignment {
    TransportFormPtr form;
    Endpoint endpoint;
    Keys keys;
    OutboxPolicy policy;
    std::vector<Event> events;
};

// How it went.
struct Ended {
    OutboxJob job;
    std::optional<Error> error;
    std::vector<DeliveryId> delivered;
    DeliveryEnd last;

    [[nodiscard]] qint64 of(OutboxState state) const { return job.counts[static_cast<std::size_t>(state)]; }
};

// A store, the built-in services, a sender and a server.
struct DeliveryWorld {
    explicit DeliveryWorld(qint64 mostStoreBytes = 0)
    {
        StoreOptions options;
        options.path = folder.filePath(QStringLiteral("events.eventscope"));
        options.maxBytes = mostStoreBytes;
        auto opened = EventStore::open(options);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        store = std::move(*opened);
        if (!store->waitUntilLoaded())
            qFatal("the store does not load");
    }

    [[nodiscard]] TransportFormPtr form(const QByteArray &service, const QByteArray &transport) const
    {
        auto form = TransportForm::of(services.services().find(service), transport);
        if (!form)
            qFatal("%s", qPrintable(form.error().message));
        return *form;
    }

    // To the server, with planted keys, each event once: so many of the transport's first sample.
    [[nodiscard]] Consignment consignment(const QByteArray &service, const QByteArray &transport, int count = 1) const
    {
        Consignment one;
        one.form = form(service, transport);
        one.endpoint.name = QStringLiteral("There");
        one.endpoint.service = service;
        one.endpoint.transport = transport;
        one.endpoint.base = server.base();
        one.endpoint.timeoutMs = 300;
        one.endpoint.auth = one.form->defaultAuth();
        one.endpoint.headers = {{"X-Trace", "${TRACE}"}};
        for (qsizetype i = 0; i < one.form->keyParts(one.endpoint.auth).size(); ++i) {
            one.endpoint.secrets.push_back({SecretSource::Kind::Session, {}});
            one.keys.parts.push_back(plantedKey + QByteArray::number(i));
        }
        one.keys.variables = {{"TRACE", plantedVariable}};
        one.policy.attempts = 1;
        one.policy.sendStale = true;
        one.events.assign(static_cast<std::size_t>(count), sampleOf(one));
        return one;
    }

    [[nodiscard]] Event sampleOf(const Consignment &one) const
    {
        const Service &service = *one.form->service();
        for (const Sample &sample : service.samples()) {
            if (sample.shape != one.form->transport().shape || !sample.note.isEmpty())
                continue;
            EventReader reader(services, {service.id(), sample.shape, {}, {}});
            const auto read = reader.read({sample.text.constData(), std::size_t(sample.text.size())}, {}, 1);
            if (const auto *event = std::get_if<Event>(&read))
                return *event;
        }
        qFatal("there is no sample of %s", service.id().constData());
    }

    [[nodiscard]] Result<OutboxJobId> queue(const Consignment &one)
    {
        OutboxOrder order;
        order.endpoint = one.endpoint;
        order.policy = one.policy;
        order.origin = {QStringLiteral("compose"), QStringLiteral("test"), {}};
        return queueFresh(*store, services, std::move(order), one.events).result();
    }

    // Until it is over or held, or cannot go on. `meanwhile` is called after each delivery.
    Ended run(const Consignment &one, const std::function<void()> &meanwhile = {})
    {
        const Result<OutboxJobId> queued = queue(one);
        if (queued)
            return run(*queued, one.keys, meanwhile);
        Ended ended;
        ended.error = queued.error();
        return ended;
    }

    Ended run(OutboxJobId id, const Keys &keys, const std::function<void()> &meanwhile = {})
    {
        DispatcherOptions options;
        options.keys = [keys](const Endpoint &) -> Result<Keys> { return keys; };
        Dispatcher dispatcher(*store, services, sender, std::move(options));
        Ended ended;
        QEventLoop loop;
        QObject::connect(&dispatcher, &Dispatcher::delivered, &loop,
            [&](OutboxJobId, DeliveryId delivery, const DeliveryEnd &end, qint64) {
                ended.delivered.push_back(delivery);
                ended.last = end;
                if (meanwhile)
                    meanwhile();
            });
        QObject::connect(&dispatcher, &Dispatcher::settled, &loop, [&](const OutboxJob &job) {
            ended.job = job;
            loop.quit();
        });
        QObject::connect(&dispatcher, &Dispatcher::failed, &loop, [&](OutboxJobId, const Error &error) {
            ended.error = error;
            loop.quit();
        });
        dispatcher.take(id);
        loop.exec();
        return ended;
    }

    [[nodiscard]] Delivery stored(DeliveryId id)
    {
        const auto delivery = store->deliveries().fetch(id).result();
        if (!delivery)
            qFatal("%s", qPrintable(delivery.error().message));
        return *delivery;
    }

    // Everything that is on disk.
    [[nodiscard]] QByteArray onDisk() const
    {
        QByteArray all;
        QDirIterator files(folder.path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

    QTemporaryDir folder;
    const ServiceSet services = ServiceSet::compile(Services::load(QDir(QStringLiteral("/nowhere"))).services, nullptr);
    HttpServer server;
    Sender sender;
    std::unique_ptr<EventStore> store;
};

}

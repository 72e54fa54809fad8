// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/deliveryrun.h"
#include "intake/eventreader.h"
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

// How a run ended.
struct Ended {
    DeliverySummary summary;
    std::optional<Error> error;
    std::vector<DeliveryId> delivered;
};

// A store, the built-in services, a sender and a server.
struct DeliveryWorld {
    explicit DeliveryWorld(qint64 mostStoreBytes = 0)
    {
        services = Services::load(QDir(QStringLiteral("/nowhere"))).services;
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
        auto form = TransportForm::of(services.find(service), transport);
        if (!form)
            qFatal("%s", qPrintable(form.error().message));
        return *form;
    }

    // To the server, with planted keys.
    [[nodiscard]] DeliveryJob job(const QByteArray &service, const QByteArray &transport) const
    {
        DeliveryJob job;
        job.form = form(service, transport);
        job.endpoint.name = QStringLiteral("There");
        job.endpoint.service = service;
        job.endpoint.transport = transport;
        job.endpoint.base = server.base();
        job.endpoint.timeoutMs = 300;
        job.endpoint.auth = job.form->defaultAuth();
        job.endpoint.headers = {{"X-Trace", "${TRACE}"}};
        for (qsizetype i = 0; i < job.form->keyParts(job.endpoint.auth).size(); ++i) {
            job.endpoint.secrets.push_back({SecretSource::Kind::Session, {}});
            job.keys.parts.push_back(plantedKey + QByteArray::number(i));
        }
        job.keys.variables = {{"TRACE", plantedVariable}};
        job.origin = {QStringLiteral("compose"), QStringLiteral("test"), {}};
        return job;
    }

    // The n-th event of a transport: its first sample, or what has the same shape.
    [[nodiscard]] DeliveryItem item(const DeliveryJob &job) const
    {
        const Service &service = *job.form->service();
        for (const Sample &sample : service.samples()) {
            if (sample.shape != job.form->transport().shape || !sample.note.isEmpty())
                continue;
            EventReader reader(ServiceSet::compile(services, nullptr), {service.id(), sample.shape, {}, {}});
            const auto read = reader.read({sample.text.constData(), std::size_t(sample.text.size())}, {}, 1);
            if (const auto *event = std::get_if<Event>(&read))
                return {0, *event};
        }
        qFatal("there is no sample of %s", service.id().constData());
    }

    [[nodiscard]] std::vector<DeliveryItem> items(const DeliveryJob &job, int count) const
    {
        return std::vector<DeliveryItem>(static_cast<std::size_t>(count), item(job));
    }

    Ended run(DeliveryJob job, const std::function<void(DeliveryRun &)> &meanwhile = {})
    {
        DeliveryRun run(*store, services, sender, std::move(job));
        Ended ended;
        QEventLoop loop;
        QObject::connect(&run, &DeliveryRun::delivered, &loop, [&](DeliveryId id) { ended.delivered.push_back(id); });
        QObject::connect(&run, &DeliveryRun::finished, &loop, [&](const DeliverySummary &summary) {
            ended.summary = summary;
            loop.quit();
        });
        QObject::connect(&run, &DeliveryRun::failed, &loop, [&](const Error &error) {
            ended.error = error;
            ended.summary = run.summary();
            loop.quit();
        });
        run.start();
        if (meanwhile)
            meanwhile(run);
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
    Services services;
    HttpServer server;
    Sender sender;
    std::unique_ptr<EventStore> store;
};

}

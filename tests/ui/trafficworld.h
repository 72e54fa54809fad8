// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composerworld.h"
#include "delivery/outboxorders.h"
#include "delivery/transportform.h"
#include "intake/eventreader.h"
#include "mainwindow/windowtraffic.h"
#include "views/outboxmodel.h"

#include <QAbstractButton>
#include <QLabel>
#include <QMenu>
#include <QSpinBox>
#include <QTableView>

namespace eventscope::test {

inline constexpr int trafficPatience = 20'000;

// The window with what goes out and what comes in, driven by object names and keys.
struct TrafficWorld : ComposerWorld {
    TrafficWorld()
        : traffic(window->findChild<WindowTraffic *>())
    {
        child<QSpinBox>(QStringLiteral("receiverPort"))->setValue(0);
    }

    // Of the store, with a key that is known where the transport wants one.
    Endpoint endpoint(const QByteArray &service, const QByteArray &transport, const QString &name, const QString &base)
    {
        const auto form = TransportForm::of(services.services().find(service), transport);
        if (!form)
            qFatal("%s", qPrintable(form.error().message));
        Endpoint made;
        made.name = name;
        made.service = service;
        made.transport = transport;
        made.base = base;
        made.auth = (*form)->defaultAuth();
        const auto parts = (*form)->keyParts(made.auth).size();
        made.secrets.assign(static_cast<std::size_t>(parts), {SecretSource::Kind::Session, {}});
        made.id = valueOf(store().endpoints().save(made));
        for (qsizetype part = 0; part < parts; ++part)
            window->session()->secrets().enter(made.id, static_cast<int>(part), "eb_ing_0123456789abcdef");
        return made;
    }

    [[nodiscard]] Event event(const Endpoint &to, const QByteArray &text) const
    {
        ReadOptions options;
        options.service = to.service;
        options.shape = (*TransportForm::of(services.services().find(to.service), to.transport))->transport().shape;
        EventReader reader(services, options);
        auto read = reader.read({text.constData(), static_cast<std::size_t>(text.size())}, {}, currentMicros());
        if (!std::holds_alternative<Event>(read))
            qFatal("no event: %s", text.constData());
        return std::get<Event>(std::move(read));
    }
    // As a selection of the table is queued.
    OutboxJobId queue(const Endpoint &to, const QByteArrayList &texts, const OutboxPolicy &policy = {})
    {
        OutboxOrder order;
        order.endpoint = to;
        order.label = QStringLiteral("some events");
        order.policy = policy;
        order.origin = {QStringLiteral("compose"), QStringLiteral("composed"), {}};
        std::vector<Event> events;
        for (const QByteArray &text : texts)
            events.push_back(event(to, text));
        return valueOf(queueFresh(store(), services, std::move(order), std::move(events)));
    }

    // With the focus where it is pressed, as somebody does without a mouse.
    void press(const QString &button) const
    {
        auto *found = child<QAbstractButton>(button);
        QVERIFY2(found->isVisible() && found->isEnabled(), qPrintable(button));
        found->setFocus(Qt::TabFocusReason);
        QTest::keyClick(found, Qt::Key_Space);
    }
    void choose(const QString &menu, const QString &action) const
    {
        auto *shown = child<QMenu>(menu);
        QTRY_VERIFY_WITH_TIMEOUT(shown->isVisible(), trafficPatience);
        auto *wanted = shown->findChild<QAction *>(action);
        QVERIFY2(wanted && wanted->isEnabled(), qPrintable(action));
        shown->setActiveAction(wanted);
        QTest::keyClick(shown, Qt::Key_Return);
    }
    [[nodiscard]] QStringList texts(const QString &table, int column) const
    {
        QStringList found;
        const QAbstractItemModel *model = child<QTableView>(table)->model();
        for (int row = 0; row < model->rowCount(); ++row)
            found << model->index(row, column).data().toString();
        return found;
    }
    [[nodiscard]] QString text(const QString &label) const { return child<QLabel>(label)->text(); }
    // What the window says now, the newest last.
    [[nodiscard]] QStringList messages() const
    {
        QStringList said;
        for (const QLabel *label : window->findChildren<QLabel *>(QStringLiteral("messageText")))
            said << label->text();
        return said;
    }
    // By the first button of the message that says so.
    void answer(const QString &part) const
    {
        for (const QLabel *label : window->findChildren<QLabel *>(QStringLiteral("messageText"))) {
            if (label->text().contains(part))
                return QTest::keyClick(
                    child<QAbstractButton>(QStringLiteral("messageAction0"), label->parentWidget()), Qt::Key_Space);
        }
        QFAIL(qPrintable(part));
    }
    [[nodiscard]] bool says(const QString &part) const { return !messages().filter(part).isEmpty(); }

    WindowTraffic *traffic;
};

}

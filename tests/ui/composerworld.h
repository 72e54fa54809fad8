// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../model/store/storehelp.h"
#include "composer/composerpage.h"
#include "fakekeyring.h"
#include "mainwindow/mainwindow.h"
#include "service/services.h"
#include "store/deliveries.h"
#include "store/drafts.h"

#include <QAction>
#include <QApplication>
#include <QSettings>
#include <QTabWidget>

#include <memory>

namespace eventscope::test {

// The window with a store and the built-in services.
struct ComposerWorld {
    explicit ComposerWorld(QString storePath = {})
        : path(storePath.isEmpty() ? folder.filePath(QStringLiteral("events.eventscope")) : std::move(storePath))
        , settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
        , services(ServiceSet::compile(Services::load(QDir(QStringLiteral("/nonexistent"))).services, nullptr))
        , window(std::make_unique<MainWindow>(settings))
    {
        window->resize(1280, 800);
        window->show();
        if (!QTest::qWaitForWindowActive(window.get()))
            qFatal("the window is not active");
        open();
    }

    // The store as it is on disk, as after a restart.
    void open()
    {
        window->setSession(std::make_unique<Session>(openStore(path), services, settings, QString(), &keyring));
    }

    [[nodiscard]] EventStore &store() const { return window->session()->store(); }
    void trigger(const QString &action) const { child<QAction>(action)->trigger(); }

    // The draft in front.
    [[nodiscard]] ComposerPage *page() const
    {
        auto *current =
            qobject_cast<ComposerPage *>(window->findChild<QTabWidget *>(QStringLiteral("tabs"))->currentWidget());
        if (!current)
            qFatal("no draft is in front");
        return current;
    }

    template <typename T>
    [[nodiscard]] T *child(const QString &name, const QWidget *within = nullptr) const
    {
        T *found = (within ? within : window.get())->template findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }

    // To whatever has the focus.
    static void type(const QString &text) { QTest::keyClicks(QApplication::focusWidget(), text); }
    static void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(QApplication::focusWidget(), static_cast<Qt::Key>(key), modifiers);
    }

    const QTemporaryDir folder;
    QString path;
    QSettings settings;
    ServiceSet services;
    FakeKeyring keyringHolds;
    Keyring keyring{keyringHolds.backend()};
    std::unique_ptr<MainWindow> window;
};

}

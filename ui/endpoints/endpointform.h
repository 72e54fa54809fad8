// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/secrets.h"
#include "delivery/transportform.h"
#include "validation/serviceset.h"

#include <QWidget>

#include <functional>
#include <map>
#include <memory>

namespace eventscope {

// One endpoint as a form. What is wrong stands at its field while typing. GUI thread.
class EndpointForm : public QWidget {
    Q_OBJECT

public:
    // `isTaken`: whether another endpoint has that name.
    EndpointForm(const ServiceSet &services, const Secrets &secrets,
        std::function<bool(const QString &name, EndpointId except)> isTaken, QWidget *parent = nullptr);
    ~EndpointForm() override;

    // What was typed before is dropped, keys too.
    void setEndpoint(const Endpoint &endpoint);
    [[nodiscard]] Endpoint endpoint() const;
    // Keys that were typed and not taken yet, by part.
    [[nodiscard]] std::map<int, QByteArray> typedKeys() const;
    void forgetTypedKeys();
    // Names entries in the keyring for the typed keys that go there: endpoint() has them from then on.
    void nameKeyringEntries();
    // What is shown is that endpoint from now on; nothing else changes.
    void setSavedAs(EndpointId id);

    // The first fault, and the focus at it; empty when the endpoint can be saved.
    [[nodiscard]] QString firstFault();
    // What the store says of the name.
    void showNameFault(const QString &sentence);
    void focusName();

signals:
    void edited();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// What a new endpoint of the transport is before anybody filled it in.
[[nodiscard]] Endpoint newEndpoint(const TransportForm &form);

}

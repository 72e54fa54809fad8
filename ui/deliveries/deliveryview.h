// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace eventscope {

// One delivery: what you wrote, what went out, what came back, as three panes beside each other (as tabs
// when it is narrow), under a line that says what became of it. Replies are shown as what they are: JSON
// indented, text in its own encoding, anything else as bytes; control characters are shown, not obeyed. GUI
// thread.
class DeliveryView : public QWidget {
    Q_OBJECT

public:
    explicit DeliveryView(QWidget *parent = nullptr);
    ~DeliveryView() override;

    // `written`: the event's own text.
    void setDelivery(const Delivery &delivery, const QByteArray &written);
    void clear(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// The deliveries of one event, the newest first, and the one that is chosen: the detail's tab.
class DeliveriesPane : public QWidget {
    Q_OBJECT

public:
    explicit DeliveriesPane(EventStore &store, QWidget *parent = nullptr);
    ~DeliveriesPane() override;

    void setEvent(std::optional<EventId> event, const QByteArray &text);
    // "Deliveries (2)" for a tab.
    [[nodiscard]] QString title() const;

signals:
    void titleChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

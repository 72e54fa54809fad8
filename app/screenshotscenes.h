// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"

#include <optional>

namespace eventscope {

class ComposeController;
class MainWindow;

// What can be seen of composing and sending, for pictures of it. Chosen among what the window's session
// has, so that nothing here knows a service. GUI thread.
class ScreenshotScenes {
public:
    explicit ScreenshotScenes(MainWindow &window);

    // A draft of the sample that says the most and is without fault, for an endpoint where there is one.
    void composeSound() const;
    // A draft of the sample in which the most is wrong.
    void composeFaulty() const;
    // What would go out of the draft in front.
    void showRequest() const;

    // Whether something was sent from this store.
    [[nodiscard]] bool hasDeliveries() const { return m_delivery.has_value(); }
    // The event that was sent, selected, with what became of it at its side.
    void showDeliveries() const;
    // What went out and came back, in a window of its own.
    void showDelivery() const;
    void showEndpoints() const;
    void closeDialogs() const;

    // The most frequent problem chosen, its first event and what was found beside it.
    void showProblems() const;
    void showRules() const;
    // A rule counts less than before, and what that changed.
    void showRejudged() const;

private:
    struct Chosen;
    [[nodiscard]] ComposeController &compose() const;
    [[nodiscard]] std::optional<Chosen> choose(bool sound) const;
    void open(const Chosen &chosen) const;

    MainWindow &m_window;
    std::optional<Delivery> m_delivery;
    EventId m_event = 0;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/recipe.h"

#include <QByteArray>

namespace eventscope {

struct GeneratedEvent {
    QByteArray text;        // one line; JSON unless a fault broke it
    QByteArray envelope;    // empty without any
    QByteArray service;     // as the recipe says; may be empty
    QByteArray transport;
    QByteArray kind;    // the name that the recipe gives such events
    Micros time = 0;    // its place in the order; a late one's own time lies before it
    bool faulty = false;
};

// Makes a recipe's events in the order of their time. One a thread.
class Generator {
public:
    struct Options {
        quint64 seed = 1;
        qint64 count = 0;    // 0: the recipe's own
        Micros end = 0;      // the time of the last event
    };

    Generator(RecipePtr recipe, const Options &options);
    ~Generator();

    [[nodiscard]] qint64 count() const noexcept;
    [[nodiscard]] bool atEnd() const noexcept;
    // Only when not at the end.
    [[nodiscard]] GeneratedEvent next();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

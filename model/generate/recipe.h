// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "event/timestamp.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace eventscope {

// An endpoint that a recipe's deliveries go to. Keys are never in a recipe, but names of variables.
struct RecipeEndpoint {
    QString name;
    QByteArray service;
    QByteArray transport;
    QString base;             // empty: the definition's own
    QStringList variables;    // of the environment, one a part of the key
    QByteArray customer;      // that the key is bound to; may be empty
    bool production = false;
};

// What to generate, read from a JSON file (docs/recipes.md): sources of values, templates of events with
// weights, faults with shares, and deliveries. Immutable; safe to share between threads. The same recipe,
// seed, count and end always give the same bytes.
class Recipe {
public:
    // BadInput names file, JSON pointer and reason of each fault.
    [[nodiscard]] static Result<std::shared_ptr<const Recipe>> load(const QByteArray &json, const QString &file);
    ~Recipe();

    [[nodiscard]] const QString &title() const noexcept;
    [[nodiscard]] const QString &description() const noexcept;
    // How many events it makes when nothing else is asked for.
    [[nodiscard]] qint64 count() const noexcept;
    [[nodiscard]] const std::vector<RecipeEndpoint> &endpoints() const noexcept;

    struct Private;
    [[nodiscard]] const Private &parts() const noexcept { return *d; }

private:
    explicit Recipe(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

using RecipePtr = std::shared_ptr<const Recipe>;

// Recipes that travel with the program, by the name of their file without its ending.
[[nodiscard]] QStringList builtInRecipes();
// A built-in one by its name, else a file. NotFound names the built-in ones; Io.
[[nodiscard]] Result<RecipePtr> findRecipe(const QString &nameOrFile);

}

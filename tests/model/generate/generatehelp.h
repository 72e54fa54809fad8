// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/generator.h"
#include "testmain.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>

namespace eventscope::test {

inline constexpr Micros generatedEnd = 1'772'323'200'000'000;    // 2026-03-01T00:00:00Z, a Sunday

inline RecipePtr recipeOf(const QByteArray &json)
{
    const Result<RecipePtr> recipe = Recipe::load(json, QStringLiteral("test.json"));
    if (!recipe)
        qFatal("%s", qPrintable(recipe.error().message));
    return *recipe;
}

inline std::vector<GeneratedEvent> eventsOf(const RecipePtr &recipe, qint64 count = 0, quint64 seed = 1)
{
    Generator generator(recipe, {seed, count, generatedEnd});
    std::vector<GeneratedEvent> events;
    while (!generator.atEnd())
        events.push_back(generator.next());
    return events;
}

// A recipe with one template of one member "v", which is that specification's value.
inline QByteArray recipeOfValue(const QByteArray &spec, const QByteArray &more = {})
{
    return R"({"format":1,"title":"t",)" + more + R"("events":{"e":{"event":{"v":{"$":)" + spec + "}}}}}";
}

inline std::vector<QJsonValue> valuesOf(const QByteArray &recipe, qint64 count, quint64 seed = 1)
{
    std::vector<QJsonValue> values;
    for (const GeneratedEvent &event : eventsOf(recipeOf(recipe), count, seed))
        values.push_back(QJsonDocument::fromJson(event.text).object().value(QStringLiteral("v")));
    return values;
}

}

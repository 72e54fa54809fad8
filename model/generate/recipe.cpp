// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/recipe.h"

#include "generate/recipereader.h"
#include "service/definitionformat.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString builtInFolder = u":/eventscope/samples/"_s;

}

Recipe::Recipe(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{}

Recipe::~Recipe() = default;

Result<RecipePtr> Recipe::load(const QByteArray &json, const QString &file)
{
    const DefinitionFormat format(u":/eventscope/schemas/recipe.json"_s);
    const auto tree = format.read(json, file);
    if (!tree)
        return failure(tree.error());
    auto parts = std::make_unique<Private>();
    const RecipeReader reader(*tree, *parts);
    if (!reader.faults().empty())
        return failure(definitionError(file, reader.faults()));
    return RecipePtr(new Recipe(std::move(parts)));
}

const QString &Recipe::title() const noexcept
{
    return d->title;
}

const QString &Recipe::description() const noexcept
{
    return d->description;
}

qint64 Recipe::count() const noexcept
{
    return d->count;
}

const std::vector<RecipeEndpoint> &Recipe::endpoints() const noexcept
{
    return d->endpoints;
}

QStringList builtInRecipes()
{
    QStringList names = QDir(builtInFolder).entryList({u"*.json"_s}, QDir::Files, QDir::Name);
    for (QString &name : names)
        name.chop(5);
    return names;
}

Result<RecipePtr> findRecipe(const QString &nameOrFile)
{
    const bool builtIn = builtInRecipes().contains(nameOrFile);
    QFile file(builtIn ? builtInFolder + nameOrFile + u".json"_s : nameOrFile);
    if (!file.exists())
        return failure(
            Error::Kind::NotFound, RecipeText::tr("There is neither a recipe nor a file '%1'; the recipes are %2.")
                                       .arg(nameOrFile, builtInRecipes().join(u", "_s)));
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Io, RecipeText::tr("%1 cannot be read: %2.").arg(nameOrFile, file.errorString()));
    const QByteArray json = file.read(qint64{DefinitionFormat::bounds.bytes} + 1);
    if (file.error() != QFileDevice::NoError)
        return failure(Error::Kind::Io, RecipeText::tr("%1 cannot be read: %2.").arg(nameOrFile, file.errorString()));
    return Recipe::load(json, nameOrFile);
}

}

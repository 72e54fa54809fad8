// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemalibrary.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "schema/schemauri.h"

#include <QFile>
#include <QFileInfo>
#include <QMutex>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

namespace {

constexpr qint64 largestFile = 64 << 20;
constexpr std::string_view metaPrefix2020 = "https://json-schema.org/draft/2020-12/";
constexpr std::string_view metaSchema07 = "http://json-schema.org/draft-07/schema";

using DocumentPtr = std::shared_ptr<const SchemaDocument>;

struct Mapping {
    std::string prefix;    // ends with '/'
    QString folder;        // canonical
};

// The resource that a draft's own document is in; nothing for any other URI.
std::optional<QString> metaSchemaFile(std::string_view uri)
{
    if (uri == metaSchema07)
        return QStringLiteral(":/eventscope/schemas/draft-07/schema.json");
    if (!uri.starts_with(metaPrefix2020))
        return std::nullopt;
    std::string_view name = uri.substr(metaPrefix2020.size());
    if (name.starts_with("meta/"))
        name.remove_prefix(5);
    else if (name != "schema")
        return std::nullopt;
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") != std::string_view::npos)
        return std::nullopt;
    const QString file = QStringLiteral(":/eventscope/schemas/2020-12/%1.json").arg(stringOf(name));
    return QFile::exists(file) ? std::optional(file) : std::nullopt;
}

Result<DocumentPtr> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    const QByteArray text = file.read(largestFile + 1);
    if (file.error() != QFileDevice::NoError)
        return failure(Error::Kind::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    if (text.size() > largestFile)
        return failure(Error::Kind::Limit, tr("%1 is larger than 64 MiB.").arg(path));
    JsonFault fault;
    if (DocumentPtr document = SchemaDocument::read(text, &fault))
        return document;
    const TextPlace place = placeOf(viewOf(text), fault.offset);
    return failure(Error::Kind::BadInput,
        tr("%1, line %2, column %3: %4")
            .arg(path, QString::number(place.line), QString::number(place.column), fault.sentence));
}

// The path below a folder that the rest of a URI names; nothing where it could lead elsewhere.
std::optional<QString> pathOf(std::string_view rest)
{
    if (rest.find_first_of("?#") != std::string_view::npos)
        return std::nullopt;
    QStringList segments;
    while (true) {
        const std::size_t slash = rest.find('/');
        const std::string segment = schema::percentDecoded(rest.substr(0, slash));
        const bool plain = !segment.empty() && segment != "." && segment != ".." &&
                           segment.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
        if (!plain)
            return std::nullopt;
        segments << stringOf(segment);
        if (slash == std::string_view::npos)
            return segments.join(u'/');
        rest.remove_prefix(slash + 1);
    }
}

// The file with all links followed, where that is still below the folder.
std::optional<QString> fileBelow(const QString &folder, const QString &path)
{
    const QFileInfo file(folder + u'/' + path);
    const QString canonical = file.canonicalFilePath();
    const QString inside = folder.endsWith(u'/') ? folder : folder + u'/';
    if (!file.isFile() || !canonical.startsWith(inside))
        return std::nullopt;
    return canonical;
}

std::optional<QString> fileFor(const Mapping &mapping, std::string_view uri)
{
    const auto path = pathOf(uri.substr(mapping.prefix.size()));
    if (!path)
        return std::nullopt;
    if (auto file = fileBelow(mapping.folder, *path))
        return file;
    return fileBelow(mapping.folder, *path + QStringLiteral(".json"));
}

}

struct SchemaLibrary::Private {
    std::vector<Mapping> mappings;    // the longest prefix first
    mutable QMutex mutex;
    mutable std::map<std::string, DocumentPtr, std::less<>> documents;    // guarded by the mutex once shared
};

SchemaLibrary::SchemaLibrary()
    : d(std::make_unique<Private>())
{}

SchemaLibrary::~SchemaLibrary() = default;
SchemaLibrary::SchemaLibrary(SchemaLibrary &&) noexcept = default;
SchemaLibrary &SchemaLibrary::operator=(SchemaLibrary &&) noexcept = default;

Result<void> SchemaLibrary::map(const QByteArray &prefix, const QString &folder)
{
    const schema::UriParts parts = schema::uriParts(viewOf(prefix));
    if (!parts.hasScheme || parts.hasFragment || parts.hasQuery)
        return failure(
            Error::Kind::BadInput, tr("“%1” is no beginning of an absolute URI, such as https://example.com/schemas/.")
                                       .arg(QString::fromUtf8(prefix)));
    const QFileInfo place(folder);
    if (!place.isDir())
        return failure(Error::Kind::NotFound, tr("There is no folder %1.").arg(folder));
    Mapping mapping{prefix.toStdString(), place.canonicalFilePath()};
    if (!mapping.prefix.ends_with('/'))
        mapping.prefix += '/';
    std::erase_if(d->mappings, [&mapping](const Mapping &other) { return other.prefix == mapping.prefix; });
    const auto shorter = std::find_if(d->mappings.begin(), d->mappings.end(),
        [&mapping](const Mapping &other) { return other.prefix.size() < mapping.prefix.size(); });
    d->mappings.insert(shorter, std::move(mapping));
    return {};
}

void SchemaLibrary::add(const QByteArray &uri, std::shared_ptr<const SchemaDocument> document)
{
    d->documents.insert_or_assign(std::string(schema::withoutFragment(viewOf(uri))), std::move(document));
}

Result<std::shared_ptr<const SchemaDocument>> SchemaLibrary::document(const QByteArray &uri) const
{
    const std::string_view name = schema::withoutFragment(viewOf(uri));
    const QMutexLocker lock(&d->mutex);
    if (const auto known = d->documents.find(name); known != d->documents.end())
        return known->second;
    std::optional<QString> file = metaSchemaFile(name);
    for (auto it = d->mappings.begin(); !file && it != d->mappings.end(); ++it) {
        if (name.starts_with(it->prefix))
            file = fileFor(*it, name);
    }
    if (!file)
        return failure(
            Error::Kind::NotFound, tr("No folder is given for <%1>, or it has no such file.").arg(stringOf(name)));
    auto document = readFile(*file);
    if (document)
        d->documents.emplace(name, *document);
    return document;
}

}

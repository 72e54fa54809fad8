// SPDX-License-Identifier: GPL-3.0-or-later
// A plan as a folder of JSON Schemas, read.
#include "event/utf8.h"
#include "plan/jsonmembers.h"
#include "plan/planfiles.h"
#include "plan/planreader.h"
#include "plan/plantext.h"

#include <QDir>
#include <QFile>
#include <QUrl>

#include <map>
#include <set>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostFiles = 5000;
constexpr qint64 mostBytes = 16 << 20;    // of one file, and of one schema with what it brings along
constexpr JsonBounds fileBounds{.bytes = static_cast<std::uint32_t>(mostBytes), .levels = 100};

// One schema of the folder.
struct SchemaFile {
    QByteArray text;
    JsonTape tape;
    std::set<QString> refers;    // the paths of the files that it names in references, below the folder
};
using Files = std::map<QString, std::unique_ptr<SchemaFile>>;

// The path below the folder that a reference in the file at `from` names; empty where it names none.
QString referredPath(const QString &reference, const QString &from)
{
    const QUrl url(reference, QUrl::StrictMode);
    if (!url.isValid() || !url.isRelative() || url.path().isEmpty() || !url.host().isEmpty() ||
        url.path().startsWith(u'/'))
        return {};
    const QString folder = from.contains(u'/') ? from.left(from.lastIndexOf(u'/') + 1) : QString();
    return QDir::cleanPath(folder + url.path());
}

class FolderPlan {
public:
    FolderPlan(const QString &folder, bool wholeEvents)
        : m_folder(folder)
        , m_root(QFileInfo(folder).canonicalFilePath())
        , m_wholeEvents(wholeEvents)
    {}

    Result<Plan> read();

private:
    Result<void> readFile(const QString &path);
    [[nodiscard]] QString place(const QString &path) const { return m_folder.filePath(path); }
    Result<QByteArray> bytesOfFile(const QString &path) const;
    Result<void> addEvent(const QString &path);
    Result<QByteArray> withReferred(const QString &path) const;
    [[nodiscard]] std::set<QString> allReferred(const QString &path) const;
    [[nodiscard]] static QString textIn(JsonValue object, const char *name);

    QDir m_folder;
    QString m_root;
    bool m_wholeEvents;
    Files m_files;
    JsonMembers m_events;
    std::map<QByteArray, QString> m_names;    // of the events, with their files
};

Result<QByteArray> FolderPlan::bytesOfFile(const QString &path) const
{
    const QFileInfo info(place(path));
    const QString real = info.canonicalFilePath();
    if (real.isEmpty() || !info.isFile())
        return failure(Error::Kind::NotFound, PlanText::tr("There is no file %1.").arg(place(path)));
    if (!real.startsWith(m_root + u'/'))
        return failure(Error::Kind::BadInput,
            PlanText::tr("%1 leads out of the folder; nothing outside is read.").arg(place(path)));
    if (info.size() > mostBytes)
        return failure(
            Error::Kind::Limit, PlanText::tr("%1 has more than %2 MiB.").arg(place(path)).arg(mostBytes >> 20));
    QFile file(real);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Io, PlanText::tr("%1 cannot be read: %2").arg(place(path), file.errorString()));
    return file.read(mostBytes + 1);
}

// Reads a schema, and those that it refers to.
Result<void> FolderPlan::readFile(const QString &first)
{
    std::vector<QString> waiting{first};
    while (!waiting.empty()) {
        const QString path = std::move(waiting.back());
        waiting.pop_back();
        if (m_files.contains(path))
            continue;
        if (static_cast<qsizetype>(m_files.size()) >= mostFiles)
            return failure(
                Error::Kind::Limit, PlanText::tr("%1 has more than %2 schemas.").arg(m_folder.path()).arg(mostFiles));
        auto text = bytesOfFile(path);
        if (!text)
            return failure(text.error());
        auto file = std::make_unique<SchemaFile>();
        file->text = std::move(*text);
        if (!file->tape.read(viewOf(file->text), fileBounds)) {
            const TextPlace at = placeOf(viewOf(file->text), file->tape.fault().offset);
            return failure(Error::Kind::BadInput, PlanText::tr("%1: line %2, column %3: %4")
                                                      .arg(place(path), QString::number(at.line),
                                                          QString::number(at.column), file->tape.fault().sentence));
        }
        if (!file->tape.root().isObject())
            return failure(definitionError(place(path), {{{}, PlanText::tr("A JSON Schema is an object here.")}}));
        const auto &nodes = file->tape.nodes();
        for (std::uint32_t i = 0; i + 1 < nodes.size(); ++i) {
            const JsonValue key(&file->tape, i);
            const JsonValue value(&file->tape, i + 1);
            if (!key.isString() || nodes[i].length != 6 || key.raw() != R"("$ref")" || !value.isString())
                continue;
            const QString referred = referredPath(stringOf(value.string()), path);
            if (!referred.isEmpty())
                file->refers.insert(referred);
        }
        waiting.insert(waiting.end(), file->refers.begin(), file->refers.end());
        m_files.emplace(path, std::move(file));
    }
    return {};
}

std::set<QString> FolderPlan::allReferred(const QString &path) const
{
    std::set<QString> found;
    std::vector<QString> waiting{path};
    while (!waiting.empty()) {
        const QString one = std::move(waiting.back());
        waiting.pop_back();
        for (const QString &referred : m_files.at(one)->refers) {
            if (found.insert(referred).second)
                waiting.push_back(referred);
        }
    }
    return found;
}

// The schema's text with the schemas of other files in its "$defs", each by its path.
Result<QByteArray> FolderPlan::withReferred(const QString &path) const
{
    const JsonValue root = m_files.at(path)->tape.root();
    JsonMembers schema(root);
    std::set<QString> referred = allReferred(path);
    if (referred.erase(path) > 0 && schema.find("$id") == nullptr)
        schema.set("$id", jsonString(path.toUtf8()));
    if (referred.empty())
        return schema.text();
    const auto named = static_cast<bool>(root.find("$id"));
    const QByteArray *raw = schema.find("$defs");
    JsonMembers definitions = raw ? JsonMembers(ReadJson(*raw).root()) : JsonMembers();
    qint64 size = root.length();
    for (const QString &other : referred) {
        JsonMembers embedded(m_files.at(other)->tape.root());
        size += m_files.at(other)->text.size();
        if (size > mostBytes)
            return failure(Error::Kind::Limit,
                PlanText::tr("%1 refers to more than %2 MiB of schemas.").arg(place(path)).arg(mostBytes >> 20));
        if (!named || embedded.find("$id") == nullptr)
            embedded.set("$id", jsonString(other.toUtf8()));
        QByteArray name = other.toUtf8();
        while (definitions.find(name) != nullptr)
            name += '_';
        definitions.set(name, embedded.text());
    }
    schema.set("$defs", definitions.text());
    return schema.text();
}

QString FolderPlan::textIn(JsonValue object, const char *name)
{
    const JsonValue value = object.find(name);
    return value && value.isString() ? stringOf(value.string()) : QString();
}

Result<void> FolderPlan::addEvent(const QString &path)
{
    const JsonValue root = m_files.at(path)->tape.root();
    auto text = withReferred(path);
    if (!text)
        return failure(text.error());
    const ReadJson whole(*text);
    JsonMembers schema(whole.root());
    JsonMembers event;
    const auto move = [&](const char *own, const char *beside, const char *to) {
        const char *from = schema.find(beside) != nullptr ? beside : own;
        QString value = textIn(root, from);
        if (to != nullptr && !value.isEmpty())
            event.set(to, jsonString(value.toUtf8()));
        if (schema.find(from) != nullptr && root.find(from).isString())
            schema.remove(from);
        return value;
    };
    QByteArray name = move("title", "x-event", nullptr).toUtf8();
    if (name.isEmpty())
        name = QFileInfo(path).completeBaseName().toUtf8();
    move("description", "x-description", "description");
    move("x-owner", "x-owner", "owner");
    const QString status = move("x-status", "x-status", nullptr);
    if (planStatusFromId(status.toUtf8()).value_or(PlanStatus::Active) != PlanStatus::Active)
        event.set("status", jsonString(status.toUtf8()));
    const QString about = move("x-about", "x-about", nullptr);
    if (about.isEmpty() ? m_wholeEvents : about == u"event")
        event.set("about", "\"event\"");
    if (!schema.isEmpty())
        event.set("schema", schema.text());
    if (const auto [known, fresh] = m_names.emplace(name, path); !fresh)
        return failure(definitionError(place(path),
            {{"/title",
                PlanText::tr("The event \"%1\" is that of %2 too.").arg(stringOf(viewOf(name)), known->second)}}));
    auto faults = schema.isEmpty() ? std::vector<DefinitionFault>() : schemaFaults(schema.text(), false);
    if (!faults.empty())
        return failure(definitionError(place(path), faults));
    m_events.add(name, event.text());
    return {};
}

Result<Plan> FolderPlan::read()
{
    if (m_root.isEmpty() || !QFileInfo(m_root).isDir())
        return failure(Error::Kind::NotFound, PlanText::tr("There is no folder %1.").arg(m_folder.path()));
    const QStringList paths = m_folder.entryList({u"*.json"_s}, QDir::Files | QDir::Readable, QDir::Name);
    for (const QString &path : paths) {
        const auto read = readFile(path);
        if (!read)
            return failure(read.error());
    }
    // First those that no other refers to; then, of those that refer to one another in circles, the first.
    std::set<QString> parts;
    for (const auto &[path, file] : m_files) {
        for (const QString &referred : file->refers) {
            if (referred != path)
                parts.insert(referred);
        }
    }
    std::set<QString> brought;
    for (const bool circles : {false, true}) {
        for (const QString &path : paths) {
            if (circles ? brought.contains(path) : parts.contains(path))
                continue;
            const auto added = addEvent(path);
            if (!added)
                return failure(added.error());
            brought.merge(allReferred(path));
            brought.insert(path);
        }
    }
    JsonMembers plan;
    plan.set("format", "1");
    plan.set("events", m_events.text());
    return Plan::load(plan.text(), m_folder.path());
}

}

Result<Plan> planFromSchemas(const QString &folder, bool wholeEvents)
{
    return FolderPlan(folder, wholeEvents).read();
}

}

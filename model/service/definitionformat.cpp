// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/definitionformat.h"

#include "event/utf8.h"
#include "service/servicetext.h"

#include <nlohmann/json.hpp>

#include <QFile>

#include <unordered_set>

namespace eventscope {

using namespace Qt::StringLiterals;
using Json = nlohmann::ordered_json;

namespace {

// The tree of a text that the tape has read: what is left to refuse is what no tree can hold.
tl::expected<Json, QString> treeOf(const QByteArray &json)
{
    try {
        return Json::parse(json.begin(), json.end());
    } catch (const Json::exception &e) {
        return tl::unexpected(QString::fromUtf8(e.what()));
    }
}

Error unreadable(const QByteArray &json, const QString &file, const JsonFault &fault)
{
    const TextPlace place = placeOf(viewOf(json), fault.offset);
    return {Error::Kind::BadInput,
        ServiceText::tr("%1: line %2, column %3: %4")
            .arg(file, QString::number(place.line), QString::number(place.column), fault.sentence)};
}

}

std::vector<DefinitionFault> duplicateFaults(const JsonTape &tape)
{
    std::vector<DefinitionFault> faults;
    for (std::uint32_t index = 0; index < tape.nodes().size(); ++index) {
        const JsonValue object(&tape, index);
        if (!object.isObject())
            continue;
        std::unordered_set<std::string> names;
        for (const auto &[key, value] : object.members()) {
            if (!names.insert(key.string()).second)
                faults.push_back(
                    {pointerTo(value), ServiceText::tr("This member stands twice in its object; keep one of them.")});
        }
    }
    return faults;
}

DefinitionFormat::DefinitionFormat()
    : DefinitionFormat(u":/eventscope/schemas/service.json"_s)
{}

DefinitionFormat::DefinitionFormat(const QString &schema)
    : m_name(schema)
{
    QFile file(schema);
    if (!file.open(QIODevice::ReadOnly)) {
        m_broken = file.errorString();
        return;
    }
    const auto tree = treeOf(file.readAll());
    if (!tree) {
        m_broken = tree.error();
        return;
    }
    auto compiled = JsonSchema::compile(*tree);
    if (compiled)
        m_schema = std::move(*compiled);
    else
        m_broken = QString::fromUtf8(compiled.error().pointer) + u": "_s + compiled.error().reason;
}

Result<Json> DefinitionFormat::read(const QByteArray &json, const QString &file) const
{
    if (!m_schema)
        return failure(
            Error::Kind::Internal, ServiceText::tr("The built-in schema %1 cannot be used: %2").arg(m_name, m_broken));
    JsonTape tape;
    if (!tape.read(viewOf(json), bounds))
        return failure(unreadable(json, file, tape.fault()));
    std::vector<DefinitionFault> faults = duplicateFaults(tape);
    if (faults.empty())
        faults = structureFaults(tape.root());
    if (!faults.empty())
        return failure(definitionError(file, faults));
    auto tree = treeOf(json);
    if (!tree)
        return failure(definitionError(file, {{{}, tree.error()}}));
    return std::move(*tree);
}

std::vector<DefinitionFault> DefinitionFormat::structureFaults(JsonValue root) const
{
    std::vector<DefinitionFault> faults;
    for (const SchemaFailure &failure : m_schema->failures(root))
        faults.push_back({pointerTo(failure.at), failure.sentence});
    return faults;
}

}

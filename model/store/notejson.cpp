// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/notejson.h"

#include "event/utf8.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <algorithm>

namespace eventscope {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void throwDamaged()
{
    throw SQLite::Exception("a list cannot be read", SQLITE_CORRUPT);
}

Json jsonOfBytes(const QByteArray &bytes)
{
    if (QString::fromUtf8(bytes).toUtf8() == bytes)
        return bytes.toStdString();
    return {{"base64", bytes.toBase64().toStdString()}};
}

void appendBytes(std::string &text, const QByteArray &bytes)
{
    const auto isPlain = [](char c) { return static_cast<uchar>(c) >= ' ' && c != '"' && c != '\\'; };
    const bool plain = std::all_of(bytes.begin(), bytes.end(), isPlain);
    if (plain && bytes.isValidUtf8())
        text.append(1, '"').append(bytes.constData(), static_cast<std::size_t>(bytes.size())).append(1, '"');
    else
        text += jsonOfBytes(bytes).dump();
}

QByteArray bytesIn(const Json &json)
{
    if (json.is_string())
        return QByteArray::fromStdString(json.get_ref<const std::string &>());
    const auto encoded = json.is_object() ? json.find("base64") : json.end();
    if (encoded == json.end() || !encoded->is_string())
        throwDamaged();
    return QByteArray::fromBase64(QByteArray::fromStdString(encoded->get_ref<const std::string &>()));
}

template <typename Value, typename Convert>
std::string listText(const std::vector<Value> &values, Convert convert)
{
    Json list = Json::array();
    for (const Value &value : values)
        list.push_back(convert(value));
    return list.dump();
}

template <typename Value, typename Convert>
std::vector<Value> valuesIn(std::string_view text, Convert convert)
{
    const Json list = Json::parse(text, nullptr, false);
    if (!list.is_array())
        throwDamaged();
    std::vector<Value> values;
    values.reserve(list.size());
    for (const Json &entry : list)
        values.push_back(convert(entry));
    return values;
}

const char *sourceWord(SecretSource::Kind kind)
{
    switch (kind) {
    case SecretSource::Kind::None:
        return "none";
    case SecretSource::Kind::Environment:
        return "environment";
    case SecretSource::Kind::Session:
        return "session";
    case SecretSource::Kind::Keyring:
        return "keyring";
    }
    Q_UNREACHABLE();
}

SecretSource sourceIn(const Json &json)
{
    if (!json.is_object())
        throwDamaged();
    const auto textOf = [&json](const char *key) {
        const auto found = json.find(key);
        return found == json.end() ? QByteArray() : bytesIn(*found);
    };
    SecretSource source;
    const QByteArray word = textOf("from");
    if (word == "environment")
        source.kind = SecretSource::Kind::Environment;
    else if (word == "session")
        source.kind = SecretSource::Kind::Session;
    else if (word == "keyring")
        source.kind = SecretSource::Kind::Keyring;
    else if (word != "none")
        throwDamaged();
    source.variable = QString::fromUtf8(textOf("variable"));
    return source;
}

}

std::string jsonOf(const QByteArray &text)
{
    return jsonOfBytes(text).dump();
}

// Of each request that comes or goes: written as it is read, without a tree between.
std::string jsonOf(const std::vector<NamedValue> &pairs)
{
    std::string text;
    std::size_t room = 2;
    for (const NamedValue &pair : pairs)
        room +=
            static_cast<std::size_t>(pair.name.size() + pair.value.size()) + std::string_view("[,],\"\"\"\"").size();
    text.reserve(room);
    text = '[';
    for (const NamedValue &pair : pairs) {
        text += text.size() > 1 ? ",[" : "[";
        appendBytes(text, pair.name);
        text += ',';
        appendBytes(text, pair.value);
        text += ']';
    }
    return text += ']';
}

std::string jsonOf(const std::vector<SecretSource> &sources)
{
    return listText(sources, [](const SecretSource &source) {
        Json json = {{"from", sourceWord(source.kind)}};
        if (!source.variable.isEmpty())
            json["variable"] = jsonOfBytes(source.variable.toUtf8());
        return json;
    });
}

std::string jsonOf(const std::vector<QByteArray> &texts)
{
    return listText(texts, jsonOfBytes);
}

std::string jsonOf(const std::vector<int> &numbers)
{
    return Json(numbers).dump();
}

std::vector<NamedValue> namedValuesIn(std::string_view json)
{
    return valuesIn<NamedValue>(json, [](const Json &pair) {
        if (!pair.is_array() || pair.size() != 2)
            throwDamaged();
        return NamedValue{bytesIn(pair[0]), bytesIn(pair[1])};
    });
}

std::vector<SecretSource> secretSourcesIn(std::string_view json)
{
    return valuesIn<SecretSource>(json, sourceIn);
}

std::vector<QByteArray> textsIn(std::string_view json)
{
    return valuesIn<QByteArray>(json, bytesIn);
}

std::vector<int> numbersIn(std::string_view json)
{
    return valuesIn<int>(json, [](const Json &number) {
        if (!number.is_number_integer())
            throwDamaged();
        return number.get<int>();
    });
}

}

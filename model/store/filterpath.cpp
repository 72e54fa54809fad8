// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/filterpath.h"

#include "event/utf8.h"
#include "store/filtertext.h"
#include "store/wtf8.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr QByteArrayView propertyPrefix = "props.";

// A name that needs no quotes and cannot be taken for an operator.
bool isPlainName(QStringView name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(),
                                  [](QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'$'; });
}

bool isFirstName(QStringView name)
{
    return isPlainName(name) && !name.front().isDigit() && name.front() != u'-';
}

bool areNames(const QList<QStringView> &names)
{
    return names.size() > 1 && isFirstName(names.first()) && std::all_of(names.begin() + 1, names.end(), isPlainName);
}

// A pointer as names joined by dots, where that means the same.
std::optional<QString> dotted(const QByteArray &path)
{
    const QString text = fromWtf8(viewOf(path));
    if (!text.startsWith(u'/') || text.contains(u'.'))
        return {};
    const QList<QStringView> names = QStringView(text).sliced(1).split(u'/');
    if (!areNames(names) || names.first() == "props"_L1)
        return {};
    return text.sliced(1).replace(u'/', u'.');
}

void addPointers(const JsonPointer &place, std::string_view name, std::vector<JsonPointer> &to)
{
    const auto add = [&to](JsonPointer pointer) {
        if (std::find(to.begin(), to.end(), pointer) == to.end())
            to.push_back(std::move(pointer));
    };
    add(place.child(name));
    if (name.find('.') == std::string_view::npos)
        return;
    JsonPointer along = place;
    for (std::size_t at = 0; at <= name.size();) {
        const std::size_t dot = std::min(name.find('.', at), name.size());
        along = along.child(name.substr(at, dot - at));
        at = dot + 1;
    }
    add(std::move(along));
}

}

bool isFilterPath(QByteArrayView path)
{
    if (path.startsWith(propertyPrefix))
        return path.size() > propertyPrefix.size();
    return JsonPointer::parse({path.data(), static_cast<std::size_t>(path.size())}).has_value();
}

std::optional<QByteArray> pathOfNames(QStringView text)
{
    const QList<QStringView> names = text.split(u'.');
    if (!areNames(names))
        return {};
    if (names.first() == "props"_L1)
        return toWtf8(text);
    return '/' + toWtf8(text).replace('.', '/');
}

QString pathText(const QByteArray &path)
{
    if (const auto names = dotted(path))
        return *names;
    QString text = fromWtf8(viewOf(path));
    if (text.startsWith(u'/') || pathOfNames(text) != path) {
        const bool bare = text.startsWith(u'/') && !needsQuotes(text) && !hasOperator(text);
        return bare ? text : inQuotes(escaped(path, ValueKind::Literal));
    }
    return text;
}

std::vector<JsonPointer> pointersOf(QByteArrayView path, const QList<QByteArray> &places)
{
    std::vector<JsonPointer> pointers;
    if (!path.startsWith(propertyPrefix)) {
        if (auto pointer = JsonPointer::parse({path.data(), static_cast<std::size_t>(path.size())}))
            pointers.push_back(std::move(*pointer));
        return pointers;
    }
    const QByteArrayView rest = path.sliced(propertyPrefix.size());
    const std::string_view name(rest.data(), static_cast<std::size_t>(rest.size()));
    addPointers(JsonPointer().child("props"), name, pointers);
    for (const QByteArray &place : places) {
        if (const auto pointer = JsonPointer::parse(viewOf(place)))
            addPointers(*pointer, name, pointers);
    }
    return pointers;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/bodyevents.h"

#include "event/utf8.h"
#include "intake/envelope.h"

namespace eventscope {

namespace {

JsonValue listIn(JsonValue root, const Route *route, const Services &services)
{
    if (!root.isObject())
        return root.isArray() ? root : JsonValue();
    if (route && !route->many)
        return {};
    const QByteArray name = route && !route->list.isEmpty() ? route->list
                            : route                         ? route->service->envelopeMember(root)
                                                            : services.envelopeMember(root);
    const JsonValue list = name.isEmpty() ? JsonValue() : root.find(viewOf(name));
    return list && list.isArray() ? list : JsonValue();
}

}

BodyEvents openedBody(JsonValue root, const Route *route, const Services &services)
{
    BodyEvents opened;
    const JsonValue list = listIn(root, route, services);
    if (!list) {
        opened.items.push_back(root);
        return opened;
    }
    opened.list = true;
    opened.items.reserve(list.size());
    for (const JsonValue item : list.items())
        opened.items.push_back(item);
    const auto count = static_cast<qint64>(opened.items.size());
    if (list == root) {
        QByteArray items = QByteArray("{},").repeated(count);
        items.chop(items.isEmpty() ? 0 : 1);
        opened.outline = '[' + items + ']';
    } else {
        opened.envelope = envelopeText(root, list);
        opened.outline = outlinedBody(root, list, count);
    }
    return opened;
}

QByteArray respelledBody(std::string_view body, const std::vector<JsonValue> &items, const std::vector<Event> &events)
{
    QByteArray text;
    text.reserve(static_cast<qsizetype>(body.size()));
    std::size_t at = 0;
    std::size_t event = 0;
    for (const JsonValue item : items) {
        if (!item.isObject() || event >= events.size())
            continue;
        text.append(body.data() + at, static_cast<qsizetype>(item.offset() - at));
        text.append(events[event++].text);
        at = item.offset() + item.length();
    }
    return text.append(body.data() + at, static_cast<qsizetype>(body.size() - at));
}

}

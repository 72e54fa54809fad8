// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/keytext.h"

#include <nlohmann/json.hpp>

namespace eventscope {

QString keyKindTitle(const Service &service, const QByteArray &kind)
{
    const nlohmann::ordered_json &definition = service.definition();
    const auto keys = definition.find("keys");
    if (kind.isEmpty() || keys == definition.end() || !keys->is_array())
        return {};
    for (const nlohmann::ordered_json &key : *keys) {
        const auto id = key.find("kind");
        const auto title = key.find("title");
        if (id == key.end() || title == key.end() || !id->is_string() || !title->is_string())
            continue;
        if (id->get_ref<const std::string &>() == kind.toStdString())
            return QString::fromStdString(title->get_ref<const std::string &>());
    }
    return {};
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outgoingdedup.h"

#include "event/utf8.h"
#include "service/jsontree.h"

#include <QUuid>

namespace eventscope {

std::optional<DedupField> DedupField::of(const Service &service)
{
    const auto &dedup = memberOf(memberOf(service.definition(), "fields"), "dedup");
    if (!dedup.is_object())
        return std::nullopt;
    auto at = JsonPointer::parse(dedup.value("at", std::string()));
    if (!at || at->isRoot())
        return std::nullopt;
    DedupField field;
    field.m_at = std::move(*at);
    field.m_fill = dedup.value("fill", std::string()) == "hex32" ? Fill::Hex32 : Fill::Uuid;
    const QString window = stringOf(dedup.value("window", std::string()));
    field.m_window = parseSpan(u'+' + window).value_or(0);
    return field;
}

bool DedupField::isIn(JsonValue event) const noexcept
{
    const JsonValue value = m_at.in(event);
    if (!value)
        return false;
    constexpr std::uint32_t quotes = 2;
    return value.isString() ? value.length() > quotes : value.isNumber();
}

QByteArray DedupField::fresh() const
{
    return QUuid::createUuid().toByteArray(m_fill == Fill::Hex32 ? QUuid::Id128 : QUuid::WithoutBraces);
}

Result<QByteArray> DedupField::put(const JsonTape &event, const QByteArray &text, const QByteArray &key) const
{
    const Result<std::vector<TextEdit>> edits = editToSet(event, m_at, quoted(viewOf(key)));
    if (!edits)
        return failure(edits.error());
    return applied(text, *edits);
}

}

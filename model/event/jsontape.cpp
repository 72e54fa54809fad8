// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsontape.h"

#include "event/jsonwalk.h"
#include "event/placememo.h"

namespace eventscope {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

}

JsonTape::JsonTape() = default;
JsonTape::~JsonTape() = default;
JsonTape::JsonTape(JsonTape &&) noexcept = default;
JsonTape &JsonTape::operator=(JsonTape &&) noexcept = default;

void JsonTape::rememberPlaces()
{
    if (!m_memo)
        m_memo = std::make_unique<PlaceMemo>();
}

bool JsonTape::read(std::string_view text, JsonBounds bounds)
{
    m_text = text;
    if (m_memo)
        m_memo->forget();
    if (text.size() > bounds.bytes) {
        m_nodes.clear();
        m_fault = tooLargeFault(text.size(), bounds);
        return false;
    }
    const std::size_t from = text.starts_with(byteOrderMark) ? byteOrderMark.size() : 0;
    const JsonWalkEnd end = walkJson(text, from, bounds.levels, m_nodes, m_open);
    m_mayRepeatNames = end.mayRepeatNames;
    m_hasEscapes = end.hasEscapes;
    if (end.complete()) {
        if (!m_fault.sentence.isEmpty())
            m_fault = {};
        return true;
    }
    m_nodes.clear();
    m_fault = diagnosedFault(text, end, bounds);
    return false;
}

JsonValue JsonTape::root() const noexcept
{
    return {this, 0};
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/place.h"

namespace eventscope {

Place::Place(const JsonPointer &pointer, PointerSet &set)
    : m_pointer(pointer)
{
    JsonPointer part;
    bool first = true;
    const auto close = [&] {
        if (first)
            m_slot = set.add(part);
        else
            m_steps.push_back(part);
        first = false;
        part = {};
    };
    for (const std::string &token : pointer.tokens()) {
        if (token == "*")
            close();
        else
            part = part.child(token);
    }
    close();
    m_isOfMembers = m_steps.size() == 1 && m_steps.front().isRoot();
}

}

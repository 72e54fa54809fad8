// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns.h"

#include <vector>

namespace eventscope {

// The texts of a dictionary's terms, each made once. Not thread-safe.
class TermTexts {
public:
    using Text = QByteArray (Columns::*)(Term) const;

    TermTexts(const Columns &columns, Text text)
        : m_columns(columns)
        , m_text(text)
    {}

    // Valid until the next call.
    [[nodiscard]] const QByteArray &of(Term term)
    {
        if (term >= most) {
            m_other = (m_columns.*m_text)(term);
            return m_other;
        }
        if (term >= m_known.size())
            m_known.resize(term + 1);
        QByteArray &text = m_known[term];
        if (text.isNull() && term != 0)
            text = (m_columns.*m_text)(term);
        return text;
    }

private:
    static constexpr Term most = 0x10000;

    const Columns &m_columns;
    const Text m_text;
    std::vector<QByteArray> m_known;
    QByteArray m_other;
};

}

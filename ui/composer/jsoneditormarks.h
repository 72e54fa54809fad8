// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontext.h"
#include "validation/finding.h"

#include <vector>

namespace eventscope {

// The stretches of a text that findings are about: the worst `most` of them, by offset. They follow the
// text's edits until the next findings come.
class EditorMarks {
public:
    struct Mark {
        quint32 offset = 0;
        quint32 length = 0;    // 1 at least, but in an empty text
        Severity severity = Severity::Error;
        std::size_t finding = 0;
    };
    static constexpr std::size_t most = 500;

    // Those in the envelope and those not judged stand elsewhere.
    void set(std::vector<Finding> findings, const QByteArray &text);
    void follow(const std::vector<TextEdit> &edits, qsizetype size);

    [[nodiscard]] const std::vector<Mark> &marks() const { return m_marks; }
    [[nodiscard]] const std::vector<Finding> &findings() const { return m_findings; }
    [[nodiscard]] const Finding &findingOf(const Mark &mark) const { return m_findings[mark.finding]; }

    // Those that touch [from, to], the worst first.
    [[nodiscard]] std::vector<const Mark *> touching(quint32 from, quint32 to) const;
    // The first behind the offset, or before it, around the text's end; null without marks.
    [[nodiscard]] const Mark *next(quint32 offset, bool forward) const;

private:
    std::vector<Finding> m_findings;
    std::vector<Mark> m_marks;
};

}

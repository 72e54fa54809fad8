// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventfilter.h"

#include <QPalette>
#include <QSyntaxHighlighter>

#include <optional>

namespace eventscope {

// Colours a filter's text by what its parts are, and underlines its fault.
class FilterHighlighter : public QSyntaxHighlighter {
    Q_OBJECT

public:
    explicit FilterHighlighter(QTextDocument *document);

    void setPalette(const QPalette &palette);
    void setFault(const std::optional<EventFilter::ParseFault> &fault);
    [[nodiscard]] const std::optional<EventFilter::ParseFault> &fault() const { return m_fault; }

protected:
    void highlightBlock(const QString &text) override;

private:
    QPalette m_palette;
    std::optional<EventFilter::ParseFault> m_fault;
};

}

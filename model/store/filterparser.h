// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventfilter.h"

#include <optional>
#include <vector>

namespace eventscope {

// Reads the filter grammar, one text an object. Recursive descent; the first fault ends it.
class FilterParser {
public:
    FilterParser(QStringView text, Micros now);

    [[nodiscard]] tl::expected<EventFilter, EventFilter::ParseFault> parse();

private:
    using Node = EventFilter::Node;

    // One written value: a stretch of the text, without its quotes.
    struct Written {
        qsizetype offset = 0;    // quotes included
        qsizetype length = 0;
        QStringView inner;
        bool quoted = false;
    };

    std::optional<Node> parseAny();
    std::optional<Node> parseAll();
    std::optional<Node> parseNegatable();
    std::optional<Node> parseNegated(qsizetype signLength);
    std::optional<Node> parseGroup();
    std::optional<Node> parseTerm();
    std::optional<Node> parseQuoted();
    std::optional<Node> parseExpression();
    std::optional<Node> parseField(const Written &key);
    std::optional<Node> parsePath(const Written &key);
    std::optional<Node> parseComparison(const Written &key, QStringView comparison);
    std::optional<Node> parseHas();
    std::optional<Node> parseTime();
    std::optional<Node> parseVerdict();
    std::optional<Node> pathTerm(const Written &written, FilterTerm term);
    std::nullopt_t failUnknownField(const Written &key);
    std::nullopt_t failComparedField(const Written &key);
    std::optional<std::vector<Written>> parseValues();
    // A word or a quoted text; up to a space, a bracket or what stops it.
    using Stop = bool (*)(QChar c);
    std::optional<Written> readWritten(Stop stop);
    std::optional<Written> readQuoted(Stop stop);
    // `:`, `=`, `<`, `<=`, `>` or `>=`, one of which stands here.
    QStringView takeOperator();
    // A whole number behind a comparison.
    bool readBound(QStringView text, qsizetype offset, QStringView comparison, std::optional<double> &number);
    bool readDay(const Written &written, FilterTerm &term);
    bool readMoment(QStringView text, qsizetype offset, std::optional<Micros> &moment);

    void skipSpace();
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] QChar peek(qsizetype ahead = 0) const;
    [[nodiscard]] QStringView peekWord() const;
    // Past a keyword, when one stands here.
    bool takeKeyword(QStringView keyword);
    // Keeps the first fault.
    std::nullopt_t fail(qsizetype offset, qsizetype length, const QString &sentence);

    QStringView m_text;
    Micros m_now;
    qsizetype m_at = 0;
    int m_depth = 0;
    std::optional<EventFilter::ParseFault> m_fault;
};

}

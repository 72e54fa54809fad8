// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/tr.h"
#include "store/filterparser.h"
#include "store/filterpath.h"
#include "store/filtertext.h"

#include <cmath>

using namespace Qt::StringLiterals;

// What the parser does with paths.

namespace eventscope {

namespace {

using Node = EventFilter::Node;

constexpr QStringView spanDots = u"..";

// A JSON number or `inf`.
std::optional<double> numberOf(QStringView text)
{
    bool ok = false;
    const double value = text.toDouble(&ok);
    if (!ok || std::isnan(value) || text.front().isSpace() || text.back().isSpace())
        return {};
    return value;
}

// `<` or `<=` and what follows, or all of it.
QStringView withoutLess(QStringView text, FilterTerm &term)
{
    term.toClosed = text.startsWith(u"<=");
    return text.sliced(term.toClosed ? 2 : text.startsWith(u'<') ? 1 : 0);
}

// `10..20`, either of which may be missing; `10..<=20`.
bool readRange(QStringView text, FilterTerm &term)
{
    const qsizetype dots = text.indexOf(spanDots);
    if (dots < 0)
        return false;
    const QStringView from = text.first(dots);
    const QStringView written = text.sliced(dots + spanDots.size());
    const QStringView to = withoutLess(written, term);
    term.from = numberOf(from);
    term.to = numberOf(to);
    return (term.from || from.isEmpty()) && (term.to || written.isEmpty());
}

}

std::optional<Node> FilterParser::parsePath(const Written &key)
{
    QStringView sign = takeOperator();
    if (sign == u":" && (peek() == u'<' || peek() == u'>'))    // `:>10`
        sign = takeOperator();
    if (sign != u":" && sign != u"=")
        return parseComparison(key, sign);
    const auto written = parseValues();
    if (!written)
        return {};
    FilterTerm term;
    term.op = FilterTerm::Op::Range;
    if (written->size() == 1 && !written->front().quoted && readRange(written->front().inner, term))
        return pathTerm(key, std::move(term));
    term = {};
    term.op = FilterTerm::Op::AnyOf;
    for (const Written &value : *written)
        term.values.append(decodedValue(value.inner, ValueKind::Pattern));
    return pathTerm(key, std::move(term));
}

std::optional<Node> FilterParser::parseComparison(const Written &key, QStringView comparison)
{
    const qsizetype start = m_at;
    const std::optional<Written> written = readWritten([](QChar) { return false; });
    if (!written)
        return {};
    FilterTerm term;
    term.op = FilterTerm::Op::Range;
    const bool more = comparison.startsWith(u'>');
    const qsizetype dots = more && !written->quoted ? written->inner.indexOf(spanDots) : -1;
    const QStringView first = written->quoted ? m_text.sliced(start, written->length)
                              : dots < 0      ? written->inner
                                              : written->inner.first(dots);
    std::optional<double> &bound = more ? term.from : term.to;
    if (!readBound(first, start, comparison, bound))
        return {};
    if (const QStringView rest = dots < 0 ? QStringView() : written->inner.sliced(dots + spanDots.size());
        !rest.isEmpty()) {
        const QStringView to = withoutLess(rest, term);
        if (!readBound(to, start + written->inner.size() - to.size(), spanDots, term.to))
            return {};
    }
    term.fromOpen = comparison == u">";
    term.toClosed = term.toClosed || comparison == u"<=";
    return pathTerm(key, std::move(term));
}

bool FilterParser::readBound(QStringView text, qsizetype offset, QStringView comparison, std::optional<double> &number)
{
    if (text.isEmpty()) {
        fail(offset - comparison.size(), comparison.size(), tr("Expected a number behind this, such as 1000 or 0.5."));
        return false;
    }
    number = numberOf(text);
    if (!number)
        fail(offset, text.size(), tr("Expected a number here, such as 1000 or 0.5."));
    return number.has_value();
}

std::optional<Node> FilterParser::pathTerm(const Written &written, FilterTerm term)
{
    term.field = Field::Path;
    const auto names = written.quoted ? std::nullopt : pathOfNames(written.inner);
    const QByteArray decoded = decodedValue(written.inner, ValueKind::Literal);
    term.path = names ? *names : decoded;
    const bool taken = names || decoded.isEmpty() || decoded.startsWith('/') || written.quoted;
    if (!taken || !isFilterPath(term.path)) {
        return fail(written.offset, written.length,
            decoded.startsWith("props.")
                ? tr("Expected the name of a property behind props., such as props.plan.")
                : tr("Expected a path such as props.plan, string_props.plan or /string_props/plan, with ~0 for a ~ and "
                     "~1 for a / in a name."));
    }
    return Node{Node::Kind::Term, {}, std::move(term)};
}

std::optional<Node> FilterParser::parseHas()
{
    takeOperator();
    const auto written = parseValues();
    if (!written)
        return {};
    if (written->size() > 1) {
        return fail((*written)[1].offset, (*written)[1].length,
            tr("Expected one path; write has:/a or has:/b for either. To keep a comma in a path, put quotes around "
               "it."));
    }
    FilterTerm term;
    term.op = FilterTerm::Op::Exists;
    return pathTerm(written->front(), std::move(term));
}

}

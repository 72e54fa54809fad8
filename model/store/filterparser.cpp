// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/filterparser.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "store/filterpath.h"
#include "store/filterpattern.h"
#include "store/filtertext.h"
#include "store/wtf8.h"

#include <algorithm>
#include <array>
#include <numeric>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Node = EventFilter::Node;

constexpr QStringView rangeDots = u"..";

// Counts the brackets and negations that are open.
class Nesting {
public:
    explicit Nesting(int &depth)
        : m_depth(depth)
    {
        ++m_depth;
    }
    ~Nesting() { --m_depth; }
    Nesting(const Nesting &) = delete;
    Nesting &operator=(const Nesting &) = delete;

private:
    int &m_depth;
};

// What `foo` in `foo:bar` must look like to be taken for a field; `12:30` is text.
bool looksLikeKey(QStringView word)
{
    return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
    });
}

std::optional<Field> fieldFromKey(QStringView key)
{
    constexpr std::array fields{Field::Tenant, Field::User, Field::Name, Field::Service, Field::Verdict, Field::Origin,
        Field::Rule, Field::Time, Field::Text};
    for (const Field field : fields) {
        if (key == fieldKey(field))
            return field;
    }
    if (key == "verdict"_L1)
        return Field::Verdict;
    return {};
}

Node nodeOf(FilterTerm term)
{
    return {Node::Kind::Term, {}, std::move(term)};
}

Node textNode(QStringView written)
{
    FilterTerm term;
    term.values = {decodedValue(written, ValueKind::Literal)};
    return nodeOf(std::move(term));
}

constexpr std::array fieldNames{"tenant"_L1, "user"_L1, "name"_L1, "service"_L1, "is"_L1, "verdict"_L1, "rule"_L1,
    "origin"_L1, "time"_L1, "text"_L1, "has"_L1};

// How many letters to change, add, leave out or swap with their neighbour.
qsizetype mistakes(QStringView written, QLatin1String meant)
{
    QList<QList<qsizetype>> rows(3, QList<qsizetype>(meant.size() + 1, 0));
    std::iota(rows[0].begin(), rows[0].end(), 0);
    for (qsizetype i = 1; i <= written.size(); ++i) {
        QList<qsizetype> &row = rows[i % 3];
        const QList<qsizetype> &above = rows[(i - 1) % 3];
        row[0] = i;
        for (qsizetype j = 1; j <= meant.size(); ++j) {
            const auto is = [&](qsizetype at, qsizetype to) {
                return written[at - 1].toLower() == QChar(meant[to - 1]);
            };
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (is(i, j) ? 0 : 1)});
            if (i > 1 && j > 1 && is(i, j - 1) && is(i - 1, j))
                row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[written.size() % 3][meant.size()];
}

// The field that is nearly written so; empty when none is.
QString nearestField(QStringView written)
{
    constexpr qsizetype longest = 12;
    if (written.size() > longest)
        return {};
    const auto nearer = [written](
                            QLatin1String a, QLatin1String b) { return mistakes(written, a) < mistakes(written, b); };
    const QLatin1String nearest = *std::min_element(fieldNames.begin(), fieldNames.end(), nearer);
    const qsizetype allowed = std::min<qsizetype>(nearest.size(), written.size()) / 3;
    return mistakes(written, nearest) <= allowed ? QString(nearest) : QString();
}

}

FilterParser::FilterParser(QStringView text, Micros now)
    : m_text(text)
    , m_now(now)
{}

tl::expected<EventFilter, EventFilter::ParseFault> FilterParser::parse()
{
    skipSpace();
    std::optional<Node> root = atEnd() ? Node{} : parseAny();
    skipSpace();
    if (root && !atEnd())
        root = fail(m_at, 1, tr("There is no opening bracket to this one; remove it or put quotes around it."));
    if (!root)
        return tl::unexpected(*m_fault);
    return EventFilter(std::move(*root));
}

std::optional<Node> FilterParser::parseAny()
{
    Node any{Node::Kind::Any, {}, {}};
    do {
        std::optional<Node> all = parseAll();
        if (!all)
            return {};
        any.children.append(std::move(*all));
        skipSpace();
    } while (takeKeyword(u"or"));
    return any;
}

std::optional<Node> FilterParser::parseAll()
{
    Node all{Node::Kind::All, {}, {}};
    do {
        std::optional<Node> one = parseNegatable();
        if (!one)
            return {};
        all.children.append(std::move(*one));
        skipSpace();
    } while (
        takeKeyword(u"and") || (!atEnd() && peek() != u')' && peekWord().compare(u"or", Qt::CaseInsensitive) != 0));
    return all;
}

std::optional<Node> FilterParser::parseNegatable()
{
    skipSpace();
    if (peek() == u'-')
        return parseNegated(1);
    if (peekWord().compare(u"not", Qt::CaseInsensitive) == 0)
        return parseNegated(peekWord().size());
    return peek() == u'(' ? parseGroup() : parseTerm();
}

std::optional<Node> FilterParser::parseNegated(qsizetype signLength)
{
    const Nesting nesting(m_depth);
    if (m_depth > EventFilter::maxDepth)
        return fail(m_at, signLength, tr("Brackets and negations are nested too deeply; take some out."));
    const qsizetype sign = m_at;
    m_at += signLength;
    skipSpace();
    if (atEnd() || peek() == u')')
        return fail(sign, signLength,
            tr("Expected what is to be left out behind this; to find it as text, put quotes around it."));
    std::optional<Node> child = parseNegatable();
    if (!child)
        return {};
    return Node{Node::Kind::Not, {std::move(*child)}, {}};
}

std::optional<Node> FilterParser::parseGroup()
{
    const Nesting nesting(m_depth);
    const qsizetype open = m_at;
    if (m_depth > EventFilter::maxDepth)
        return fail(m_at, 1, tr("Brackets and negations are nested too deeply; take some out."));
    ++m_at;
    skipSpace();
    std::optional<Node> group = peek() == u')' ? Node{} : parseAny();
    if (!group)
        return {};
    skipSpace();
    if (peek() != u')')
        return fail(open, 1, tr("Expected a closing bracket to this one."));
    ++m_at;
    return group;
}

std::optional<Node> FilterParser::parseTerm()
{
    if (atEnd())
        return fail(m_at, 0, tr("Expected a condition here, such as tenant:acme or a word to find."));
    if (isFilterKeyword(peekWord()) || peek() == u')') {
        return fail(m_at, qMax<qsizetype>(peekWord().size(), 1),
            tr("Expected a condition before this; to find it as text, put quotes around it."));
    }
    if (peek() == u'~')
        return parseExpression();
    if (peek() == u'"')
        return parseQuoted();
    const std::optional<Written> word = readWritten(isOperator);
    if (!word)
        return {};
    if (!isOperator(peek()))
        return textNode(word->inner);
    if (word->inner.startsWith(u'/') || pathOfNames(word->inner))
        return parsePath(*word);
    if (looksLikeKey(word->inner))
        return parseField(*word);
    if (const QStringView key = word->inner.chopped(word->inner.isEmpty() ? 0 : 1);
        word->inner.endsWith(u'!') && (key.startsWith(u'/') || pathOfNames(key) || fieldFromKey(key))) {
        return fail(m_at - 1, 2, tr("Expected a dash in front instead, such as -%1:value.").arg(key));
    }
    m_at = word->offset;    // `12:30` is text
    const std::optional<Written> whole = readWritten([](QChar) { return false; });
    return whole ? std::optional(textNode(whole->inner)) : std::nullopt;
}

std::optional<Node> FilterParser::parseQuoted()
{
    const std::optional<Written> quoted = readQuoted(isOperator);
    if (!quoted)
        return {};
    if (!isOperator(peek()))
        return textNode(quoted->inner);
    const QStringView inner = quoted->inner;
    if (inner.isEmpty() || inner.startsWith(u'/') || inner.startsWith(u"props."))
        return parsePath(*quoted);
    return fail(m_at, 1, tr("Expected a space behind the closing quote."));
}

std::optional<Node> FilterParser::parseExpression()
{
    const qsizetype sign = m_at++;
    FilterTerm term;
    term.op = FilterTerm::Op::Matches;
    Written written{m_at, 0, {}, peek() == u'"'};
    if (written.quoted) {
        const auto quoted = readQuoted([](QChar) { return false; });
        if (!quoted)
            return {};
        written = *quoted;
        term.values = {decodedValue(written.inner, ValueKind::Literal)};
    } else {
        m_at = expressionEnd(m_text, m_at);
        written.length = m_at - written.offset;
        if (written.length == 0)
            return fail(sign, 1, tr("Expected a regular expression behind this, such as ~time.?out."));
        term.values = {toWtf8(m_text.sliced(written.offset, written.length))};
    }
    if (const auto pattern = filterPattern(viewOf(term.values.first())); !pattern) {
        return fail(written.offset, written.length,
            tr("This is no regular expression: %1. To find it as text, put quotes around all of it.")
                .arg(pattern.error()));
    }
    return nodeOf(std::move(term));
}

std::optional<Node> FilterParser::parseField(const Written &key)
{
    const bool compared = peek() == u'<' || peek() == u'>';
    if (key.inner == "has"_L1 && !compared)
        return parseHas();
    const std::optional<Field> field = fieldFromKey(key.inner);
    if (!field)
        return failUnknownField(key);
    if (compared)
        return failComparedField(key);
    takeOperator();
    if (*field == Field::Time)
        return parseTime();
    if (*field == Field::Verdict)
        return parseVerdict();
    const auto written = parseValues();
    if (!written)
        return {};
    FilterTerm term;
    term.field = *field;
    term.op = *field == Field::Text ? FilterTerm::Op::Contains : FilterTerm::Op::AnyOf;
    for (const Written &value : *written) {
        term.values.append(decodedValue(value.inner, *field == Field::Text ? ValueKind::Literal : ValueKind::Pattern));
    }
    return nodeOf(std::move(term));
}

std::nullopt_t FilterParser::failUnknownField(const Written &key)
{
    if (const QString near = nearestField(key.inner); !near.isEmpty()) {
        return fail(key.offset, key.length,
            tr("There is no field %1; is %2 meant? To find it as text, put quotes around all of it.")
                .arg(key.inner, near));
    }
    return fail(key.offset, key.length,
        tr("There is no field %1; expected tenant, user, name, service, is, rule, origin, time, text or has. "
           "A property of that name is props.%1, a member of the event /%1; to find it as text, put quotes around all "
           "of it.")
            .arg(key.inner));
}

std::nullopt_t FilterParser::failComparedField(const Written &key)
{
    if (key.inner == "time"_L1) {
        return fail(
            m_at, 1, tr("Expected a colon and a range, such as time:-1h.. for since and time:..-7d for until."));
    }
    return fail(m_at, 1,
        tr("Expected a colon behind %1; what is compared is a path, such as props.tokens>1000.").arg(key.inner));
}

std::optional<Node> FilterParser::parseVerdict()
{
    const auto written = parseValues();
    if (!written)
        return {};
    FilterTerm term;
    term.field = Field::Verdict;
    term.op = FilterTerm::Op::AnyOf;
    for (const Written &value : *written) {
        const QByteArray id = decodedValue(value.inner, ValueKind::Literal);
        if (!verdictFromId(id))
            return fail(value.offset, value.length, tr("Expected valid, warning, invalid or unjudged."));
        term.values.append(id);
    }
    return nodeOf(std::move(term));
}

std::optional<Node> FilterParser::parseTime()
{
    const auto written = parseValues();
    if (!written)
        return {};
    if (written->size() > 1)
        return fail((*written)[1].offset, (*written)[1].length, tr("Expected one range of time."));
    const Written &value = written->front();
    FilterTerm term;
    term.field = Field::Time;
    term.op = FilterTerm::Op::Range;
    const qsizetype dots = value.inner.indexOf(rangeDots);
    const qsizetype start = value.offset + (value.quoted ? 1 : 0);
    const bool ok = dots < 0 ? readDay(value, term)
                             : readMoment(value.inner.first(dots), start, term.timeFrom) &&
                                   readMoment(value.inner.sliced(dots + rangeDots.size()),
                                       start + dots + rangeDots.size(), term.timeTo);
    if (!ok)
        return {};
    return nodeOf(std::move(term));
}

bool FilterParser::readDay(const Written &written, FilterTerm &term)
{
    constexpr qsizetype dateLength = 10;    // 2026-03-01
    const bool date = written.inner.size() == dateLength && written.inner[4] == u'-';
    term.timeFrom = date ? parseMoment(written.inner, m_now) : std::nullopt;
    if (!term.timeFrom) {
        fail(written.offset, written.length,
            tr("Expected a day such as 2026-03-01, or a range such as 2026-03-01..2026-04-01, -1h.. or ..-7d."));
        return false;
    }
    term.timeTo = *term.timeFrom + microsPerDay;
    return true;
}

bool FilterParser::readMoment(QStringView text, qsizetype offset, std::optional<Micros> &moment)
{
    if (text.isEmpty())
        return true;
    if (text.startsWith(u'@')) {
        bool ok = false;
        const Micros micros = text.sliced(1).toLongLong(&ok);
        moment = ok ? std::optional(micros) : std::nullopt;
    } else {
        moment = parseMoment(text, m_now);
    }
    if (!moment)
        fail(offset, text.size(), tr("Expected a moment such as 2026-03-01, 2026-03-01T12:30:00Z, now or -1h."));
    return moment.has_value();
}

}

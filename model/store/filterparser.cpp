// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/filterparser.h"

#include "event/jsonpointer.h"
#include "event/utf8.h"
#include "store/filtertext.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Node = EventFilter::Node;

constexpr QStringView rangeDots = u"..";

QString tr(const char *text)
{
    return QCoreApplication::translate("eventscope::FilterParser", text);
}

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

// A JSON number, `inf` or nothing; false for anything else.
bool readNumber(QStringView text, std::optional<double> &number)
{
    if (text.isEmpty())
        return true;
    bool ok = false;
    const double value = text.toDouble(&ok);
    if (!ok || std::isnan(value) || text.front().isSpace() || text.back().isSpace())
        return false;
    number = value;
    return true;
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

Node termNode(FilterTerm term)
{
    return {Node::Kind::Term, {}, std::move(term)};
}

Node textNode(QStringView written)
{
    FilterTerm term;
    term.values = {decodedValue(written, ValueKind::Literal)};
    return termNode(std::move(term));
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
    const std::optional<Written> word = readWritten(u':');
    if (!word)
        return {};
    if (peek() != u':')
        return textNode(word->inner);
    if (word->inner.startsWith(u'/') || (word->quoted && word->inner.isEmpty()))
        return parsePath(*word);
    if (word->quoted)
        return fail(m_at, 1, tr("Expected a space behind the closing quote."));
    if (looksLikeKey(word->inner))
        return parseField(*word);
    m_at = word->offset;    // `12:30` is text
    const std::optional<Written> whole = readWritten(QChar());
    return whole ? std::optional(textNode(whole->inner)) : std::nullopt;
}

std::optional<Node> FilterParser::parseField(const Written &key)
{
    if (key.inner == "has"_L1)
        return parseHas();
    const std::optional<Field> field = fieldFromKey(key.inner);
    if (!field) {
        return fail(key.offset, key.length,
            tr("There is no field %1; expected tenant, user, name, service, is, rule, origin, time, text, has or a "
               "path "
               "such as /properties/plan. To find it as text, put quotes around it.")
                .arg(key.inner));
    }
    ++m_at;
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
    return termNode(std::move(term));
}

std::optional<Node> FilterParser::pathTerm(const Written &written, FilterTerm term)
{
    term.field = Field::Path;
    term.path = decodedValue(written.inner, ValueKind::Literal);
    if (!JsonPointer::parse(viewOf(term.path))) {
        return fail(written.offset, written.length,
            tr("Expected a path such as /properties/plan, with ~0 for a ~ and ~1 for a / in a name."));
    }
    return termNode(std::move(term));
}

std::optional<Node> FilterParser::parsePath(const Written &key)
{
    ++m_at;
    const auto written = parseValues();
    if (!written)
        return {};
    FilterTerm term;
    const Written &first = written->front();
    const qsizetype dots = first.inner.indexOf(rangeDots);
    if (written->size() == 1 && !first.quoted && dots >= 0 && readNumber(first.inner.first(dots), term.from) &&
        readNumber(first.inner.sliced(dots + rangeDots.size()), term.to)) {
        term.op = FilterTerm::Op::Range;
        return pathTerm(key, std::move(term));
    }
    term.from = term.to = {};
    term.op = FilterTerm::Op::AnyOf;
    for (const Written &value : *written)
        term.values.append(decodedValue(value.inner, ValueKind::Pattern));
    return pathTerm(key, std::move(term));
}

std::optional<Node> FilterParser::parseHas()
{
    ++m_at;
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
    return termNode(std::move(term));
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
    return termNode(std::move(term));
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsontext.h"

#include "event/jsonwalk.h"
#include "event/utf8.h"

#include <QCoreApplication>

#include <charconv>

namespace eventscope {

namespace {

tl::unexpected<Error> bad(const char *sentence, const QByteArray &pointer)
{
    const QString text = QCoreApplication::translate("eventscope::JsonText", sentence);
    return failure(Error::Kind::BadInput, pointer.isEmpty() ? text : text.arg(QString::fromUtf8(pointer)));
}

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

quint32 endOf(JsonValue value)
{
    return value.offset() + value.length();
}

QByteArray between(JsonValue value, quint32 from, quint32 to)
{
    return bytesOf(value.tape()->text().substr(from, to - from));
}

// A child of an object or array: where it begins (its key), and its value.
struct Child {
    quint32 begin = 0;
    JsonValue key;
    JsonValue value;
};

std::vector<Child> childrenOf(JsonValue container)
{
    std::vector<Child> children;
    if (container.isObject())
        for (const JsonMember member : container.members())
            children.push_back({member.key.offset(), member.key, member.value});
    else if (container.isArray())
        for (const JsonValue item : container.items())
            children.push_back({item.offset(), {}, item});
    return children;
}

std::optional<std::size_t> indexOf(std::string_view token)
{
    std::size_t index = 0;
    const char *const end = token.data() + token.size();
    const auto read = std::from_chars(token.data(), end, index);
    const bool spelled = read.ec == std::errc() && read.ptr == end && (token.size() == 1 || token.front() != '0');
    return spelled ? std::optional(index) : std::nullopt;
}

// The child that a token names; the last of duplicate keys. The children's size when there is none.
std::size_t placeOfToken(JsonValue container, const std::vector<Child> &children, std::string_view token)
{
    if (container.isArray())
        return std::min(indexOf(token).value_or(children.size()), children.size());
    std::size_t place = children.size();
    for (std::size_t i = 0; i < children.size(); ++i)
        if (children[i].key.stringEquals(token))
            place = i;
    return place;
}

// The line break and indent before a child, where it stands on a line of its own; else nothing.
QByteArray lineBefore(JsonValue container, quint32 childBegin)
{
    const std::string_view text = container.tape()->text();
    quint32 from = childBegin;
    while (from > 0 && isSpace(text[from - 1]))
        --from;
    std::string_view space = text.substr(from, childBegin - from);
    const std::size_t lineFeed = space.rfind('\n');
    if (lineFeed == std::string_view::npos)
        return {};
    const std::size_t start = lineFeed > 0 && space[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    return bytesOf(space.substr(start));
}

// How a document spaces what it holds, as far as its neighbours show.
struct Style {
    QByteArray colon = ":";
    QByteArray unit;    // one level of indent; empty: all on one line
};

// Looks at the containers on the way to the one that is changed: the innermost that shows it decides.
class StyleFinder {
public:
    void pass(JsonValue container, const std::vector<Child> &children)
    {
        if (children.empty())
            return;
        const Child &last = children.back();
        if (container.isObject())
            m_style.colon = between(container, endOf(last.key), last.value.offset());
        const QByteArray line = lineBefore(container, children.front().begin);
        const qsizetype outer = m_line.size();
        if (!line.isEmpty())
            m_style.unit = line.size() > outer && outer > 0 ? line.mid(outer) : line.mid(line.lastIndexOf('\n') + 1);
        else
            m_style.unit.clear();
        m_line = line;
    }

    [[nodiscard]] const Style &style() const { return m_style; }

private:
    Style m_style;
    QByteArray m_line;
};

// The raw value inside the objects that the tokens name. `line` is the break and indent of the value's
// own line; empty: on one line.
QByteArray nested(
    const std::vector<std::string> &tokens, std::size_t from, QByteArrayView raw, const Style &style, QByteArray line)
{
    QByteArray head;
    QByteArray tail;
    for (std::size_t i = from; i < tokens.size(); ++i) {
        const QByteArray outer = line;
        if (!line.isEmpty())
            line += style.unit;
        head += '{' + line + quoted(std::string_view(tokens[i])) + style.colon;
        tail.prepend(outer + '}');
    }
    return head.append(raw).append(tail);
}

// What stands between two neighbours: as between the last two, else as before the first.
QByteArray separator(JsonValue container, const std::vector<Child> &children, const Style &style)
{
    if (children.size() > 1)
        return between(container, endOf(children[children.size() - 2].value), children.back().begin);
    QByteArray space = between(container, container.offset() + 1, children.front().begin);
    if (space.isEmpty() && style.colon.endsWith(' '))
        space = " ";
    return ',' + space;
}

TextEdit insertion(JsonValue container, const std::vector<Child> &children, const Style &style,
    const std::vector<std::string> &tokens, std::size_t at, QByteArrayView raw)
{
    const QByteArray key = container.isObject() ? quoted(std::string_view(tokens[at])) + style.colon : QByteArray();
    if (!children.empty()) {
        const QByteArray line = lineBefore(container, children.back().begin);
        const QByteArray value = nested(tokens, at + 1, raw, style, line);
        return {endOf(children.back().value), 0, separator(container, children, style) + key + value};
    }
    const quint32 inside = container.offset() + 1;
    const quint32 spaces = container.length() - 2;
    QByteArray outer;
    if (!style.unit.isEmpty()) {
        const std::string_view text = container.tape()->text();
        const std::size_t lineFeed = text.substr(0, container.offset()).rfind('\n');
        const std::size_t start = lineFeed == std::string_view::npos ? 0 : lineFeed + 1;
        const std::size_t indent = std::min(text.find_first_not_of(" \t", start), text.size()) - start;
        const bool carriage = lineFeed != std::string_view::npos && lineFeed > 0 && text[lineFeed - 1] == '\r';
        outer = QByteArray(carriage ? "\r\n" : "\n") + bytesOf(text.substr(start, indent));
    }
    const QByteArray line = outer.isEmpty() ? QByteArray() : outer + style.unit;
    return {inside, spaces, line + key + nested(tokens, at + 1, raw, style, line) + outer};
}

}

QByteArray applied(const QByteArray &text, const std::vector<TextEdit> &edits)
{
    qsizetype size = text.size();
    for (const TextEdit &edit : edits)
        size += edit.text.size() - qsizetype(edit.length);
    QByteArray result;
    result.reserve(size);
    qsizetype at = 0;
    for (const TextEdit &edit : edits) {
        Q_ASSERT(qsizetype(edit.offset) >= at && qsizetype(edit.offset) + edit.length <= text.size());
        result += QByteArrayView(text).sliced(at, edit.offset - at);
        result += edit.text;
        at = qsizetype(edit.offset) + edit.length;
    }
    return result += QByteArrayView(text).sliced(at);
}

Result<std::vector<TextEdit>> editToSet(const JsonTape &tape, const JsonPointer &at, QByteArrayView rawValue)
{
    if (tape.isEmpty())
        return bad(QT_TRANSLATE_NOOP("eventscope::JsonText", "The text is no JSON, so nothing in it can be set."), {});
    JsonValue value = tape.root();
    StyleFinder finder;
    const std::vector<std::string> &tokens = at.tokens();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!value.isObject() && !value.isArray())
            return bad(
                QT_TRANSLATE_NOOP("eventscope::JsonText", "“%1” leads through a value that holds nothing."), at.text());
        const std::vector<Child> children = childrenOf(value);
        finder.pass(value, children);
        const std::size_t place = placeOfToken(value, children, tokens[i]);
        if (place < children.size()) {
            value = children[place].value;
            continue;
        }
        if (value.isArray() && tokens[i] != "-" && indexOf(tokens[i]) != children.size())
            return bad(QT_TRANSLATE_NOOP("eventscope::JsonText", "“%1” is no place in that array."), at.text());
        return std::vector{insertion(value, children, finder.style(), tokens, i, rawValue)};
    }
    return std::vector{TextEdit{value.offset(), value.length(), rawValue.toByteArray()}};
}

Result<std::vector<TextEdit>> editToRemove(const JsonTape &tape, const JsonPointer &at)
{
    if (tape.isEmpty() || at.isRoot())
        return bad(QT_TRANSLATE_NOOP("eventscope::JsonText", "The whole document cannot be removed from itself."), {});
    const JsonValue container = at.parent().in(tape.root());
    if (!container)
        return std::vector<TextEdit>{};
    if (!container.isObject() && !container.isArray())
        return bad(
            QT_TRANSLATE_NOOP("eventscope::JsonText", "“%1” leads through a value that holds nothing."), at.text());
    const std::vector<Child> children = childrenOf(container);
    const std::size_t place = placeOfToken(container, children, at.tokens().back());
    if (place == children.size()) {
        if (container.isArray())
            return bad(QT_TRANSLATE_NOOP("eventscope::JsonText", "“%1” is no place in that array."), at.text());
        return std::vector<TextEdit>{};
    }
    quint32 from = container.offset() + 1;
    quint32 to = endOf(container) - 1;
    if (place > 0) {
        from = endOf(children[place - 1].value);
        to = endOf(children[place].value);
    } else if (children.size() > 1) {
        from = children.front().begin;
        to = children[1].begin;
    }
    return std::vector{TextEdit{from, to - from, {}}};
}

Result<std::vector<TextEdit>> editToRename(const JsonTape &tape, const JsonPointer &at, QStringView newKey)
{
    if (tape.isEmpty() || at.isRoot())
        return bad(QT_TRANSLATE_NOOP("eventscope::JsonText", "The whole document has no name to change."), {});
    const JsonValue container = at.parent().in(tape.root());
    if (!container || !container.isObject())
        return bad(QT_TRANSLATE_NOOP("eventscope::JsonText", "“%1” is no member of an object."), at.text());
    const std::vector<Child> children = childrenOf(container);
    const std::size_t place = placeOfToken(container, children, at.tokens().back());
    if (place == children.size())
        return bad(QT_TRANSLATE_NOOP("eventscope::JsonText", "“%1” is no member of an object."), at.text());
    const JsonValue key = children[place].key;
    return std::vector{TextEdit{key.offset(), key.length(), quoted(newKey)}};
}

}

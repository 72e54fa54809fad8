// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/inputform.h"

#include "event/jsontext.h"
#include "event/jsonwalk.h"
#include "event/utf8.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t enoughBytes = 64 * 1024;
constexpr int enoughLines = 50;

std::string_view bare(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

// Reads JSON values one after the other, comments or not.
class SampleReader {
public:
    // Whether the text is whole values, or whole values and the beginning of one where it may go on.
    bool readsAsValues(std::string_view text, bool mayGoOn)
    {
        const std::string_view plain = withoutComments(text);
        std::size_t from = 0;
        while (!bare(plain.substr(from)).empty()) {
            const JsonWalkEnd end = walkJson(plain, from, JsonBounds().levels, m_nodes, m_open);
            if (end.complete())
                return true;
            if (end.stop != JsonStop::Trailing)
                return mayGoOn && end.offset >= plain.size();
            from = end.offset;
        }
        return true;
    }

    // The kind of the value that the text is; nothing when it is not exactly one.
    std::optional<JsonKind> kindOf(std::string_view text)
    {
        if (!m_tape.read(text) && !m_tape.read(withoutComments(text)))
            return std::nullopt;
        return m_tape.root().kind();
    }

private:
    std::string_view withoutComments(std::string_view text)
    {
        const std::vector<TextEdit> edits = editsToStripComments(text);
        if (edits.empty())
            return text;
        m_plain = applied(bytesOf(text), edits);
        return viewOf(m_plain);
    }

    JsonTape m_tape;
    std::vector<JsonNode> m_nodes;
    std::vector<std::uint32_t> m_open;
    QByteArray m_plain;
};

struct LineCensus {
    int lines = 0;         // neither blank nor a comment
    int values = 0;        // that are whole values
    int containers = 0;    // of them objects and arrays
    int braced = 0;        // from brace to brace, whole or not
    int opened = 0;        // that begin with a brace and more
    bool firstWhole = false;
    bool firstOpened = false;

    // Broken lines that still look like one object each.
    [[nodiscard]] bool looksLikeObjects() const
    {
        return lines > 1 && (braced * 2 >= lines || (firstOpened && opened * 2 >= lines));
    }
};

LineCensus censusOf(std::string_view sample, SampleReader &reader)
{
    LineCensus census;
    while (!sample.empty() && census.lines < enoughLines) {
        const std::size_t end = std::min(sample.find('\n'), sample.size());
        const std::string_view line = bare(sample.substr(0, end));
        sample.remove_prefix(std::min(end + 1, sample.size()));
        if (line.empty() || line.starts_with("//"))
            continue;
        const std::optional<JsonKind> kind = reader.kindOf(line);
        const bool opened = line.front() == '{' && line.size() > 1;
        if (census.lines == 0) {
            census.firstWhole = kind.has_value();
            census.firstOpened = opened;
        }
        ++census.lines;
        census.opened += opened ? 1 : 0;
        census.values += kind ? 1 : 0;
        census.containers += kind == JsonKind::Object || kind == JsonKind::Array ? 1 : 0;
        census.braced += line.front() == '{' && line.back() == '}' ? 1 : 0;
    }
    return census;
}

bool looksLikeUtf16(std::string_view text)
{
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        return true;
    const auto is = [&](std::size_t at, char c) { return text.size() > at && text[at] == c; };
    return (is(1, '\0') && (is(0, '{') || is(0, '['))) || (is(0, '\0') && (is(1, '{') || is(1, '[')));
}

InputForm formOf(std::string_view sample, bool whole)
{
    SampleReader reader;
    const LineCensus census = censusOf(sample, reader);
    if (census.lines == 0)
        return InputForm::Lines;
    if (census.values == census.lines)
        return InputForm::Lines;
    const bool document = reader.readsAsValues(sample, !whole);
    if (census.firstWhole)
        return document ? InputForm::Document : InputForm::Lines;
    if (census.containers * 2 > census.lines)
        return InputForm::Lines;
    return !document && census.looksLikeObjects() ? InputForm::Lines : InputForm::Document;
}

}

InputForm detectForm(InputWindow &window, std::size_t mostBytes)
{
    bool whole = false;
    while (!whole && window.rest().size() < enoughBytes)
        whole = !window.more();
    if (looksLikeUtf16(window.rest()))
        return InputForm::Utf16;
    while (!whole && bare(window.rest()).find('\n') == std::string_view::npos && window.rest().size() <= mostBytes)
        whole = !window.more();
    std::string_view sample = window.rest();
    const std::size_t lastLine = sample.rfind('\n');
    if (lastLine == std::string_view::npos && !whole)
        return bare(sample).starts_with('[') ? InputForm::Document : InputForm::Lines;
    return formOf(whole ? sample : sample.substr(0, lastLine + 1), whole);
}

}

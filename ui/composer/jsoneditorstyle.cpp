// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/jsoneditorstyle.h"

#include "compose/linelayout.h"
#include "theme.h"

#include <QFont>

#include <Qsci/qsciscintillabase.h>

#include <algorithm>
#include <array>
#include <string>

namespace eventscope {

namespace {

using Sci = QsciScintillaBase;
using namespace editorstyle;

constexpr long chunk = 256 * 1024;    // styled at a time
constexpr std::size_t lookAhead = 64;

bool isWord(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '-' ||
           c == '.' || c == '_' || (static_cast<uchar>(c) & 0x80U) != 0;
}

Style styleOfWord(std::string_view word)
{
    if (word == "true" || word == "false" || word == "null")
        return Literal;
    const bool isNumber = word.find_first_not_of("0123456789+-.eE") == std::string_view::npos &&
                          word.find_first_of("0123456789") != std::string_view::npos;
    return isNumber ? Number : Broken;
}

bool colonFollows(std::string_view text, std::string_view behind)
{
    for (const std::string_view part : {text, behind}) {
        const std::size_t at = part.find_first_not_of(" \t\r\n");
        if (at != std::string_view::npos)
            return part[at] == ':';
    }
    return false;
}

// Behind the closing quote, or the line's end.
std::size_t endOfString(std::string_view line, std::size_t from, bool &closed)
{
    closed = false;
    for (std::size_t at = from; at < line.size(); ++at) {
        if (line[at] == '\\')
            ++at;
        else if (line[at] == '"') {
            closed = true;
            return at + 1;
        }
    }
    return line.size();
}

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto part = [share](int x, int y) { return static_cast<int>(x + (y - x) * share); };
    return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

// A chunk of lines, as the surface has them.
class Chunk {
public:
    Chunk(Sci &surface, const LineLayout &layout, bool folding)
        : m_surface(surface)
        , m_layout(layout)
        , m_folding(folding)
    {}

    // Styles from the begin of a line to the end of one; tells where that is.
    long style(long begin, long most)
    {
        const long length = m_surface.SendScintilla(Sci::SCI_GETLENGTH);
        const long first = m_surface.SendScintilla(Sci::SCI_LINEFROMPOSITION, begin);
        const long last = m_surface.SendScintilla(Sci::SCI_LINEFROMPOSITION, std::min(most, begin + chunk));
        const long end = lineStart(last + 1);
        const long more = std::min(length, end + long(lookAhead));
        m_text.assign(static_cast<std::size_t>(more - begin) + 1, '\0');
        m_surface.SendScintilla(Sci::SCI_GETTEXTRANGE, begin, more, m_text.data());
        m_styles.assign(static_cast<std::size_t>(end - begin), Plain);
        for (long line = first; line <= last; ++line)
            styleOne(line, begin);
        m_surface.SendScintilla(Sci::SCI_STARTSTYLING, static_cast<unsigned long>(begin), 0L);
        m_surface.SendScintilla(Sci::SCI_SETSTYLINGEX, std::uintptr_t(m_styles.size()), m_styles.data());
        return end;
    }

private:
    [[nodiscard]] long lineStart(long line) const
    {
        return line < m_surface.SendScintilla(Sci::SCI_GETLINECOUNT)
                   ? m_surface.SendScintilla(Sci::SCI_POSITIONFROMLINE, line)
                   : m_surface.SendScintilla(Sci::SCI_GETLENGTH);
    }

    void styleOne(long line, long begin)
    {
        const long from = lineStart(line);
        const long to = lineStart(line + 1);
        const long packed = line > 0 ? m_surface.SendScintilla(Sci::SCI_GETLINESTATE, line - 1) : 0;
        LineState state{(packed & 1) != 0, static_cast<int>(packed >> 1)};
        state.inString = state.inString && from > 0 && m_layout.isBreak(from - 1);
        const std::string_view text(m_text.data(), m_text.size() - 1);
        const auto at = static_cast<std::size_t>(from - begin);
        const auto size = static_cast<std::size_t>(to - from);
        int level = 0;
        state =
            styleLine(text.substr(at, size), text.substr(at + size, lookAhead), state, m_styles.data() + at, &level);
        m_surface.SendScintilla(
            Sci::SCI_SETLINESTATE, static_cast<unsigned long>(line), long(state.depth) * 2 + (state.inString ? 1 : 0));
        if (!m_folding)
            return;
        const int header = state.depth > level ? Sci::SC_FOLDLEVELHEADERFLAG : 0;
        m_surface.SendScintilla(Sci::SCI_SETFOLDLEVEL, static_cast<unsigned long>(line),
            long(Sci::SC_FOLDLEVELBASE + std::min(level, 2000)) | header);
    }

    Sci &m_surface;
    const LineLayout &m_layout;
    bool m_folding;
    std::string m_text;
    std::string m_styles;
};

}

LineState styleLine(std::string_view line, std::string_view behind, LineState state, char *styles, int *level)
{
    std::fill_n(styles, line.size(), char(Plain));
    std::size_t at = 0;
    bool closed = true;
    if (state.inString) {
        at = endOfString(line, 0, closed);
        std::fill_n(styles, at, char(String));
    }
    *level = state.depth;
    bool leads = !state.inString;    // only closing brackets so far
    while (at < line.size()) {
        const char c = line[at];
        std::size_t end = at + 1;
        if (c == '"') {
            end = endOfString(line, end, closed);
            const bool isKey = closed && colonFollows(line.substr(end), behind);
            std::fill_n(styles + at, end - at, char(isKey ? Key : String));
        } else if (c == '{' || c == '[' || c == '}' || c == ']' || c == ',' || c == ':') {
            styles[at] = Punctuation;
            if (c == '{' || c == '[')
                ++state.depth;
            else if (c == '}' || c == ']')
                state.depth = std::max(0, state.depth - 1);
            if (leads && (c == '}' || c == ']'))
                *level = state.depth;
        } else if (isWord(c)) {
            while (end < line.size() && isWord(line[end]))
                ++end;
            std::fill_n(styles + at, end - at, char(styleOfWord(line.substr(at, end - at))));
        }
        leads = leads && (c == '}' || c == ']' || c == ' ' || c == '\t');
        at = end;
    }
    state.inString = !closed;
    return state;
}

void styleTo(QsciScintillaBase &surface, const LineLayout &layout, long position, bool folding)
{
    const long styled = surface.SendScintilla(Sci::SCI_GETENDSTYLED);
    long at =
        surface.SendScintilla(Sci::SCI_POSITIONFROMLINE, surface.SendScintilla(Sci::SCI_LINEFROMPOSITION, styled));
    Chunk lines(surface, layout, folding);
    while (at < position)
        at = lines.style(at, position);
}

namespace {

// How text looks: its font, and a colour for each kind of token.
void dressText(QsciScintillaBase &surface, const QPalette &palette, const QFont &font, const Theme &theme)
{
    const QColor base = palette.color(QPalette::Base);
    const QColor text = palette.color(QPalette::Text);
    const QByteArray family = font.family().toUtf8();
    const auto send = [&surface](
                          unsigned message, unsigned long a, long b = 0) { surface.SendScintilla(message, a, b); };
    const auto paint = [&surface](unsigned message, unsigned long a, const QColor &c) {
        surface.SendScintilla(message, a, c);
    };
    surface.SendScintilla(Sci::SCI_STYLESETFONT, std::uintptr_t(Sci::STYLE_DEFAULT), family.constData());
    const double points = font.pointSizeF() > 0 ? font.pointSizeF() : 10;
    send(Sci::SCI_STYLESETSIZEFRACTIONAL, Sci::STYLE_DEFAULT,
        static_cast<long>(points * int(Sci::SC_FONT_SIZE_MULTIPLIER)));
    paint(Sci::SCI_STYLESETFORE, Sci::STYLE_DEFAULT, text);
    paint(Sci::SCI_STYLESETBACK, Sci::STYLE_DEFAULT, base);
    surface.SendScintilla(Sci::SCI_STYLECLEARALL);
    const std::array<std::pair<Style, QColor>, 6> inks{{{Key, theme.key}, {String, theme.string},
        {Number, theme.number}, {Literal, theme.literal}, {Punctuation, text}, {Broken, theme.error}}};
    for (const auto &[style, ink] : inks)
        paint(Sci::SCI_STYLESETFORE, static_cast<unsigned long>(style), ink);
    paint(Sci::SCI_STYLESETFORE, Sci::STYLE_BRACELIGHT, theme.accent);
    paint(Sci::SCI_STYLESETBACK, Sci::STYLE_BRACELIGHT, mixed(base, palette.color(QPalette::Highlight), 0.3));
    send(Sci::SCI_STYLESETBOLD, Sci::STYLE_BRACELIGHT, 1);
    paint(Sci::SCI_STYLESETFORE, Sci::STYLE_BRACEBAD, theme.error);
    send(Sci::SCI_STYLESETBOLD, Sci::STYLE_BRACEBAD, 1);
    paint(Sci::SCI_STYLESETFORE, Sci::STYLE_FOLDDISPLAYTEXT, theme.subtleText);
}

// What stands on the text: selection, caret, squiggles, and the margin beside it.
void dressMarks(QsciScintillaBase &surface, const QPalette &palette, const Theme &theme)
{
    const auto send = [&surface](
                          unsigned message, unsigned long a, long b = 0) { surface.SendScintilla(message, a, b); };
    const auto paint = [&surface](unsigned message, unsigned long a, const QColor &c) {
        surface.SendScintilla(message, a, c);
    };
    send(Sci::SCI_SETSELFORE, 0);
    paint(Sci::SCI_SETSELBACK, 1,
        mixed(palette.color(QPalette::Base), palette.color(QPalette::Highlight), theme.dark ? 0.45 : 0.28));
    surface.SendScintilla(Sci::SCI_SETCARETFORE, palette.color(QPalette::Text));
    send(Sci::SCI_SETCARETWIDTH, 2);
    send(Sci::SCI_SETCARETLINEVISIBLE, 1);
    surface.SendScintilla(Sci::SCI_SETCARETLINEBACK, palette.color(QPalette::AlternateBase));
    send(Sci::SCI_SETEXTRAASCENT, 1);
    send(Sci::SCI_SETEXTRADESCENT, 1);

    const std::array<std::pair<Indicator, QColor>, 3> marks{{{InfoMark, theme.color(Severity::Info)},
        {WarningMark, theme.color(Severity::Warning)}, {ErrorMark, theme.color(Severity::Error)}}};
    for (const auto &[mark, ink] : marks) {
        send(Sci::SCI_INDICSETSTYLE, static_cast<unsigned long>(mark), Sci::INDIC_SQUIGGLE);
        paint(Sci::SCI_INDICSETFORE, static_cast<unsigned long>(mark), ink);
    }
    send(Sci::SCI_INDICSETSTYLE, FindMark, Sci::INDIC_STRAIGHTBOX);
    send(Sci::SCI_INDICSETUNDER, FindMark, 1);
    send(Sci::SCI_INDICSETALPHA, FindMark, theme.dark ? 60 : 50);
    send(Sci::SCI_INDICSETOUTLINEALPHA, FindMark, 120);
    paint(Sci::SCI_INDICSETFORE, FindMark, theme.warning);

    paint(Sci::SCI_SETFOLDMARGINCOLOUR, 1, palette.color(QPalette::AlternateBase));
    paint(Sci::SCI_SETFOLDMARGINHICOLOUR, 1, palette.color(QPalette::AlternateBase));
    for (unsigned long marker = Sci::SC_MARKNUM_FOLDEREND; marker <= Sci::SC_MARKNUM_FOLDEROPEN; ++marker) {
        paint(Sci::SCI_MARKERSETFORE, marker, theme.subtleText);
        paint(Sci::SCI_MARKERSETBACK, marker, theme.subtleText);
    }
}

}

void dress(QsciScintillaBase &surface, const QPalette &palette, const QFont &font)
{
    const Theme theme = Theme::of(palette);
    dressText(surface, palette, font, theme);
    dressMarks(surface, palette, theme);
}

}

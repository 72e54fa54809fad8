// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsontext.h"

namespace eventscope {

namespace {

// Goes over a text that may be broken: a string that is not closed ends with its line, so that one
// missing quote does not hide every comment behind it.
class CommentStripper {
public:
    explicit CommentStripper(std::string_view text)
        : m_text(text)
    {}

    std::vector<TextEdit> run()
    {
        while (m_at < m_text.size()) {
            const std::string_view rest = m_text.substr(m_at);
            if (rest.starts_with("//"))
                comment(m_text.find('\n', m_at));
            else if (rest.starts_with("/*"))
                blockComment();
            else
                token(rest.front());
        }
        return std::move(m_edits);
    }

private:
    void comment(std::size_t end)
    {
        end = std::min(end, m_text.size());
        if (end < m_text.size() && m_text[end - 1] == '\r')
            --end;
        add(m_at, end, {});
        m_at = end;
    }

    void blockComment()
    {
        const std::size_t close = m_text.find("*/", m_at + 2);
        const std::size_t end = close == std::string_view::npos ? m_text.size() : close + 2;
        const bool glues = m_at > 0 && end < m_text.size() && isWord(m_text[m_at - 1]) && isWord(m_text[end]);
        add(m_at, end, glues ? QByteArray(" ") : QByteArray());
        m_at = end;
    }

    void token(char c)
    {
        if (c == ',') {
            m_comma = m_at++;
            m_editsBeforeComma = m_edits.size();
            return;
        }
        const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if ((c == '}' || c == ']') && m_comma != std::string_view::npos) {
            const TextEdit edit{static_cast<quint32>(m_comma), 1, {}};
            m_edits.insert(m_edits.begin() + static_cast<std::ptrdiff_t>(m_editsBeforeComma), edit);
        }
        if (!space)
            m_comma = std::string_view::npos;
        if (c == '"')
            string();
        else
            ++m_at;
    }

    void string()
    {
        ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"' && m_text[m_at] != '\n')
            m_at += m_text[m_at] == '\\' && m_at + 1 < m_text.size() && m_text[m_at + 1] != '\n' ? 2 : 1;
        if (m_at < m_text.size())
            ++m_at;
    }

    void add(std::size_t from, std::size_t to, const QByteArray &text)
    {
        m_edits.push_back({static_cast<quint32>(from), static_cast<quint32>(to - from), text});
    }

    static bool isWord(char c)
    {
        return static_cast<unsigned char>(c) > 0x20 && c != ',' && c != ':' && c != '{' && c != '}' && c != '[' &&
               c != ']';
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_comma = std::string_view::npos;    // the last one, when only spaces and comments followed
    std::size_t m_editsBeforeComma = 0;
    std::vector<TextEdit> m_edits;
};

}

std::vector<TextEdit> editsToStripComments(std::string_view text)
{
    return CommentStripper(text).run();
}

}

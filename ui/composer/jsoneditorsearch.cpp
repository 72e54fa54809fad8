// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/jsoneditorsearch.h"

#include "event/utf8.h"

#include <QList>

#include <algorithm>

namespace eventscope {

TextSearch::TextSearch(const QString &wanted, bool matchCase)
{
    for (const uint character : wanted.toUcs4()) {
        Spellings spellings;
        const auto add = [&spellings](char32_t c) {
            const QByteArray bytes = QString::fromUcs4(&c, 1).toUtf8();
            if (std::find(spellings.cbegin(), spellings.cend(), bytes) == spellings.cend())
                spellings.push_back(bytes);
        };
        add(character);
        if (!matchCase) {
            add(QChar::toLower(character));
            add(QChar::toUpper(character));
            add(QChar::toTitleCase(character));
        }
        m_wanted.push_back(std::move(spellings));
    }
    if (m_wanted.empty())
        return;
    for (const QByteArray &bytes : m_wanted.front())
        m_first.at(static_cast<uchar>(bytes.at(0))) = true;
}

std::size_t TextSearch::lengthAt(std::string_view text, std::size_t at) const
{
    std::size_t end = at;
    for (const Spellings &spellings : m_wanted) {
        const std::string_view rest = text.substr(end);
        const auto found = std::find_if(spellings.cbegin(), spellings.cend(),
            [rest](const QByteArray &bytes) { return rest.substr(0, std::size_t(bytes.size())) == viewOf(bytes); });
        if (found == spellings.cend())
            return 0;
        end += static_cast<std::size_t>(found->size());
    }
    return end - at;
}

std::vector<TextSearch::Match> TextSearch::matches(std::string_view text) const
{
    std::vector<Match> found;
    if (m_wanted.empty())
        return found;
    for (std::size_t at = 0; at < text.size() && found.size() < most;) {
        const std::size_t length = m_first[static_cast<uchar>(text[at])] ? lengthAt(text, at) : 0;
        if (length > 0)
            found.push_back({static_cast<quint32>(at), static_cast<quint32>(length)});
        at += std::max<std::size_t>(1, length);
    }
    return found;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/nearnames.h"

#include <QString>

#include <algorithm>
#include <string_view>

namespace eventscope {

namespace {

bool isSeparator(QChar c)
{
    return c == u'.' || c == u'_' || c == u'-' || c.isSpace();
}

bool isPluralOf(const QByteArray &many, const QByteArray &one)
{
    if (one.size() < 2 || many.endsWith("ss"))
        return false;
    return many == one + 's' || many == one + "es" || (one.endsWith('y') && many == one.chopped(1) + "ies");
}

// The same for a word and its plural, and for others too: only where to look.
QByteArray stem(QByteArray word)
{
    constexpr std::string_view endings = "seiy";
    while (word.size() > 1 && endings.find(word.back()) != std::string_view::npos)
        word.chop(1);
    return word;
}

bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

}

bool isMistyped(QByteArrayView a, QByteArrayView b) noexcept
{
    if (a.size() < b.size())
        std::swap(a, b);
    if (a.size() - b.size() > 1 || b.size() < 4)
        return false;
    const auto differ = std::mismatch(b.begin(), b.end(), a.begin());
    const qsizetype at = differ.first - b.begin();
    if (at == a.size() || isDigit(a[at]) || (at < b.size() && isDigit(b[at])))
        return false;
    if (a.size() > b.size())
        return a.sliced(at + 1) == b.sliced(at);
    if (a.sliced(at + 1) == b.sliced(at + 1))
        return true;
    return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] && a.sliced(at + 2) == b.sliced(at + 2);
}

NearNames::Words NearNames::wordsOf(QByteArrayView name)
{
    Words result;
    result.name = name.toByteArray();
    const QString text = QString::fromUtf8(name);
    QString word;
    const auto finish = [&] {
        if (word.isEmpty())
            return;
        result.words.push_back(word.toCaseFolded().toUtf8());
        result.joined += result.words.back();
        word.clear();
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool camel = i > 0 && text[i].isUpper() && text[i - 1].isLower();
        if (camel || isSeparator(text[i]))
            finish();
        if (!isSeparator(text[i]))
            word += text[i];
    }
    finish();
    return result;
}

QByteArray NearNames::stemOf(const Words &words)
{
    QByteArray stems;
    for (const QByteArray &word : words.words)
        stems += stem(word);
    return stems;
}

bool NearNames::areNear(const Words &a, const Words &b)
{
    if (a.joined == b.joined || isPluralOf(a.joined, b.joined) || isPluralOf(b.joined, a.joined))
        return true;
    return std::equal(a.words.begin(), a.words.end(), b.words.begin(), b.words.end(),
        [](const QByteArray &one, const QByteArray &other) {
            return one == other || isPluralOf(one, other) || isPluralOf(other, one);
        });
}

NearNames::NearNames(std::vector<QByteArray> names)
{
    m_names.reserve(names.size());
    for (const QByteArray &name : names) {
        Words words = wordsOf(name);
        if (words.words.empty())
            continue;
        const QByteArray byWord = stemOf(words);
        const QByteArray whole = stem(words.joined);
        m_stems.insert(byWord, m_names.size());
        if (whole != byWord)
            m_stems.insert(whole, m_names.size());
        m_names.push_back(std::move(words));
    }
}

QByteArray NearNames::nearly(QByteArrayView name) const
{
    const Words words = wordsOf(name);
    QByteArray found;
    for (const QByteArray &key : {stemOf(words), stem(words.joined)}) {
        for (auto it = m_stems.constFind(key); it != m_stems.constEnd() && it.key() == key; ++it) {
            const Words &other = m_names[*it];
            if (other.name == name || (!found.isEmpty() && found != other.name && areNear(words, other)))
                return {};
            if (areNear(words, other))
                found = other.name;
        }
    }
    return found;
}

QByteArray NearNames::nearlyOrMistyped(QByteArrayView name) const
{
    QByteArray found = nearly(name);
    constexpr std::size_t most = 5000;    // one letter is looked for in each of them
    if (!found.isEmpty() || m_names.size() > most)
        return found;
    for (const Words &other : m_names) {
        if (other.name == name)
            return {};
        if (!isMistyped(name, other.name))
            continue;
        if (!found.isEmpty())
            return {};
        found = other.name;
    }
    return found;
}

}

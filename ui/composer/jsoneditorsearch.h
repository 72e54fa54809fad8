// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <array>
#include <string_view>
#include <vector>

namespace eventscope {

// Where a string stands in UTF-8 bytes, upper and lower case alike or not. Works on the bytes, so that it
// is quick in 10 MB and indifferent to what is no UTF-8.
class TextSearch {
public:
    struct Match {
        quint32 offset = 0;
        quint32 length = 0;

        friend bool operator==(const Match &, const Match &) = default;
    };
    static constexpr std::size_t most = 100'000;

    TextSearch() = default;
    TextSearch(const QString &wanted, bool matchCase);

    // In order, apart from one another, `most` at most. None for an empty string.
    [[nodiscard]] std::vector<Match> matches(std::string_view text) const;

private:
    using Spellings = std::vector<QByteArray>;    // of one character: itself, upper, lower, title

    [[nodiscard]] std::size_t lengthAt(std::string_view text, std::size_t at) const;    // 0: no match

    std::vector<Spellings> m_wanted;
    std::array<bool, 256> m_first{};
};

}

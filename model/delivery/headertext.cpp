// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/headertext.h"

#include <QByteArrayList>

#include <algorithm>
#include <array>
#include <string_view>

namespace eventscope {

namespace {

bool isTokenCharacter(char c) noexcept
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           marks.find(c) != std::string_view::npos;
}

template <std::size_t N>
bool lists(const std::array<std::string_view, N> &names, QByteArrayView name)
{
    return std::any_of(names.begin(), names.end(), [&](std::string_view one) {
        return isSameHeader({one.data(), static_cast<qsizetype>(one.size())}, name);
    });
}

}

bool isHeaderName(QByteArrayView name) noexcept
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), isTokenCharacter);
}

bool isHeaderValue(QByteArrayView value) noexcept
{
    const bool visible = std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
    return visible && (value.isEmpty() || (value.front() != ' ' && value.back() != ' '));
}

bool isSameHeader(QByteArrayView a, QByteArrayView b) noexcept
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

bool isOwnHeader(QByteArrayView name)
{
    static constexpr std::array<std::string_view, 17> own{"accept", "accept-encoding", "accept-language", "connection",
        "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive", "proxy-connection", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "http2-settings"};
    return lists(own, name);
}

bool isCredentialHeader(QByteArrayView name)
{
    static constexpr std::array<std::string_view, 12> telling{"authorization", "auth", "cookie", "token", "secret",
        "password", "passwd", "apikey", "credential", "credentials", "jwt", "cookie2"};
    static constexpr std::array<std::string_view, 8> owners{
        "api", "access", "write", "query", "master", "admin", "private", "secret"};
    const QByteArrayList words = name.toByteArray().replace('_', '-').split('-');
    for (qsizetype i = 0; i < words.size(); ++i) {
        const bool key = i > 0 && isSameHeader(words[i], "key") && lists(owners, words[i - 1]);
        if (key || lists(telling, words[i]))
            return true;
    }
    return false;
}

}

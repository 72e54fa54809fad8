// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/deliverytext.h"
#include "delivery/request.h"

#include <QUrl>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> wrong(const QString &reason)
{
    return failure(Error::Kind::BadInput,
        DeliveryText::tr("The base URL cannot be used: %1 An example: %2.").arg(reason, u"https://api.example.com"_s));
}

bool isUnprintable(QChar c)
{
    return c.isSpace() || !c.isPrint();
}

// What stands before "://" or in its place.
QString schemeFault(const QString &text)
{
    const qsizetype mark = text.indexOf(u"://");
    if (mark < 0) {
        const bool halved =
            text.startsWith(u"http:", Qt::CaseInsensitive) || text.startsWith(u"https:", Qt::CaseInsensitive);
        return halved ? DeliveryText::tr("Two slashes follow \"http:\" and \"https:\".")
                      : DeliveryText::tr("It must begin with https:// or http://.");
    }
    const QString scheme = text.first(mark).toLower();
    if (scheme == u"https" || scheme == u"http")
        return {};
    const bool word = std::all_of(scheme.begin(), scheme.end(), [](QChar c) { return c.isLetterOrNumber(); });
    if (scheme.isEmpty() || !word || scheme.size() > 12)
        return DeliveryText::tr("It must begin with https:// or http://.");
    return DeliveryText::tr("\"%1://\" is neither https:// nor http://.").arg(scheme);
}

// What stands between "://" and the path: a name, an address in brackets, perhaps a port. What could be a
// password is not repeated.
QString authorityFault(const QString &authority)
{
    if (authority.contains(u'@'))
        return DeliveryText::tr("It must not hold a user name or password; keys are set apart from it.");
    const qsizetype bracket = authority.indexOf(u']');
    const qsizetype colon = authority.indexOf(u':', std::max<qsizetype>(bracket, 0));
    if (authority.isEmpty() || colon == 0)
        return DeliveryText::tr("The host is missing.");
    if (authority.startsWith(u'[') && bracket < 0)
        return DeliveryText::tr("An IPv6 address stands between [ and ].");
    if (bracket < 0 && authority.count(u':') > 1)
        return DeliveryText::tr("An IPv6 address stands between [ and ].");
    if (colon < 0)
        return {};
    bool number = false;
    const int port = authority.mid(colon + 1).toInt(&number);
    const bool digits =
        std::all_of(authority.begin() + colon + 1, authority.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (!digits || !number || port < 1 || port > 65535)
        return DeliveryText::tr("The port must be a number from 1 to 65535.");
    return {};
}

}

Result<QByteArray> usableBase(const QString &base)
{
    const QString text = base.trimmed();
    if (text.isEmpty())
        return wrong(DeliveryText::tr("It is empty."));
    if (std::any_of(text.begin(), text.end(), isUnprintable))
        return wrong(DeliveryText::tr("It holds a space or a control character."));
    if (text.contains(u'\\'))
        return wrong(DeliveryText::tr("It holds a backslash; the slashes of a URL lean forward."));
    if (const QString fault = schemeFault(text); !fault.isEmpty())
        return wrong(fault);

    const qsizetype start = text.indexOf(u"://") + 3;
    const auto ends = [](QChar c) { return c == u'/' || c == u'?' || c == u'#'; };
    const auto end = std::find_if(text.begin() + start, text.end(), ends);
    const QString authority = text.mid(start, end - text.begin() - start);
    if (const QString fault = authorityFault(authority); !fault.isEmpty())
        return wrong(fault);
    if (text.contains(u'#'))
        return wrong(DeliveryText::tr("It must not hold a fragment, which begins with '#'."));
    if (text.contains(u'?'))
        return wrong(DeliveryText::tr("It must not hold a query, which begins with '?'."));

    const QUrl url(text, QUrl::StrictMode);
    const QUrl hostOnly(text.left(end - text.begin()), QUrl::StrictMode);
    if (!hostOnly.isValid() || hostOnly.host().isEmpty())
        return wrong(
            DeliveryText::tr("The host's name has characters that no name can have, or none between two dots."));
    if (!url.isValid())
        return wrong(DeliveryText::tr("Its path holds a character that must be percent-encoded, or a '%' without two "
                                      "hexadecimal digits."));
    QByteArray encoded = url.toEncoded(QUrl::FullyEncoded);
    while (encoded.endsWith('/'))
        encoded.chop(1);
    return encoded;
}

}

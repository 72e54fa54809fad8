// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/httpguard.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

using std::string_view_literals::operator""sv;

QString guardText(const char *text)
{
    return QCoreApplication::translate("eventscope::HttpListener", text);
}

// For people: no longer than a line, nothing that cannot be printed.
QString shownValue(QByteArrayView value)
{
    QString shown = QString::fromUtf8(value.first(std::min<qsizetype>(value.size(), 100)));
    for (QChar &c : shown)
        if (!c.isPrint())
            c = QChar(u'\uFFFD');
    return value.size() > 100 ? shown + u'…' : shown;
}

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           "!#$%&'*+-.^_`|~"sv.find(c) != std::string_view::npos;
}

bool isHttpName(QByteArrayView name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), isNameByte);
}

qsizetype countOf(const HttpRequest &head, QByteArrayView name)
{
    return std::count_if(
        head.headers.begin(), head.headers.end(), [name](const NamedValue &header) { return isNamed(header, name); });
}

// "host:port" and "[v6]:port" without the port; nothing when that is neither.
std::optional<QByteArray> hostOf(QByteArrayView authority)
{
    qsizetype end = authority.indexOf(':');
    if (authority.startsWith('[')) {
        end = authority.indexOf(']') + 1;
        if (end == 0)
            return {};
    } else if (end < 0) {
        end = authority.size();
    }
    const QByteArrayView port = authority.sliced(end);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (end == 0 ||
        (!port.isEmpty() && (port[0] != ':' || port.size() > 6 || !std::all_of(port.begin() + 1, port.end(), isDigit))))
        return {};
    return authority.first(end).toByteArray().toLower();
}

bool isLoopbackName(const QByteArray &host)
{
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

QHostAddress addressIn(const QByteArray &host)
{
    QHostAddress address;
    QByteArray plain = host.startsWith('[') ? host.mid(1, host.size() - 2) : host;
    if (!address.setAddress(QString::fromLatin1(plain)))
        return {};
    return address;
}

// Takes as long whatever differs.
bool sameSecret(QByteArrayView given, QByteArrayView wanted)
{
    unsigned difference = given.size() == wanted.size() ? 0 : 1;
    for (qsizetype i = 0; i < given.size(); ++i)
        difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(wanted[i % wanted.size()]);
    return difference == 0;
}

bool isPreflight(const HttpRequest &head)
{
    return head.method == "OPTIONS" && countOf(head, "Origin") > 0 &&
           countOf(head, "Access-Control-Request-Method") > 0;
}

QByteArrayList lowerCase(const QStringList &texts)
{
    QByteArrayList list;
    for (const QString &text : texts)
        list.append(text.trimmed().toLower().toUtf8());
    return list;
}

}

HttpGuard::HttpGuard(const ListenOptions &options)
    : m_address(options.address)
    , m_token(options.token)
    , m_origins(lowerCase(options.allowedOrigins))
    , m_hosts(lowerCase(options.allowedHosts))
    , m_bodyBytes(options.bodyBytes)
{}

std::optional<HttpRefusal> HttpGuard::admit(HttpRequest &head, const HttpArrival &arrival) const
{
    if (auto refusal = form(head))
        return refusal;
    if (auto refusal = place(head, arrival))
        return refusal;
    const QByteArray origin = head.header("Origin");
    if (countOf(head, "Origin") > 1 || (!origin.isNull() && !allowsOrigin(origin)))
        return HttpRefusal{403, guardText("Pages of the origin \"%1\" may not send here; allow it when they should.")
                                    .arg(shownValue(origin))};
    if (!m_token.isEmpty() && !takeToken(head) && !isPreflight(head))
        return HttpRefusal{401, guardText("The token is missing or wrong: send Authorization: Bearer TOKEN or "
                                          "X-Eventscope-Token: TOKEN, or begin the path with /token/TOKEN.")};
    return body(head);
}

std::optional<HttpRefusal> HttpGuard::form(const HttpRequest &head) const
{
    static constexpr std::array known{"GET"sv, "HEAD"sv, "POST"sv, "PUT"sv, "PATCH"sv, "DELETE"sv, "OPTIONS"sv};
    const std::string_view method(head.method.constData(), std::size_t(head.method.size()));
    if (!isHttpName(head.method))
        return HttpRefusal{400, guardText("The method is none.")};
    if (method == "CONNECT"sv || method == "TRACE"sv)
        return HttpRefusal{405, guardText("The method %1 is not allowed here.").arg(shownValue(head.method))};
    if (std::find(known.begin(), known.end(), method) == known.end())
        return HttpRefusal{501, guardText("The method %1 is not known here.").arg(shownValue(head.method))};
    for (const NamedValue &header : head.headers)
        if (!isHttpName(header.name))
            return HttpRefusal{
                400, guardText("A header has the name \"%1\", which is none.").arg(shownValue(header.name))};
    return {};
}

std::optional<HttpRefusal> HttpGuard::place(HttpRequest &head, const HttpArrival &arrival) const
{
    const auto foreign = [](QByteArrayView host) {
        return HttpRefusal{421, guardText("The request is for the host \"%1\", which is not this one; allow it when it "
                                          "should be.")
                                    .arg(shownValue(host))};
    };
    QByteArrayView rest = arrival.target;
    const QByteArrayView scheme = "http://";
    if (rest.first(std::min(rest.size(), scheme.size())).compare(scheme, Qt::CaseInsensitive) == 0) {
        rest = rest.sliced(scheme.size());
        const auto end = std::find_if(rest.begin(), rest.end(), [](char c) { return c == '/' || c == '?'; });
        const QByteArrayView authority = rest.first(end - rest.begin());
        if (!allowsHost(authority, arrival.local))
            return foreign(authority);
        rest = rest.sliced(authority.size());
    }
    const qsizetype mark = rest.indexOf('?');
    const QByteArrayView path = mark < 0 ? rest : rest.first(mark);
    head.path = path.isEmpty() && rest.data() != arrival.target.data() ? QByteArray("/") : path.toByteArray();
    head.query = mark < 0 ? QByteArray() : rest.sliced(mark + 1).toByteArray();
    const auto unfit = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7F'; };
    if (!head.path.startsWith('/') || std::any_of(rest.begin(), rest.end(), unfit))
        return HttpRefusal{400, guardText("\"%1\" is no path.").arg(shownValue(arrival.target))};
    if (countOf(head, "Host") > 1)
        return HttpRefusal{400, guardText("There are several Host headers.")};
    const QByteArray host = head.header("Host");
    if (host.isNull() && arrival.version != "HTTP/1.0")
        return HttpRefusal{400, guardText("There is no Host header.")};
    if (!host.isNull() && !allowsHost(host, arrival.local))
        return foreign(host);
    return {};
}

std::optional<HttpRefusal> HttpGuard::body(const HttpRequest &head) const
{
    const qsizetype lengths = countOf(head, "Content-Length");
    const qsizetype codings = countOf(head, "Transfer-Encoding");
    if (lengths > 1 || (lengths > 0 && codings > 0))
        return HttpRefusal{400, guardText("The length of the body is given more than once.")};
    const QByteArray coding = head.header("Transfer-Encoding");
    if (codings > 1 || (codings == 1 && coding.compare("chunked", Qt::CaseInsensitive) != 0))
        return HttpRefusal{
            501, guardText("The transfer coding \"%1\" is not known here: only chunked is.").arg(shownValue(coding))};
    if (lengths == 1) {
        bool isNumber = false;
        const qulonglong length = head.header("Content-Length").trimmed().toULongLong(&isNumber);
        if (!isNumber)
            return HttpRefusal{400, guardText("The Content-Length is no number.")};
        if (length > qulonglong(m_bodyBytes))
            return HttpRefusal{
                413, guardText("The body has %1 bytes; at most %2 are taken.").arg(length).arg(m_bodyBytes)};
    }
    const QByteArray expect = head.header("Expect");
    if (!expect.isNull() && expect.compare("100-continue", Qt::CaseInsensitive) != 0)
        return HttpRefusal{417, guardText("\"%1\" cannot be expected here.").arg(shownValue(expect))};
    return {};
}

bool HttpGuard::takeToken(HttpRequest &head) const
{
    bool found = false;
    const auto ours = [this, &found](const NamedValue &header) {
        QByteArrayView given = header.value;
        if (isNamed(header, "Authorization")) {
            const QByteArrayView kind = "Bearer ";
            if (given.first(std::min(given.size(), kind.size())).compare(kind, Qt::CaseInsensitive) != 0)
                return false;
            given = given.sliced(kind.size()).trimmed();
        } else if (!isNamed(header, "X-Eventscope-Token")) {
            return false;
        }
        const bool same = sameSecret(given, m_token);
        found = found || same;
        return same;
    };
    std::erase_if(head.headers, ours);
    const QByteArrayView before = "/token/";
    if (head.path.startsWith(before)) {
        const qsizetype slash = head.path.indexOf('/', before.size());
        const qsizetype end = slash < 0 ? head.path.size() : slash;
        const QByteArray given = QByteArray::fromPercentEncoding(head.path.mid(before.size(), end - before.size()));
        if (sameSecret(given, m_token)) {
            head.path = slash < 0 ? QByteArray("/") : head.path.mid(end);
            found = true;
        }
    }
    return found;
}

std::vector<NamedValue> HttpGuard::originHeaders(const HttpRequest &head) const
{
    const QByteArray origin = head.header("Origin");
    if (origin.isNull() || countOf(head, "Origin") > 1 || !allowsOrigin(origin))
        return {};
    std::vector<NamedValue> headers{{"Access-Control-Allow-Origin", origin}, {"Vary", "Origin"}};
    // A page of the network may reach this computer only when that says so.
    if (isPreflight(head) && head.header("Access-Control-Request-Private-Network") == "true")
        headers.push_back({"Access-Control-Allow-Private-Network", "true"});
    return headers;
}

bool HttpGuard::allowsHost(QByteArrayView host, const QHostAddress &local) const
{
    const std::optional<QByteArray> name = hostOf(host);
    if (!name)
        return false;
    if (isLoopbackName(*name) || m_hosts.contains(*name) || m_hosts.contains(host.toByteArray().toLower()))
        return true;
    const QHostAddress address = addressIn(*name);
    return !address.isNull() && (address.isEqual(local, QHostAddress::TolerantConversion) ||
                                    address.isEqual(m_address, QHostAddress::TolerantConversion));
}

bool HttpGuard::allowsOrigin(QByteArrayView origin) const
{
    if (m_origins.contains("*") || m_origins.contains(origin.toByteArray().toLower()))
        return true;
    const qsizetype mark = origin.indexOf("://");
    const QByteArray scheme = origin.first(std::max<qsizetype>(mark, 0)).toByteArray().toLower();
    if (scheme != "http" && scheme != "https")
        return false;
    const std::optional<QByteArray> host = hostOf(origin.sliced(mark + 3));
    return host && isLoopbackName(*host);
}

}

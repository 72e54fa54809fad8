// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/curl.h"

#include "delivery/headertext.h"

#include <QFile>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QByteArray ellipsis = "\u2026";
const QByteArray encodedEllipsis = "%E2%80%A6";
// What one argument may hold on Linux is 128 KiB.
constexpr qsizetype mostArgument = 100'000;
// From here on curl asks whether it may go on.
constexpr qsizetype mostUnasked = 1'000'000;

bool isPrefixCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
}

bool isTail(QByteArrayView text)
{
    return text.size() >= 4 && std::all_of(text.begin(), text.begin() + 4,
                                   [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// A stretch of a text that stands for a secret.
struct MaskSpan {
    qsizetype begin = 0;
    qsizetype end = 0;
    QByteArray mask;    // as it is in no encoding

    [[nodiscard]] bool isNone() const { return begin == end; }
};

// How masks are written at a place.
enum class MaskPlace : quint8 { Header, Url, Body };

// Writes the command: quotes, and gives each mask its variable.
class CurlWriter {
public:
    explicit CurlWriter(const CurlContext &context)
        : m_context(context)
    {}

    [[nodiscard]] QByteArray quoted(const QByteArray &text, MaskPlace place);
    [[nodiscard]] QStringList variables() const { return m_used; }

private:
    [[nodiscard]] MaskSpan nextFingerprint(const QByteArray &text, qsizetype from, MaskPlace place) const;
    [[nodiscard]] MaskSpan nextMask(const QByteArray &text, qsizetype from, MaskPlace place) const;
    [[nodiscard]] QByteArray variableFor(const QByteArray &mask);
    [[nodiscard]] QByteArray missingName(const QByteArray &mask);
    [[nodiscard]] QByteArray freeName() const;
    [[nodiscard]] bool isKnown(const QByteArray &mask) const;

    const CurlContext &m_context;
    std::vector<NamedValue> m_named;    // masks that the context does not name
    std::size_t m_missing = 0;
    QStringList m_used;
};

bool CurlWriter::isKnown(const QByteArray &mask) const
{
    return std::ranges::find(m_context.variables, mask, &NamedValue::name) != m_context.variables.end();
}

// A fingerprint with its prefix, or an ellipsis that stands alone for a key that is missing.
MaskSpan CurlWriter::nextFingerprint(const QByteArray &text, qsizetype from, MaskPlace place) const
{
    const QByteArray dots = place == MaskPlace::Url ? encodedEllipsis : ellipsis;
    const QByteArray hash = place == MaskPlace::Url ? QByteArrayLiteral("%23") : QByteArrayLiteral("#");
    for (qsizetype at = text.indexOf(dots, from); at >= 0; at = text.indexOf(dots, at + dots.size())) {
        const qsizetype behind = at + dots.size();
        const QByteArrayView rest = QByteArrayView(text).sliced(behind);
        if (rest.startsWith(hash) && isTail(rest.sliced(hash.size()))) {
            qsizetype begin = at;
            while (begin > from && isPrefixCharacter(text[begin - 1]))
                --begin;
            const QByteArray prefix = text.sliced(begin, at - begin);
            const QByteArray digits = rest.sliced(hash.size(), 4).toByteArray();
            return {begin, behind + hash.size() + 4, prefix + ellipsis + '#' + digits};
        }
        // No header can carry it; elsewhere it is a text's own unless a key is missing.
        if (place == MaskPlace::Header)
            return {at, behind, ellipsis};
        const bool isAlone = place == MaskPlace::Body && at > 0 && text[at - 1] == '"' && rest.startsWith('"');
        if (isAlone && isKnown(ellipsis))
            return {at, behind, ellipsis};
    }
    return {};
}

MaskSpan CurlWriter::nextMask(const QByteArray &text, qsizetype from, MaskPlace place) const
{
    MaskSpan next = nextFingerprint(text, from, place);
    for (const NamedValue &known : m_context.variables) {
        if (known.name.contains(ellipsis))
            continue;
        const QByteArray mask = place == MaskPlace::Url ? known.name.toPercentEncoding() : known.name;
        const qsizetype at = text.indexOf(mask, from);
        if (at >= 0 && (next.isNone() || at < next.begin))
            next = {at, at + mask.size(), known.name};
    }
    return next;
}

// Parts that are missing look the same: they stand in their order.
QByteArray CurlWriter::missingName(const QByteArray &mask)
{
    std::vector<QByteArray> names;
    for (const NamedValue &one : m_context.variables) {
        if (one.name == mask)
            names.push_back(one.value);
    }
    return names.empty() ? QByteArray() : names[m_missing++ % names.size()];
}

QByteArray CurlWriter::freeName() const
{
    const auto isTaken = [this](const QByteArray &name) {
        const auto has = [&](const std::vector<NamedValue> &list) {
            return std::ranges::find(list, name, &NamedValue::value) != list.end();
        };
        return has(m_context.variables) || has(m_named);
    };
    QByteArray name = "EVENTSCOPE_KEY";
    for (int number = 2; isTaken(name); ++number)
        name = "EVENTSCOPE_KEY_" + QByteArray::number(number);
    return name;
}

QByteArray CurlWriter::variableFor(const QByteArray &mask)
{
    QByteArray name = mask.contains(ellipsis + '#') ? QByteArray() : missingName(mask);
    for (const std::vector<NamedValue> *list : {&m_context.variables, &std::as_const(m_named)}) {
        const auto found = std::ranges::find(*list, mask, &NamedValue::name);
        if (name.isEmpty() && found != list->end())
            name = found->value;
    }
    if (name.isEmpty()) {
        name = freeName();
        m_named.push_back({mask, name});
    }
    if (const QString text = QString::fromLatin1(name); !m_used.contains(text))
        m_used.append(text);
    return name;
}

// In single quotes nothing but their end means anything to a shell.
QByteArray inQuotes(QByteArray text)
{
    return '\'' + text.replace('\'', "'\\''") + '\'';
}

QByteArray CurlWriter::quoted(const QByteArray &text, MaskPlace place)
{
    QByteArray result;
    qsizetype from = 0;
    for (MaskSpan span = nextMask(text, 0, place); !span.isNone(); span = nextMask(text, from, place)) {
        if (span.begin > from)
            result += inQuotes(text.sliced(from, span.begin - from));
        result += "\"$" + variableFor(span.mask) + '"';
        from = span.end;
    }
    if (from < text.size() || result.isEmpty())
        result += inQuotes(text.sliced(from));
    return result;
}

bool hasHeader(const Request &request, QByteArrayView name)
{
    return std::ranges::any_of(
        request.headers, [name](const NamedValue &header) { return isSameHeader(header.name, name); });
}

bool isBodiless(const Request &request)
{
    return request.body.isEmpty() && (request.method == "GET" || request.method == "HEAD");
}

// The arguments after `curl`, in their order.
class CurlArguments {
public:
    CurlArguments(const Request &request, CurlWriter &writer)
        : m_request(request)
        , m_writer(writer)
    {}

    void addTarget();
    void addHeaders();
    void addRoute(const EndpointRoute &route);
    // Whether the body comes by standard input.
    [[nodiscard]] bool addBody();
    [[nodiscard]] QByteArray text() const { return m_arguments.join(" \\\n  "); }

private:
    void add(const QByteArray &option, const QByteArray &value) { m_arguments.append(option + ' ' + value); }
    void addHeader(const NamedValue &header);
    void addPath(const QByteArray &option, const QString &path)
    {
        if (!path.isEmpty())
            add(option, inQuotes(QFile::encodeName(path)));
    }

    const Request &m_request;
    CurlWriter &m_writer;
    QByteArrayList m_arguments{"curl"};
};

void CurlArguments::addTarget()
{
    if (m_request.method == "HEAD")
        m_arguments.back() += " --head";
    else
        m_arguments.back() += " --request " + m_request.method;
    // Brackets and braces in a URL mean many to curl, dots a way back.
    if (m_request.url.contains('[') || m_request.url.contains(']') || m_request.url.contains('{') ||
        m_request.url.contains('}'))
        m_arguments.back() += " --globoff";
    if (m_request.url.contains("/."))
        m_arguments.back() += " --path-as-is";
    m_arguments.back() += ' ' + m_writer.quoted(m_request.url, MaskPlace::Url);
}

void CurlArguments::addHeader(const NamedValue &header)
{
    // Masked, a pair stands as it is and not in base64.
    if (isSameHeader(header.name, "Authorization") && header.value.startsWith("Basic ") && header.value.contains(':'))
        return add("--user", m_writer.quoted(header.value.sliced(std::strlen("Basic ")), MaskPlace::Header));
    const QByteArray text = header.value.isEmpty() ? header.name + ';' : header.name + ": " + header.value;
    add("--header", m_writer.quoted(text, MaskPlace::Header));
}

void CurlArguments::addHeaders()
{
    for (const NamedValue &header : m_request.headers)
        addHeader(header);
    // What curl would add of its own accord.
    if (!isBodiless(m_request) && !hasHeader(m_request, "Content-Type"))
        add("--header", "'Content-Type:'");
    if (m_request.body.size() > mostUnasked)
        add("--header", "'Expect:'");
}

void CurlArguments::addRoute(const EndpointRoute &route)
{
    if (route.proxy.kind == ProxySetting::Kind::Given)
        add("--proxy", inQuotes("http://" + proxyText(route.proxy).toUtf8()));
    addPath("--cacert", route.authorities);
    // Behind a colon curl looks for a passphrase.
    QString certificate = route.certificate;
    addPath("--cert", certificate.replace(u'\\', u"\\\\"_s).replace(u':', u"\\:"_s));
    addPath("--key", route.certificateKey);
}

bool CurlArguments::addBody()
{
    if (isBodiless(m_request))
        return false;
    // A file's name begins with @, and no argument holds a zero.
    const QByteArray &body = m_request.body;
    const bool isPiped = body.size() > mostArgument || body.startsWith('@') || body.contains('\0');
    add("--data-binary", isPiped ? QByteArrayLiteral("@-") : m_writer.quoted(body, MaskPlace::Body));
    return isPiped;
}

QByteArray printed(const QByteArray &body, CurlWriter &writer)
{
    if (!body.contains('\0'))
        return "printf '%s' " + writer.quoted(body, MaskPlace::Body);
    QByteArray escaped = body;
    escaped.replace('\\', "\\\\").replace('\0', "\\0000");
    return "printf '%b' " + writer.quoted(escaped, MaskPlace::Body);
}

}

CurlContext curlContext(const Endpoint &endpoint, const Keys &masked)
{
    CurlContext context;
    context.route = routeOf(endpoint);
    int unnamed = 0;
    for (std::size_t i = 0; i < endpoint.secrets.size() && i < masked.parts.size(); ++i) {
        const SecretSource &source = endpoint.secrets[i];
        const QByteArray &mask = masked.parts[i];
        const auto isSame = [&mask](
                                const NamedValue &one) { return one.name == mask && mask.contains(ellipsis + '#'); };
        if (mask.isEmpty() || std::ranges::any_of(context.variables, isSame))
            continue;
        QByteArray name = "EVENTSCOPE_KEY";
        if (source.kind == SecretSource::Kind::Environment)
            name = source.variable.toLatin1();
        else if (++unnamed > 1)
            name += '_' + QByteArray::number(unnamed);
        context.variables.push_back({mask, name});
    }
    for (const NamedValue &variable : masked.variables) {
        if (!variable.value.isEmpty())
            context.variables.push_back({variable.value, variable.name});
    }
    return context;
}

CurlCommand curlCommand(const Request &masked, const CurlContext &context)
{
    CurlWriter writer(context);
    CurlArguments arguments(masked, writer);
    arguments.addTarget();
    arguments.addHeaders();
    arguments.addRoute(context.route);
    QByteArray text;
    if (arguments.addBody())
        text = printed(masked.body, writer) + " |\n";
    text += arguments.text();
    return {text, writer.variables()};
}

}

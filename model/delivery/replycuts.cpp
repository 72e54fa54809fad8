// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/replycuts.h"

#include "delivery/headertext.h"
#include "delivery/spelledsecret.h"
#include "event/utf8.h"

#include <QStringEncoder>

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

constexpr qsizetype shortest = 6;    // what is shorter stands in many words

// As JSON has it.
QByteArray escaped(QByteArray text)
{
    return text.replace('\\', "\\\\").replace('"', "\\\"");
}

QByteArray inEncoding(const QByteArray &text, QStringConverter::Encoding encoding)
{
    return QStringEncoder(encoding)(QString::fromUtf8(text));
}

}

ReplyCuts::ReplyCuts(const Keys &keys, const Service &service, std::vector<ServicePtr> definitions)
    : m_definitions(std::move(definitions))
{
    const Keys masked = keys.masked(service);
    for (std::size_t i = 0; i < keys.parts.size(); ++i)
        add(keys.parts[i], masked.parts[i]);
    for (std::size_t i = 0; i < keys.variables.size(); ++i)
        add(keys.variables[i].value, masked.variables[i].value);
}

void ReplyCuts::learn(const Request &request, const Request &masked)
{
    const std::size_t count = std::min(request.headers.size(), masked.headers.size());
    for (std::size_t i = 0; i < count; ++i) {
        const QByteArray &value = request.headers[i].value;
        if (value == masked.headers[i].value)
            continue;
        // Of `Basic dXNlcjprZXk=` the second word alone tells the key.
        const QByteArray credential = value.sliced(value.lastIndexOf(' ') + 1);
        add(credential, fingerprint(viewOf(credential), {}));
    }
}

void ReplyCuts::add(const QByteArray &secret, const QByteArray &mask)
{
    if (secret.size() < shortest)
        return;
    const QByteArray json = escaped(secret);
    const QByteArray slashed = QByteArray(json).replace('/', "\\/");
    const QByteArray base64 = secret.toBase64();
    for (const QByteArray &spelling : {secret, json, slashed, secret.toPercentEncoding(), base64})
        keep(m_cuts, {spelling, mask});
    for (const auto encoding : {QStringConverter::Utf16LE, QStringConverter::Utf16BE})
        keep(m_cuts, {inEncoding(secret, encoding), inEncoding(mask, encoding)});
    keep(m_secrets, {secret, mask});
    keep(m_secrets, {base64, mask});
}

// Each once, the longest first.
void ReplyCuts::keep(std::vector<Cut> &cuts, Cut cut)
{
    const auto isKnown = [&](const Cut &one) { return one.secret == cut.secret; };
    if (std::none_of(cuts.begin(), cuts.end(), isKnown))
        cuts.push_back(std::move(cut));
    std::stable_sort(
        cuts.begin(), cuts.end(), [](const Cut &a, const Cut &b) { return a.secret.size() > b.secret.size(); });
}

QByteArray ReplyCuts::literal(QByteArray bytes) const
{
    for (const Cut &cut : m_cuts)
        bytes.replace(cut.secret, cut.mask);
    return withoutEscaped(bytes);
}

QByteArray ReplyCuts::withoutEscaped(const QByteArray &bytes) const
{
    static constexpr std::array<char, 3> marks{'\\', '%', '&'};
    if (std::none_of(marks.begin(), marks.end(), [&](char mark) { return bytes.contains(mark); }))
        return bytes;
    QByteArray result;
    qsizetype kept = 0;
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        for (const Cut &cut : m_secrets) {
            const qsizetype length = spelledLength(QByteArrayView(bytes).sliced(at), cut.secret);
            if (length == 0)
                continue;
            result += bytes.sliced(kept, at - kept) + cut.mask;
            kept = at + length;
            at = kept - 1;
            break;
        }
    }
    return result + bytes.sliced(kept);
}

QByteArray ReplyCuts::bytes(QByteArray bytes) const
{
    return redactedBytes(literal(std::move(bytes)), m_definitions);
}

QString ReplyCuts::words(const QString &words) const
{
    return QString::fromUtf8(bytes(words.toUtf8()));
}

QByteArray ReplyCuts::beginning(QByteArray bytes) const
{
    bytes = literal(std::move(bytes));
    qsizetype partial = 0;
    for (const Cut &cut : m_cuts) {
        for (qsizetype size = std::min(cut.secret.size() - 1, bytes.size()); size > partial; --size) {
            if (bytes.endsWith(QByteArrayView(cut.secret).first(size))) {
                partial = size;
                break;
            }
        }
    }
    bytes.chop(partial);
    return redactedBytes(bytes, m_definitions);
}

std::vector<NamedValue> ReplyCuts::headers(std::vector<NamedValue> headers) const
{
    for (NamedValue &header : headers) {
        header.name = literal(header.name);
        header.value =
            isCredentialHeader(header.name) ? fingerprint(viewOf(header.value), {}) : bytes(std::move(header.value));
    }
    return headers;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/reply.h"

#include "delivery/deliverytext.h"
#include "delivery/headertext.h"
#include "delivery/replybody.h"
#include "delivery/replyform.h"
#include "event/utf8.h"

#include <QUrl>

#include <algorithm>
#include <array>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using ReplyForm = TransportForm::ReplyForm;

bool isIn(const std::vector<StatusRange> &ranges, int status)
{
    return std::any_of(
        ranges.begin(), ranges.end(), [status](const StatusRange &range) { return range.holds(status); });
}

QString statusText(int status)
{
    const QString words = statusWords(status);
    return words.isEmpty() ? QString::number(status) : QString::number(status) + u' ' + words;
}

QString withNote(const QString &text, const QString &note)
{
    return note.isEmpty() ? text : text + u". "_s + note;
}

bool isRedirect(int status)
{
    constexpr std::array<int, 5> redirects{301, 302, 303, 307, 308};
    return std::find(redirects.begin(), redirects.end(), status) != redirects.end();
}

// Where a redirect leads to, without what could be a secret.
QString targetOf(const Reply &reply, const ReplyBody &body)
{
    const auto location = std::find_if(reply.headers.begin(), reply.headers.end(),
        [](const NamedValue &header) { return isSameHeader(header.name, "Location"); });
    if (location == reply.headers.end() || location->value.trimmed().isEmpty())
        return {};
    const QUrl url = QUrl::fromEncoded(location->value.trimmed());
    const QByteArray plain = url.isValid()
                                 ? url.toEncoded(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment)
                                 : location->value.left(location->value.indexOf('?'));
    return body.shown(viewOf(plain));
}

QString redirectMessage(const Reply &reply, const ReplyBody &body)
{
    const QString target = targetOf(reply, body);
    if (target.isEmpty())
        return DeliveryText::tr("%1, without saying where to. Check the base URL.").arg(statusText(reply.status));
    return DeliveryText::tr(
        "%1: it leads to %2, and nothing was sent there. If the service has moved, change the base URL.")
        .arg(statusText(reply.status), target);
}

// Reads one reply; the parts in the order in which they hang on one another.
class Reading {
public:
    Reading(const TransportForm &transport, const Reply &reply, qint64 sent, const SecretCut &cut)
        : m_form(transport.reply())
        , m_reply(reply)
        , m_body(reply, *transport.service(), cut)
        , m_sent(sent)
    {}

    [[nodiscard]] ReplyReading result();

private:
    [[nodiscard]] bool whereHolds() const;
    void readAccepted();
    void readRejected();
    void readOtherwise();
    [[nodiscard]] QString whereMessage() const;
    void note(const std::optional<ReplyForm::Rule> &rule, JsonValue at, const QString &expected);

    const ReplyForm &m_form;
    const Reply &m_reply;
    ReplyBody m_body;
    qint64 m_sent;
    ReplyReading m_reading;
};

bool Reading::whereHolds() const
{
    if (!m_form.where)
        return true;
    const JsonValue value = m_body.root() ? m_form.where->at.in(m_body.root()) : JsonValue();
    return value && m_form.where->is.equals(value);
}

void Reading::readAccepted()
{
    m_reading.state = DeliveryState::Accepted;
    m_reading.ids = m_body.idsAt(m_form.ids);
    const bool reads = m_form.where || m_form.count || !m_form.ids.empty();
    const QString words = m_body.words(m_form.errors);
    m_reading.message =
        !words.isEmpty() ? words : withNote(statusText(m_reply.status), reads ? m_body.otherThanJson() : QString());

    const JsonValue counted = m_form.count && m_body.root() ? m_form.count->in(m_body.root()) : JsonValue();
    const auto count = counted && counted.isNumber() ? counted.integer() : std::nullopt;
    if (!count || *count < 0)
        return;
    m_reading.accepted = *count;
    if (*count >= m_sent)
        return;
    m_reading.state = *count == 0 ? DeliveryState::Rejected : DeliveryState::Partly;
    note(m_form.countRule, counted, QString::number(m_sent));
    const QString some = *count == 0 ? DeliveryText::tr("The service took none of the events.")
                                     : DeliveryText::tr("The service took %1 of %2 events.")
                                           .arg(QString::number(*count), QString::number(m_sent));
    m_reading.message = words.isEmpty() ? some : some + u' ' + words;
}

// The status is one of acceptance, and the reply says otherwise.
QString Reading::whereMessage() const
{
    const QString place = stringOf(viewOf(m_form.where->at.text()));
    const JsonValue value = m_body.root() ? m_form.where->at.in(m_body.root()) : JsonValue();
    const QString words = m_body.words(m_form.errors);
    if (!m_body.root())
        return DeliveryText::tr("%1, but the reply does not tell whether the events were taken. %2")
            .arg(statusText(m_reply.status), m_body.otherThanJson());
    if (!value)
        return withNote(
            DeliveryText::tr("%1, but the reply has nothing at %2").arg(statusText(m_reply.status), place), words);
    const QString found = m_body.shown(value.raw());
    if (words.isEmpty())
        return DeliveryText::tr("%1, but %2 in the reply is %3.").arg(statusText(m_reply.status), place, found);
    return DeliveryText::tr("%1 (%2 is %3)").arg(words, place, found);
}

void Reading::readOtherwise()
{
    m_reading.message = whereMessage();
    note(m_form.where->rule, m_body.root() ? m_form.where->at.in(m_body.root()) : JsonValue(), {});
}

// A reply that is no JSON, or lacks the value, breaks the rule as a whole.
void Reading::note(const std::optional<ReplyForm::Rule> &rule, JsonValue at, const QString &expected)
{
    if (!rule)
        return;
    const JsonValue place = at ? at : m_body.root();
    Finding finding;
    finding.rule = rule->id;
    finding.severity = rule->severity;
    finding.sentence = rule->say.isEmpty() ? DeliveryText::tr("The reply is not as it should be.") : rule->say;
    finding.expected = expected;
    finding.source = rule->source;
    if (place) {
        finding.pointer = pointerTo(place);
        finding.offset = place.offset();
        finding.length = place.length();
    }
    if (at)
        finding.found = m_body.shown(at.raw());
    m_reading.findings.push_back(std::move(finding));
}

void Reading::readRejected()
{
    m_reading.state = DeliveryState::Rejected;
    if (isRedirect(m_reply.status))
        m_reading.message = redirectMessage(m_reply, m_body);
    else if (m_form.accepted.holds(m_reply.status))
        readOtherwise();
    else
        m_reading.message = m_body.words(m_form.errors);
    if (m_reading.message.isEmpty())
        m_reading.message = withNote(statusText(m_reply.status), m_body.otherThanJson());
}

ReplyReading Reading::result()
{
    const int status = m_reply.status;
    // A redirect that is not followed has taken nothing, whatever the definition's range holds.
    if (m_form.accepted.holds(status) && !isRedirect(status) && whereHolds())
        readAccepted();
    else
        readRejected();
    const bool refused = m_reading.state == DeliveryState::Rejected;
    m_reading.pause = (status >= 401 && status <= 403) || isIn(m_form.pause, status);
    m_reading.retry = refused && !m_form.accepted.holds(status) && isIn(m_form.retry, status);
    return std::move(m_reading);
}

}

ReplyReading readReply(const TransportForm &form, const Reply &reply, qint64 sent, const SecretCut &cut)
{
    return Reading(form, reply, sent, cut).result();
}

}

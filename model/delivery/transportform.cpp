// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/transportform.h"

#include "delivery/bodytemplate.h"
#include "delivery/deliverytext.h"
#include "delivery/headertext.h"
#include "delivery/replyform.h"
#include "event/utf8.h"
#include "service/definitionfault.h"
#include "service/jsontree.h"

#include <QUrl>

#include <algorithm>
#include <charconv>
#include <limits>

namespace eventscope {

using Json = nlohmann::ordered_json;

struct TransportForm::Private {
    ServicePtr service;
    Transport transport;
    std::vector<AuthForm> auth;
    std::vector<OptionForm> options;
    std::optional<RequestForm> one;
    std::optional<RequestForm> many;
    std::vector<QByteArray> envelopeMembers;
    ReplyForm reply;
};

namespace {

QString textOf(const Json &object, const char *member)
{
    return stringOf(object.value(member, std::string()));
}

QByteArray bytesAt(const Json &object, const char *member)
{
    return QByteArray::fromStdString(object.value(member, std::string()));
}

std::optional<int> numberOf(std::string_view text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// A number, "2xx", "404" or "200-399".
std::optional<StatusRange> statusOf(const Json &status)
{
    if (status.is_number_integer())
        return StatusRange{status.get<int>(), status.get<int>()};
    const std::string_view text = status.get_ref<const std::string &>();
    if (text.size() == 3 && text.ends_with("xx")) {
        const int hundreds = (text[0] - '0') * 100;
        return StatusRange{hundreds, hundreds + 99};
    }
    const std::size_t dash = std::min(text.find('-'), text.size());
    const auto first = numberOf(text.substr(0, dash));
    const auto last = dash < text.size() ? numberOf(text.substr(dash + 1)) : first;
    if (!first || !last || *first > *last)
        return std::nullopt;
    return StatusRange{*first, *last};
}

// The rule that an object's "x-rule" names, with its companions.
std::optional<TransportForm::ReplyForm::Rule> ruleIn(const Json &json)
{
    const auto text = [&json](const char *name) {
        const Json &value = memberOf(json, name);
        return value.is_string() ? bytesOf(value.get_ref<const std::string &>()) : QByteArray();
    };
    const QByteArray id = text("x-rule");
    if (id.isEmpty())
        return std::nullopt;
    return TransportForm::ReplyForm::Rule{id, severityFromId(text("x-severity")).value_or(Severity::Error),
        QString::fromUtf8(text("x-say")), QString::fromUtf8(text("x-source"))};
}

// Reads one transport of a definition whose structure was checked when it was loaded. Only the first
// fault is kept.
class FormReader {
public:
    FormReader(const Json &transport, QByteArray pointer)
        : m_transport(transport)
        , m_pointer(std::move(pointer))
    {}

    [[nodiscard]] std::vector<AuthForm> auth();
    [[nodiscard]] std::vector<OptionForm> options();
    [[nodiscard]] std::optional<RequestForm> request(const char *name);
    [[nodiscard]] TransportForm::ReplyForm reply();

    std::optional<DefinitionFault> fault;

private:
    [[nodiscard]] QByteArray below(const char *name) const { return pointerBelow(m_pointer, std::string_view(name)); }
    void fail(const QByteArray &pointer, const QString &reason)
    {
        if (!fault)
            fault = DefinitionFault{pointer, reason};
    }
    [[nodiscard]] AuthForm authForm(const Json &json, const QByteArray &at);
    void basicParts(const Json &parts, const QByteArray &at, AuthForm &form);
    void checkPath(const RequestForm &form, const QByteArray &at);
    [[nodiscard]] JsonPointer pointer(const Json &text, const QByteArray &at);
    [[nodiscard]] std::vector<JsonPointer> pointers(const Json &texts, const QByteArray &at);
    void statuses(const Json &list, const QByteArray &at, std::vector<StatusRange> &ranges);
    void accepted(const Json &accepted, const QByteArray &at, TransportForm::ReplyForm &form);

    const Json &m_transport;
    QByteArray m_pointer;
};

std::vector<AuthForm> FormReader::auth()
{
    std::vector<AuthForm> forms;
    const Json &list = memberOf(m_transport, "auth");
    for (std::size_t i = 0; i < list.size(); ++i)
        forms.push_back(authForm(list[i], pointerBelow(below("auth"), i)));
    return forms;
}

AuthForm FormReader::authForm(const Json &json, const QByteArray &at)
{
    AuthForm form;
    form.title = textOf(json, "title");
    form.help = textOf(json, "help");
    form.optional = json.value("optional", false);
    form.prefix = bytesAt(json, "prefix");
    for (const Json &kind : memberOf(json, "keys"))
        form.kinds.append(bytesOf(kind.get_ref<const std::string &>()));
    if (json.contains("basic")) {
        form.kind = AuthForm::Kind::Basic;
        form.header = "Authorization";
        basicParts(json.at("basic"), pointerBelow(at, std::string_view("basic")), form);
        return form;
    }
    if (json.contains("member")) {
        form.kind = AuthForm::Kind::Member;
        form.member = pointer(json.at("member"), pointerBelow(at, std::string_view("member")));
        if (form.member.isRoot())
            fail(at, DeliveryText::tr("The key cannot stand for the whole event."));
    } else {
        form.header = bytesAt(json, "header");
        if (!isHeaderName(form.header) || isOwnHeader(form.header))
            fail(at, DeliveryText::tr("No key can travel in a header of that name."));
        if (!isHeaderValue(form.prefix + 'k'))
            fail(at, DeliveryText::tr("No header can carry that prefix."));
    }
    if (form.title.isEmpty())
        form.title = DeliveryText::tr("Key");
    form.parts = QStringList{form.title};
    return form;
}

void FormReader::basicParts(const Json &parts, const QByteArray &at, AuthForm &form)
{
    for (const Json &part : parts) {
        if (part.is_string()) {
            form.basicParts.emplace_back();
            form.parts.append(stringOf(part.get_ref<const std::string &>()));
        } else {
            form.basicParts.emplace_back(bytesAt(part, "fixed"));
        }
    }
    if (form.parts.isEmpty())
        fail(at, DeliveryText::tr("One of the parts must be left open for a key."));
    if (form.basicParts.front() && form.basicParts.front()->contains(':'))
        fail(at, DeliveryText::tr("The first part cannot hold a ':'."));
    if (form.title.isEmpty())
        form.title = form.parts.join(u' ');
}

std::vector<OptionForm> FormReader::options()
{
    std::vector<OptionForm> options;
    const Json &list = memberOf(m_transport, "options");
    for (std::size_t i = 0; i < list.size(); ++i) {
        OptionForm option{bytesAt(list[i], "header"), textOf(list[i], "title"), textOf(list[i], "help")};
        if (!isHeaderName(option.header) || isOwnHeader(option.header))
            fail(pointerBelow(below("options"), i), DeliveryText::tr("No option can be a header of that name."));
        if (option.title.isEmpty())
            option.title = stringOf(viewOf(option.header));
        options.push_back(std::move(option));
    }
    return options;
}

std::optional<RequestForm> FormReader::request(const char *name)
{
    const auto found = m_transport.find(name);
    if (found == m_transport.end())
        return std::nullopt;
    const QByteArray at = below(name);
    RequestForm form;
    form.method = bytesAt(*found, "method");
    form.path = bytesAt(*found, "path");
    form.query = found->contains("query");
    checkPath(form, pointerBelow(at, std::string_view("path")));
    if (form.query == found->contains("body"))
        fail(at, DeliveryText::tr("A request has either a \"body\" or a \"query\"."));
    if (!form.query) {
        auto pieces = bodyPieces(memberOf(*found, "body"), pointerBelow(at, std::string_view("body")));
        if (pieces)
            form.body = std::move(*pieces);
        else
            fail(pieces.error().pointer, pieces.error().reason);
    }
    if (name == std::string_view("many"))
        form.most = found->value("max", std::numeric_limits<qint64>::max());
    return form;
}

void FormReader::checkPath(const RequestForm &form, const QByteArray &at)
{
    const QUrl url = QUrl::fromEncoded("http://host" + form.path, QUrl::StrictMode);
    if (!url.isValid() || url.path(QUrl::FullyEncoded).toLatin1() != form.path)
        fail(at, DeliveryText::tr("A path is percent-encoded, and has neither '?' nor '#'."));
}

JsonPointer FormReader::pointer(const Json &text, const QByteArray &at)
{
    auto pointer = JsonPointer::parse(text.get_ref<const std::string &>());
    if (pointer)
        return std::move(*pointer);
    fail(at, pointer.error().message);
    return {};
}

std::vector<JsonPointer> FormReader::pointers(const Json &texts, const QByteArray &at)
{
    if (texts.is_string())
        return {pointer(texts, at)};
    std::vector<JsonPointer> result;
    for (std::size_t i = 0; i < texts.size(); ++i)
        result.push_back(pointer(texts[i], pointerBelow(at, i)));
    return result;
}

void FormReader::statuses(const Json &list, const QByteArray &at, std::vector<StatusRange> &ranges)
{
    if (list.is_null())
        return;
    ranges.clear();
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (const auto range = statusOf(list[i]))
            ranges.push_back(*range);
        else
            fail(pointerBelow(at, i), DeliveryText::tr("A range of statuses goes from the lower to the higher."));
    }
}

void FormReader::accepted(const Json &accepted, const QByteArray &at, TransportForm::ReplyForm &form)
{
    if (accepted.is_null())
        return;
    if (const auto range = statusOf(accepted.at("status")))
        form.accepted = *range;
    else
        fail(at, DeliveryText::tr("A range of statuses goes from the lower to the higher."));
    const Json &where = memberOf(accepted, "where");
    if (where.is_null())
        return;
    auto is = Scalar::from(where.at("is"));
    if (!is)
        return fail(at, DeliveryText::tr("A reply can only be compared with a string, number, boolean or null."));
    form.where = TransportForm::ReplyForm::Where{pointer(where.at("at"), at), std::move(*is), ruleIn(where)};
}

TransportForm::ReplyForm FormReader::reply()
{
    TransportForm::ReplyForm form;
    const Json &reply = memberOf(m_transport, "reply");
    if (reply.is_null())
        return form;
    const QByteArray at = below("reply");
    const auto place = [&](const char *name) { return pointerBelow(at, std::string_view(name)); };
    accepted(memberOf(reply, "accepted"), place("accepted"), form);
    if (const Json &count = memberOf(reply, "count"); !count.is_null()) {
        form.count = pointer(count.is_object() ? count.at("at") : count, place("count"));
        form.countRule = ruleIn(count);
    }
    form.errors = pointers(memberOf(reply, "error"), place("error"));
    form.ids = pointers(memberOf(reply, "ids"), place("ids"));
    statuses(memberOf(reply, "retry"), place("retry"), form.retry);
    statuses(memberOf(reply, "pause"), place("pause"), form.pause);
    return form;
}

std::vector<QByteArray> envelopeMembersOf(const std::optional<RequestForm> &one, const std::optional<RequestForm> &many)
{
    std::vector<QByteArray> names;
    for (const std::optional<RequestForm> *form : {&one, &many}) {
        if (!*form)
            continue;
        for (const RequestForm::Piece &piece : (*form)->body) {
            const bool known = std::find(names.begin(), names.end(), piece.bytes) != names.end();
            if (piece.kind == RequestForm::Piece::Kind::EnvelopeMember && !known)
                names.push_back(piece.bytes);
        }
    }
    return names;
}

}

TransportForm::TransportForm(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{}

TransportForm::~TransportForm() = default;

Result<TransportFormPtr> TransportForm::of(const ServicePtr &service, QByteArrayView transport)
{
    const std::vector<Transport> &known = service->transports();
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const Transport &one) { return one.id == transport; });
    if (found == known.end())
        return failure(Error::Kind::NotFound, DeliveryText::tr("%1 has no transport \"%2\".")
                                                  .arg(service->title(), stringOf(viewOf(transport.toByteArray()))));
    auto parts = std::make_unique<Private>();
    parts->service = service;
    parts->transport = *found;
    try {
        const Json &json = memberOf(service->definition(), "transports").at(found->id.toStdString());
        FormReader reader(json, pointerBelow("/transports", viewOf(found->id)));
        parts->auth = reader.auth();
        parts->options = reader.options();
        parts->one = reader.request("one");
        parts->many = reader.request("many");
        parts->reply = reader.reply();
        if (reader.fault)
            return failure(definitionError(service->file(), {*reader.fault}));
    } catch (const Json::exception &e) {
        return failure(Error::Kind::Internal, DeliveryText::tr("%1 could not be read as a definition: %2")
                                                  .arg(service->file(), QString::fromUtf8(e.what())));
    }
    parts->envelopeMembers = envelopeMembersOf(parts->one, parts->many);
    return TransportFormPtr(new TransportForm(std::move(parts)));
}

const ServicePtr &TransportForm::service() const noexcept
{
    return d->service;
}

const Transport &TransportForm::transport() const noexcept
{
    return d->transport;
}

const std::vector<AuthForm> &TransportForm::auth() const noexcept
{
    return d->auth;
}

const std::vector<OptionForm> &TransportForm::options() const noexcept
{
    return d->options;
}

const RequestForm *TransportForm::one() const noexcept
{
    return d->one ? &*d->one : nullptr;
}

const RequestForm *TransportForm::many() const noexcept
{
    return d->many ? &*d->many : nullptr;
}

const std::vector<QByteArray> &TransportForm::envelopeMembers() const noexcept
{
    return d->envelopeMembers;
}

const TransportForm::ReplyForm &TransportForm::reply() const noexcept
{
    return d->reply;
}

std::vector<int> TransportForm::defaultAuth() const
{
    std::vector<int> places;
    for (std::size_t i = 0; i < d->auth.size(); ++i) {
        if (!d->auth[i].optional)
            places.push_back(static_cast<int>(i));
    }
    if (places.empty() && !d->auth.empty())
        places.push_back(0);
    return places;
}

QStringList TransportForm::keyParts(const std::vector<int> &auth) const
{
    QStringList parts;
    for (const int place : auth) {
        const bool known = place >= 0 && static_cast<std::size_t>(place) < d->auth.size();
        if (known && d->auth[static_cast<std::size_t>(place)].parts.size() > parts.size())
            parts = d->auth[static_cast<std::size_t>(place)].parts;
    }
    return parts;
}

}

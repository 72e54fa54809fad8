// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/endpointfile.h"

#include "delivery/deliverytext.h"
#include "delivery/endpointroute.h"
#include "delivery/request.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using FileJson = nlohmann::ordered_json;

constexpr int fileVersion = 1;
constexpr std::size_t mostEndpoints = 10'000;
constexpr qsizetype mostDepth = 64;

std::string fileText(const QString &text)
{
    return text.toStdString();
}

// Bytes that are no UTF-8 cannot be in JSON.
FileJson fileBytes(const QByteArray &bytes)
{
    if (QString::fromUtf8(bytes).toUtf8() == bytes)
        return bytes.toStdString();
    return {{"base64", bytes.toBase64().toStdString()}};
}

FileJson filePairs(const std::vector<NamedValue> &pairs)
{
    FileJson list = FileJson::array();
    for (const NamedValue &pair : pairs)
        list.push_back(FileJson::array({fileBytes(pair.name), fileBytes(pair.value)}));
    return list;
}

FileJson fileSources(const std::vector<SecretSource> &sources)
{
    FileJson list = FileJson::array();
    for (const SecretSource &source : sources) {
        switch (source.kind) {
        case SecretSource::Kind::None:
            list.push_back({{"from", "none"}});
            break;
        case SecretSource::Kind::Environment:
            list.push_back({{"from", "environment"}, {"variable", fileText(source.variable)}});
            break;
        case SecretSource::Kind::Session:
            list.push_back({{"from", "session"}});
            break;
        case SecretSource::Kind::Keyring:
            list.push_back({{"from", "keyring"}});
            break;
        }
    }
    return list;
}

std::string fileProxy(const ProxySetting &proxy)
{
    switch (proxy.kind) {
    case ProxySetting::Kind::None:
        return "none";
    case ProxySetting::Kind::System:
        return "system";
    case ProxySetting::Kind::Given:
        return fileText(u"http://"_s + proxyText(proxy));
    }
    Q_UNREACHABLE();
}

FileJson fileEndpoint(const Endpoint &endpoint)
{
    FileJson auth = FileJson::array();
    for (const int place : endpoint.auth)
        auth.push_back(place + 1);
    return {{"name", fileText(endpoint.name)}, {"service", fileBytes(endpoint.service)},
        {"transport", fileBytes(endpoint.transport)}, {"url", fileText(endpoint.base)}, {"auth", auth},
        {"key", fileSources(endpoint.secrets)}, {"options", filePairs(endpoint.options)},
        {"headers", filePairs(endpoint.headers)}, {"timeout", endpoint.timeoutMs / 1000.0},
        {"customer", fileBytes(endpoint.customer)}, {"userPointer", fileBytes(endpoint.userPointer)},
        {"production", endpoint.production}, {"perSecond", endpoint.perSecond}, {"concurrency", endpoint.concurrency},
        {"resumeUnknown", endpoint.resumeUnknown}, {"proxy", fileProxy(endpoint.proxy)},
        {"authorities", fileText(endpoint.authorities)}, {"certificate", fileText(endpoint.certificate)},
        {"certificateKey", fileText(endpoint.certificateKey)}};
}

// Reads one endpoint's members. What is of the wrong kind is named once, the first.
class EndpointReader {
public:
    explicit EndpointReader(const FileJson &json)
        : m_json(json)
    {}

    [[nodiscard]] Endpoint read();
    [[nodiscard]] const QString &fault() const { return m_fault; }

private:
    void blame(const char *member) { m_fault = m_fault.isEmpty() ? QString::fromLatin1(member) : m_fault; }
    [[nodiscard]] const FileJson *find(const char *member) const
    {
        const auto found = m_json.find(member);
        return found == m_json.end() ? nullptr : &*found;
    }
    [[nodiscard]] QByteArray bytesIn(const FileJson &json, const char *member);
    [[nodiscard]] QByteArray bytes(const char *member);
    [[nodiscard]] QString text(const char *member) { return QString::fromUtf8(bytes(member)); }
    [[nodiscard]] double number(const char *member, double missing);
    [[nodiscard]] int whole(const char *member, int missing);
    [[nodiscard]] bool flag(const char *member);
    [[nodiscard]] const FileJson &list(const char *member);
    [[nodiscard]] std::vector<NamedValue> pairs(const char *member);
    [[nodiscard]] SecretSource source(const FileJson &json);
    [[nodiscard]] ProxySetting proxy();

    const FileJson &m_json;
    const FileJson m_none = FileJson::array();
    QString m_fault;
};

QByteArray EndpointReader::bytesIn(const FileJson &json, const char *member)
{
    if (json.is_string())
        return QByteArray::fromStdString(json.get_ref<const std::string &>());
    const auto encoded = json.is_object() ? json.find("base64") : json.end();
    if (encoded != json.end() && encoded->is_string()) {
        const auto decoded =
            QByteArray::fromBase64Encoding(QByteArray::fromStdString(encoded->get_ref<const std::string &>()),
                QByteArray::AbortOnBase64DecodingErrors);
        if (decoded)
            return *decoded;
    }
    blame(member);
    return {};
}

QByteArray EndpointReader::bytes(const char *member)
{
    const FileJson *json = find(member);
    return json ? bytesIn(*json, member) : QByteArray();
}

double EndpointReader::number(const char *member, double missing)
{
    const FileJson *json = find(member);
    if (json && !json->is_number())
        blame(member);
    return json && json->is_number() ? json->get<double>() : missing;
}

int EndpointReader::whole(const char *member, int missing)
{
    const double value = number(member, missing);
    if (value >= 0 && value <= std::numeric_limits<int>::max() && value == std::floor(value))
        return static_cast<int>(value);
    blame(member);
    return missing;
}

bool EndpointReader::flag(const char *member)
{
    const FileJson *json = find(member);
    if (json && !json->is_boolean())
        blame(member);
    return json && json->is_boolean() && json->get<bool>();
}

const FileJson &EndpointReader::list(const char *member)
{
    const FileJson *json = find(member);
    if (json && !json->is_array())
        blame(member);
    return json && json->is_array() ? *json : m_none;
}

std::vector<NamedValue> EndpointReader::pairs(const char *member)
{
    std::vector<NamedValue> result;
    for (const FileJson &pair : list(member)) {
        if (pair.is_array() && pair.size() == 2)
            result.push_back({bytesIn(pair[0], member), bytesIn(pair[1], member)});
        else
            blame(member);
    }
    return result;
}

SecretSource EndpointReader::source(const FileJson &json)
{
    const auto textOf = [this, &json](const char *member) {
        const auto found = json.is_object() ? json.find(member) : json.end();
        return json.is_object() && found != json.end() ? bytesIn(*found, "key") : QByteArray();
    };
    const QByteArray from = textOf("from");
    if (from == "environment")
        return {SecretSource::Kind::Environment, QString::fromUtf8(textOf("variable"))};
    if (from == "session")
        return {SecretSource::Kind::Session, {}};
    if (from == "keyring")
        return {SecretSource::Kind::Keyring, {}};
    if (from != "none")
        blame("key");
    return {};
}

ProxySetting EndpointReader::proxy()
{
    const QString word = text("proxy");
    if (word.isEmpty() || word == u"none"_s)
        return {};
    if (word == u"system"_s)
        return {ProxySetting::Kind::System, {}, 0};
    const Result<ProxySetting> given = proxyFrom(word);
    if (!given)
        blame("proxy");
    return given.value_or(ProxySetting());
}

Endpoint EndpointReader::read()
{
    constexpr double msPerSecond = 1000;
    constexpr double mostSeconds = 1'000'000;
    Endpoint endpoint;
    endpoint.name = text("name").trimmed();
    endpoint.service = bytes("service");
    endpoint.transport = bytes("transport");
    endpoint.base = text("url");
    for (const FileJson &place : list("auth")) {
        const bool isPlace = place.is_number_integer() && place >= 1 && place <= 1000;
        if (!isPlace)
            blame("auth");
        endpoint.auth.push_back(isPlace ? place.get<int>() - 1 : 0);
    }
    for (const FileJson &one : list("key"))
        endpoint.secrets.push_back(source(one));
    endpoint.options = pairs("options");
    endpoint.headers = pairs("headers");
    const double seconds = number("timeout", endpoint.timeoutMs / msPerSecond);
    endpoint.timeoutMs =
        seconds >= 0 && seconds <= mostSeconds ? static_cast<int>(std::lround(seconds * msPerSecond)) : 0;
    endpoint.customer = bytes("customer");
    endpoint.userPointer = bytes("userPointer");
    endpoint.production = flag("production");
    endpoint.perSecond = number("perSecond", endpoint.perSecond);
    endpoint.concurrency = whole("concurrency", endpoint.concurrency);
    endpoint.resumeUnknown = flag("resumeUnknown");
    endpoint.proxy = proxy();
    endpoint.authorities = text("authorities");
    endpoint.certificate = text("certificate");
    endpoint.certificateKey = text("certificateKey");
    return endpoint;
}

// Why it cannot be saved; empty: it can.
QString whyNotUsable(const Endpoint &endpoint, const Services &services)
{
    const ServicePtr service = services.find(endpoint.service);
    if (!service)
        return DeliveryText::tr("There is no definition of its service.");
    const Result<TransportFormPtr> form = TransportForm::of(service, endpoint.transport);
    if (!form)
        return form.error().message;
    if (static_cast<qsizetype>(endpoint.secrets.size()) > (*form)->keyParts(endpoint.auth).size())
        return DeliveryText::tr("It has more parts of a key than its forms of auth take.");
    const Result<void> checked = checkEndpoint(endpoint, **form);
    return checked ? QString() : checked.error().message;
}

void readOne(const FileJson &json, std::size_t place, const Services &services, EndpointsRead &read)
{
    const auto fault = [&](const QString &name, const QString &why) {
        const QString shown =
            name.isEmpty() ? DeliveryText::tr("Endpoint %1").arg(place + 1) : name.left(80).simplified();
        read.faults.append(DeliveryText::tr("%1 was left out: %2").arg(shown, why));
    };
    if (!json.is_object())
        return fault({}, DeliveryText::tr("It is no JSON object."));
    EndpointReader reader(json);
    Endpoint endpoint = reader.read();
    if (!reader.fault().isEmpty())
        return fault(
            endpoint.name, DeliveryText::tr("Its member \"%1\" is not what it should be.").arg(reader.fault()));
    const bool isBad = std::ranges::any_of(endpoint.auth, [](int one) { return one < 0; });
    if (const QString why = isBad ? QString() : whyNotUsable(endpoint, services); !why.isEmpty())
        return fault(endpoint.name, why);
    read.endpoints.push_back(std::move(endpoint));
}

// Null for what is no JSON, or is nested without need.
FileJson parsedFile(const QByteArray &file)
{
    qsizetype depth = 0;
    const auto isShallow = [&depth](int level, FileJson::parse_event_t, const FileJson &) {
        depth = std::max<qsizetype>(depth, level);
        return depth <= mostDepth;
    };
    FileJson json = FileJson::parse(file.begin(), file.end(), isShallow, false);
    return depth > mostDepth || json.is_discarded() ? FileJson() : json;
}

QString nameKeyOf(const QString &name)
{
    return name.normalized(QString::NormalizationForm_C)
        .trimmed()
        .toCaseFolded()
        .normalized(QString::NormalizationForm_C);
}

}

QByteArray endpointsFile(const std::vector<Endpoint> &endpoints)
{
    FileJson list = FileJson::array();
    for (const Endpoint &endpoint : endpoints)
        list.push_back(fileEndpoint(endpoint));
    const FileJson file = {{"eventscope", "endpoints"}, {"version", fileVersion}, {"endpoints", list}};
    return QByteArray::fromStdString(file.dump(2, ' ', false, FileJson::error_handler_t::replace)) + '\n';
}

Result<EndpointsRead> endpointsIn(const QByteArray &file, const Services &services)
{
    const FileJson json = parsedFile(file);
    const auto member = [&json](const char *name) {
        const auto found = json.is_object() ? json.find(name) : json.end();
        return json.is_object() && found != json.end() ? *found : FileJson();
    };
    if (member("eventscope") != "endpoints" || !member("version").is_number_integer() ||
        !member("endpoints").is_array())
        return failure(Error::Kind::BadInput,
            DeliveryText::tr("It holds no endpoints of Eventscope. Choose a file that was exported by it."));
    if (member("version") > fileVersion || member("version") < 1)
        return failure(Error::Kind::BadInput,
            DeliveryText::tr("It was written by a newer version of Eventscope, which is needed to read it."));
    const FileJson list = member("endpoints");
    if (list.size() > mostEndpoints)
        return failure(
            Error::Kind::Limit, DeliveryText::tr("It holds more than 10,000 endpoints. Split it into smaller ones."));
    EndpointsRead read;
    for (std::size_t i = 0; i < list.size(); ++i)
        readOne(list[i], i, services, read);
    return read;
}

int giveFreeNames(std::vector<Endpoint> &endpoints, const std::vector<Endpoint> &taken)
{
    std::set<QString> names;
    for (const Endpoint &one : taken)
        names.insert(nameKeyOf(one.name));
    int changed = 0;
    for (Endpoint &endpoint : endpoints) {
        const QString name = endpoint.name;
        for (int number = 2; !names.insert(nameKeyOf(endpoint.name)).second; ++number)
            endpoint.name = u"%1 %2"_s.arg(name).arg(number);
        changed += endpoint.name == name ? 0 : 1;
    }
    return changed;
}

}

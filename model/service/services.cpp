// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/services.h"

#include "event/utf8.h"
#include "service/definitionformat.h"
#include "service/detector.h"
#include "service/secretprobe.h"
#include "service/servicetext.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using Settings = QHash<QByteArray, QByteArray>;

const QString settingsName = u"settings.json"_s;

Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Io, ServiceText::tr("%1 cannot be read: %2").arg(path, file.errorString()));
    constexpr qint64 most = DefinitionFormat::bounds.bytes;
    QByteArray bytes = file.read(most + 1);
    if (file.error() != QFile::NoError)
        return failure(Error::Kind::Io, ServiceText::tr("%1 cannot be read: %2").arg(path, file.errorString()));
    if (bytes.size() > most)
        return failure(Error::Kind::Limit, ServiceText::tr("%1 is too large for a definition.").arg(path));
    return bytes;
}

// The values of settings.json by service.
class UserSettings {
public:
    void read(const QString &path, std::vector<Error> &faults);
    [[nodiscard]] Settings of(const QByteArray &service) const { return m_values.value(service); }
    // Faults for the services that nothing was asked about.
    void reportUnknown(const std::vector<ServicePtr> &services, std::vector<Error> &faults) const;

private:
    void readService(JsonMember service, std::vector<DefinitionFault> &faults);

    QString m_path;
    QHash<QByteArray, Settings> m_values;
};

void UserSettings::read(const QString &path, std::vector<Error> &faults)
{
    m_path = path;
    const Result<QByteArray> content = contentOf(path);
    if (!content)
        return faults.push_back(content.error());
    JsonTape tape;
    if (!tape.read(viewOf(*content), DefinitionFormat::bounds)) {
        const TextPlace place = placeOf(viewOf(*content), tape.fault().offset);
        return faults.push_back({Error::Kind::BadInput,
            ServiceText::tr("%1: line %2, column %3: %4")
                .arg(path, QString::number(place.line), QString::number(place.column), tape.fault().sentence)});
    }
    std::vector<DefinitionFault> found = duplicateFaults(tape);
    if (!tape.root().isObject())
        found.push_back({{}, ServiceText::tr("An object is needed: {\"service id\": {\"setting\": \"value\"}}.")});
    for (const JsonMember member : tape.root().members())
        readService(member, found);
    if (!found.empty())
        faults.push_back(definitionError(path, found));
}

void UserSettings::readService(JsonMember service, std::vector<DefinitionFault> &faults)
{
    if (!service.value.isObject())
        return faults.push_back({pointerTo(service.value), ServiceText::tr("An object of settings is needed here.")});
    Settings &values = m_values[bytesOf(service.key.string())];
    for (const auto &[key, value] : service.value.members()) {
        if (value.isString())
            values.insert(bytesOf(key.string()), bytesOf(value.string()));
        else
            faults.push_back({pointerTo(value), ServiceText::tr("A string is needed here.")});
    }
}

void UserSettings::reportUnknown(const std::vector<ServicePtr> &services, std::vector<Error> &faults) const
{
    QByteArrayList ids = m_values.keys();
    std::sort(ids.begin(), ids.end());
    for (const QByteArray &id : ids) {
        const bool known =
            std::any_of(services.begin(), services.end(), [&](const ServicePtr &s) { return s->id() == id; });
        if (!known)
            faults.push_back(definitionError(
                m_path, {{pointerBelow({}, viewOf(id)), ServiceText::tr("There is no service with this id.")}}));
    }
}

// The definitions of one folder after another; a later one replaces an earlier one with its id.
class Shelf {
public:
    Shelf(const UserSettings &settings, std::vector<Error> &faults)
        : m_settings(settings)
        , m_faults(faults)
    {}

    void addFolder(const QDir &folder);
    [[nodiscard]] const std::vector<ServicePtr> &services() const noexcept { return m_services; }

private:
    [[nodiscard]] ServicePtr loaded(const QByteArray &json, const QString &path);
    void put(ServicePtr service);

    const DefinitionFormat m_format;
    const UserSettings &m_settings;
    std::vector<Error> &m_faults;
    std::vector<ServicePtr> m_services;
    std::vector<QByteArray> m_ofThisFolder;
};

void Shelf::addFolder(const QDir &folder)
{
    m_ofThisFolder.clear();
    const QFileInfoList files = folder.entryInfoList({u"*.json"_s}, QDir::Files | QDir::Hidden, QDir::Name);
    for (const QFileInfo &file : files) {
        if (file.fileName() == settingsName || !file.isFile())
            continue;
        const Result<QByteArray> content = contentOf(file.filePath());
        if (!content) {
            m_faults.push_back(content.error());
            continue;
        }
        if (ServicePtr service = loaded(*content, file.filePath()))
            put(std::move(service));
    }
}

// With the user's settings where they fit; the id they are filed under is known only after loading.
ServicePtr Shelf::loaded(const QByteArray &json, const QString &path)
{
    const Result<ServicePtr> plain = Service::load(m_format, json, path);
    if (!plain) {
        m_faults.push_back(plain.error());
        return {};
    }
    const Settings settings = m_settings.of((*plain)->id());
    if (settings.isEmpty())
        return *plain;
    const Result<ServicePtr> set = Service::load(m_format, json, path, settings);
    if (set)
        return *set;
    m_faults.push_back(set.error());
    return *plain;
}

void Shelf::put(ServicePtr service)
{
    const bool twice = std::find(m_ofThisFolder.begin(), m_ofThisFolder.end(), service->id()) != m_ofThisFolder.end();
    if (twice)
        return m_faults.push_back(definitionError(service->file(),
            {{"/id", ServiceText::tr("Another file of this folder has this id too, and stays in force.")}}));
    m_ofThisFolder.push_back(service->id());
    const auto replaced = std::find_if(
        m_services.begin(), m_services.end(), [&](const ServicePtr &known) { return known->id() == service->id(); });
    if (replaced == m_services.end())
        m_services.push_back(std::move(service));
    else
        *replaced = std::move(service);
}

}

Services Services::of(std::vector<ServicePtr> services)
{
    Services result;
    result.m_services = std::move(services);
    if (result.m_services.empty())
        return result;
    result.m_detector = std::make_shared<const Detector>(result.m_services);
    result.m_probe = std::make_shared<const SecretProbe>(result.m_services);
    return result;
}

Services::Loaded Services::load(const QDir &userFolder)
{
    Loaded result;
    UserSettings settings;
    const QString settingsPath = userFolder.filePath(settingsName);
    if (QFileInfo(settingsPath).isFile())
        settings.read(settingsPath, result.faults);
    Shelf shelf(settings, result.faults);
    shelf.addFolder(QDir(u":/eventscope/services"_s));
    if (userFolder.exists())
        shelf.addFolder(userFolder);
    settings.reportUnknown(shelf.services(), result.faults);
    result.services = of(shelf.services());
    return result;
}

ServicePtr Services::find(QByteArrayView id) const noexcept
{
    const auto found = std::find_if(
        m_services.begin(), m_services.end(), [&](const ServicePtr &service) { return service->id() == id; });
    return found == m_services.end() ? nullptr : *found;
}

Detection Services::detect(JsonValue event, QByteArrayView expected, QByteArrayView only) const
{
    if (!only.isEmpty()) {
        const ServicePtr service = find(only);
        return service ? Detection{service, service->nearestShape(event), false, {}} : Detection{};
    }
    return m_detector ? m_detector->detect(event, expected) : Detection{};
}

bool Services::mayHoldSecret(JsonValue eventOrEnvelope) const noexcept
{
    return m_probe && m_probe->mayHold(eventOrEnvelope);
}

QByteArray Services::envelopeMember(JsonValue body) const
{
    for (const ServicePtr &service : m_services) {
        QByteArray member = service->exactEnvelopeMember(body);
        if (!member.isEmpty())
            return member;
    }
    for (const ServicePtr &service : m_services) {
        const QByteArray member = service->looseEnvelopeMember(body);
        if (!member.isEmpty())
            return detect(body).service ? QByteArray() : member;
    }
    return {};
}

QList<QByteArray> Services::propertyPlaces() const
{
    QList<QByteArray> places;
    for (const ServicePtr &service : m_services) {
        for (const QByteArray &place : service->propertyPlaces()) {
            if (!places.contains(place))
                places.append(place);
        }
    }
    return places;
}

}

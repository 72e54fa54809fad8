// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/service.h"

#include "event/utf8.h"
#include "service/definitionchecks.h"
#include "service/definitionformat.h"
#include "service/definitionparts.h"
#include "service/identityfields.h"
#include "service/jsontree.h"
#include "service/pointertrie.h"
#include "service/propertyplaces.h"
#include "service/recognition.h"
#include "service/redactor.h"
#include "service/servicetext.h"

#include <QCryptographicHash>
#include <QVarLengthArray>

#include <algorithm>

namespace eventscope {

using Json = nlohmann::ordered_json;
using Settings = QHash<QByteArray, QByteArray>;

namespace {

// One of the request bodies that hold many events.
struct EnvelopeForm {
    QByteArray events;
    std::vector<std::string> known;    // every member that may stand in it
};

}

struct Service::Private {
    QByteArray id;
    QByteArray revision;
    QString title;
    QString description;
    QString file;
    Json definition;
    std::vector<Shape> shapes;
    std::vector<std::optional<JsonPointer>> kinds;    // by shape
    std::vector<Transport> transports;
    std::vector<Sample> samples;
    std::vector<EnvelopeForm> envelopes;
    std::vector<QByteArray> envelopeMembers;
    Recognition recognition;
    PointerTrie recognised;                         // the pointers of recognition
    std::vector<std::uint32_t> recognisedPlaces;    // in it, by their index
    IdentityFields fields;
    PropertyPlaces properties;
    Redactor redactor;

    [[nodiscard]] std::vector<DefinitionFault> build(const Settings &settings);
    void describe(const QByteArray &json, const Settings &settings);
    void compileRecognition(std::vector<DefinitionFault> &faults);
    void compileShapes(std::vector<DefinitionFault> &faults);
    void compileEnvelopes();
    void compileSecrets(std::vector<DefinitionFault> &faults);
    void checkSettings(const Settings &settings, std::vector<DefinitionFault> &faults) const;
    [[nodiscard]] std::optional<std::size_t> indexOf(QByteArrayView shape) const noexcept;
    [[nodiscard]] std::string_view kindAt(JsonValue event, std::size_t shape, std::string &buffer) const;
    [[nodiscard]] const Recognition::ShapeForm *formOf(QByteArrayView shape) const noexcept;
    [[nodiscard]] ConditionContext propertyContext(JsonValue event, QByteArrayView shape, std::string &buffer) const;
};

namespace {

QByteArray revisionOf(const QByteArray &json, const Settings &settings)
{
    QByteArrayList values;
    for (auto it = settings.begin(); it != settings.end(); ++it)
        values.append(it.key() + '=' + it.value());
    std::sort(values.begin(), values.end());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(json);
    hash.addData(values.join('\0'));
    return hash.result().first(8).toHex();
}

std::optional<JsonPointer> pointerFrom(const Json &text, const QByteArray &at, std::vector<DefinitionFault> &faults)
{
    auto pointer = JsonPointer::parse(text.get_ref<const std::string &>());
    if (pointer)
        return std::move(*pointer);
    faults.push_back({at, pointer.error().message});
    return std::nullopt;
}

void dropRepeated(std::vector<DefinitionFault> &faults)
{
    std::vector<DefinitionFault> kept;
    for (DefinitionFault &fault : faults)
        if (std::find(kept.begin(), kept.end(), fault) == kept.end())
            kept.push_back(std::move(fault));
    faults = std::move(kept);
}

}

void Service::Private::describe(const QByteArray &json, const Settings &settings)
{
    const auto text = [&](const char *member) { return stringOf(definition.value(member, std::string())); };
    id = bytesOf(definition.at("id").get_ref<const std::string &>());
    title = text("title");
    description = text("description");
    revision = revisionOf(json, settings);
    shapes = shapesOf(definition);
    transports = transportsOf(definition);
    samples = samplesOf(definition);
}

std::vector<DefinitionFault> Service::Private::build(const Settings &settings)
{
    std::vector<DefinitionFault> faults;
    checkDefinition(definition, faults);
    checkSettings(settings, faults);
    compileRecognition(faults);
    fields = IdentityFields::compile(definition, settings, faults);
    properties = PropertyPlaces::compile(definition, faults);
    compileShapes(faults);
    compileEnvelopes();
    compileSecrets(faults);
    dropRepeated(faults);
    return faults;
}

void Service::Private::compileRecognition(std::vector<DefinitionFault> &faults)
{
    recognition = Recognition::compile(definition, faults);
    for (const JsonPointer &pointer : recognition.pointers)
        recognisedPlaces.push_back(recognised.add(pointer));
    recognised.build();
    for (std::uint32_t &place : recognisedPlaces)
        place = recognised.placeOf(place);
}

void Service::Private::compileShapes(std::vector<DefinitionFault> &faults)
{
    for (const auto &[name, shape] : definition.at("shapes").items()) {
        const QByteArray at = pointerBelow(pointerBelow("/shapes", name), std::string_view("kind"));
        kinds.push_back(shape.contains("kind") ? pointerFrom(shape.at("kind"), at, faults) : std::nullopt);
    }
}

void Service::Private::compileEnvelopes()
{
    for (const Json &envelope : memberOf(definition, "envelopes")) {
        EnvelopeForm &form = envelopes.emplace_back();
        form.known.push_back(envelope.at("events").get<std::string>());
        form.events = bytesOf(form.known.front());
        for (const auto &[name, schema] : memberOf(envelope, "with").items())
            form.known.push_back(name);
        if (std::find(envelopeMembers.begin(), envelopeMembers.end(), form.events) == envelopeMembers.end())
            envelopeMembers.push_back(form.events);
    }
}

// Where keys stand: at the shapes' secret pointers, and where a transport's auth puts them.
void Service::Private::compileSecrets(std::vector<DefinitionFault> &faults)
{
    std::vector<JsonPointer> secrets;
    std::vector<std::string> headers;
    const auto add = [&](const Json &text, const QByteArray &at) {
        const auto pointer = pointerFrom(text, at, faults);
        if (pointer && std::find(secrets.begin(), secrets.end(), *pointer) == secrets.end())
            secrets.push_back(*pointer);
    };
    for (const auto &[name, shape] : definition.at("shapes").items()) {
        for (const Json &pointer : memberOf(shape, "secret"))
            add(pointer, pointerBelow(pointerBelow("/shapes", name), std::string_view("secret")));
    }
    for (const auto &[name, transport] : memberOf(definition, "transports").items()) {
        const Json &auth = memberOf(transport, "auth");
        for (const Json &way : auth) {
            if (way.contains("member"))
                add(way.at("member"), pointerBelow(pointerBelow("/transports", name), std::string_view("auth")));
            if (way.contains("header"))
                headers.push_back(way.at("header").get<std::string>());
        }
    }
    redactor = Redactor(KeyKinds::compile(definition, faults), std::move(secrets), std::move(headers));
}

void Service::Private::checkSettings(const Settings &settings, std::vector<DefinitionFault> &faults) const
{
    const Json &known = memberOf(definition, "settings");
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        const QString name = stringOf(viewOf(it.key()));
        if (!known.contains(it.key().toStdString()))
            faults.push_back(
                {"/settings", ServiceText::tr("A value is set for \"%1\", which is no setting.").arg(name)});
        else if (!JsonPointer::parse(viewOf(it.value())))
            faults.push_back({pointerBelow("/settings", viewOf(it.key())),
                ServiceText::tr("The value set is no JSON pointer: \"%1\".").arg(stringOf(viewOf(it.value())))});
    }
}

std::optional<std::size_t> Service::Private::indexOf(QByteArrayView shape) const noexcept
{
    for (std::size_t i = 0; i < shapes.size(); ++i)
        if (shapes[i].id == shape)
            return i;
    return std::nullopt;
}

std::string_view Service::Private::kindAt(JsonValue event, std::size_t shape, std::string &buffer) const
{
    const JsonValue kind = kinds[shape] ? kinds[shape]->in(event) : JsonValue();
    return kind && kind.isString() ? kind.string(buffer) : std::string_view();
}

const Recognition::ShapeForm *Service::Private::formOf(QByteArrayView shape) const noexcept
{
    const auto form = std::find_if(recognition.shapes.begin(), recognition.shapes.end(),
        [&](const Recognition::ShapeForm &f) { return f.shape == shape; });
    return form == recognition.shapes.end() ? nullptr : &*form;
}

ConditionContext Service::Private::propertyContext(JsonValue event, QByteArrayView shape, std::string &buffer) const
{
    ConditionContext context;
    context.event = event;
    context.shape = {shape.data(), static_cast<std::size_t>(shape.size())};
    if (const auto index = properties.areConditional() ? indexOf(shape) : std::nullopt)
        context.kind = kindAt(event, *index, buffer);
    return context;
}

Service::Service(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{}

Service::~Service() = default;

Result<std::shared_ptr<const Service>> Service::load(
    const QByteArray &json, const QString &file, const Settings &settings)
{
    return load(DefinitionFormat(), json, file, settings);
}

Result<std::shared_ptr<const Service>> Service::load(
    const DefinitionFormat &format, const QByteArray &json, const QString &file, const Settings &settings)
{
    auto definition = format.read(json, file);
    if (!definition)
        return failure(definition.error());
    auto parts = std::make_unique<Private>();
    parts->file = file;
    parts->definition = std::move(*definition);
    try {
        parts->describe(json, settings);
        const std::vector<DefinitionFault> faults = parts->build(settings);
        if (!faults.empty())
            return failure(definitionError(file, faults));
    } catch (const Json::exception &e) {
        return failure(Error::Kind::Internal,
            ServiceText::tr("%1 could not be read as a definition: %2").arg(file, QString::fromUtf8(e.what())));
    }
    return std::shared_ptr<const Service>(new Service(std::move(parts)));
}

const QByteArray &Service::id() const noexcept
{
    return d->id;
}

const QString &Service::title() const noexcept
{
    return d->title;
}

const QString &Service::description() const noexcept
{
    return d->description;
}

const QString &Service::file() const noexcept
{
    return d->file;
}

const QByteArray &Service::revision() const noexcept
{
    return d->revision;
}

const std::vector<Shape> &Service::shapes() const noexcept
{
    return d->shapes;
}

const Shape *Service::shape(QByteArrayView id) const noexcept
{
    const auto index = d->indexOf(id);
    return index ? &d->shapes[*index] : nullptr;
}

const std::vector<Transport> &Service::transports() const noexcept
{
    return d->transports;
}

const std::vector<Sample> &Service::samples() const noexcept
{
    return d->samples;
}

const Json &Service::definition() const noexcept
{
    return d->definition;
}

int Service::score(JsonValue event, QByteArrayView shape) const
{
    const Recognition::ShapeForm *form = d->formOf(shape);
    int best = 0;
    for (std::size_t i = 0; form && i < form->alternatives.size(); ++i)
        best = std::max(best, Recognition::score(form->alternatives[i],
                                  [&](std::uint32_t pointer) { return d->recognition.pointers[pointer].in(event); }));
    return best;
}

const QByteArray &Service::nearestShape(JsonValue event) const
{
    QVarLengthArray<std::uint32_t, 64> found(static_cast<qsizetype>(d->recognised.placeCount()));
    d->recognised.find(event, {found.data(), d->recognised.placeCount()});
    const auto valueAt = [tape = event.tape(), values = found.data(), places = d->recognisedPlaces.data()](
                             std::uint32_t pointer) {
        const std::uint32_t node = values[places[pointer]];
        return node == 0 ? JsonValue() : JsonValue(tape, node - 1);
    };
    const QByteArray *nearest = &d->shapes.front().id;
    int best = 0;
    for (const Recognition::ShapeForm &form : d->recognition.shapes) {
        for (const Recognition::Alternative &alternative : form.alternatives) {
            constexpr int whole = 1 << 24;    // a score outweighs any nearness
            if (best >= whole + Recognition::highest(alternative))
                continue;
            const int score = Recognition::score(alternative, valueAt);
            const int near = score > 0 ? whole + score : best < whole ? Recognition::nearness(alternative, valueAt) : 0;
            if (near > best) {
                best = near;
                nearest = &form.shape;
            }
        }
    }
    return *nearest;
}

bool Service::isCatchAll() const noexcept
{
    return d->recognition.catchAll;
}

Identity Service::identify(JsonValue event, JsonValue envelope, QByteArrayView shape, Texts texts) const
{
    const auto index = d->indexOf(shape);
    const std::string_view id(shape.data(), static_cast<std::size_t>(shape.size()));
    return d->fields.read(event, envelope, id, index.value_or(d->shapes.size()), texts == Texts::Borrowed);
}

void Service::properties(JsonValue event, QByteArrayView shape, std::vector<EventProperty> &to) const
{
    std::string buffer;
    d->properties.read(d->propertyContext(event, shape, buffer), to);
}

std::size_t Service::propertyObjects(JsonValue event, QByteArrayView shape, std::vector<PropertyObject> &to) const
{
    std::string buffer;
    return d->properties.objects(d->propertyContext(event, shape, buffer), to);
}

bool Service::isProperty(const PropertyObject &object, std::string_view name) const noexcept
{
    return object.whole || d->properties.holds(object.place, name);
}

bool Service::hasProperties() const noexcept
{
    return d->properties.areTold();
}

QList<QByteArray> Service::propertyPlaces() const
{
    return d->properties.pointers();
}

QByteArray Service::kindOf(JsonValue event, QByteArrayView shape) const
{
    const auto index = d->indexOf(shape);
    std::string buffer;
    return index ? bytesOf(d->kindAt(event, *index, buffer)) : QByteArray();
}

QByteArray Service::exactEnvelopeMember(JsonValue body) const
{
    for (const EnvelopeForm &form : d->envelopes) {
        const JsonValue events = body.find(form.known.front());
        if (!events || !events.isArray())
            continue;
        bool known = true;
        std::string buffer;
        for (const auto &[key, value] : body.members())
            known = known && std::find(form.known.begin(), form.known.end(), key.string(buffer)) != form.known.end();
        if (known)
            return form.events;
    }
    return {};
}

QByteArray Service::looseEnvelopeMember(JsonValue body) const
{
    for (const EnvelopeForm &form : d->envelopes) {
        const JsonValue events = body.find(form.known.front());
        if (!events || !events.isArray())
            continue;
        const auto items = events.items();
        if (items.begin() == items.end() || (*items.begin()).isObject())
            return form.events;
    }
    return {};
}

QByteArray Service::envelopeMember(JsonValue body) const
{
    QByteArray exact = exactEnvelopeMember(body);
    if (!exact.isEmpty())
        return exact;
    const QByteArray loose = looseEnvelopeMember(body);
    const bool isEvent = !loose.isEmpty() && std::any_of(d->shapes.begin(), d->shapes.end(),
                                                 [&](const Shape &shape) { return score(body, shape.id) > 0; });
    return isEvent ? QByteArray() : loose;
}

const std::vector<QByteArray> &Service::envelopeMembers() const noexcept
{
    return d->envelopeMembers;
}

std::vector<TextEdit> Service::redactions(JsonValue eventOrEnvelope) const
{
    return d->redactor.edits(eventOrEnvelope);
}

QByteArray Service::keyKind(std::string_view key) const
{
    return d->redactor.keys().kindOf(key);
}

const Recognition &Service::recognition() const noexcept
{
    return d->recognition;
}

const Redactor &Service::redactor() const noexcept
{
    return d->redactor;
}

}

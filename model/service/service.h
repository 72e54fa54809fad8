// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "event/jsonpointer.h"
#include "event/jsontape.h"
#include "event/jsontext.h"
#include "event/result.h"
#include "service/properties.h"

#include <nlohmann/json_fwd.hpp>

#include <QByteArray>
#include <QHash>
#include <QString>

#include <memory>
#include <vector>

namespace eventscope {

class DefinitionFormat;
class Redactor;
struct Recognition;

// A form that a service's events take: what is sent over one transport, or only read back.
struct Shape {
    QByteArray id;
    QString title;
    bool sendable = true;
};

// One way to hand events to a service, as its definition says. What requests are built from is read
// by delivery; here is what a person sees.
struct Transport {
    QByteArray id;
    QString title;
    QByteArray shape;
    QString base;          // default base URL
    QString path;          // of the single form, else of the batch form
    int batchLimit = 1;    // events in one request; the largest int where the service names no limit
};

struct Sample {
    QString title;
    QByteArray shape;
    QByteArray text;    // exact; may be deliberately invalid where `note` says so
    QString note;
};

// A loaded service definition: immutable, safe to share between threads. Everything known of a
// service is in its JSON file (docs/definitions.md); nothing in C++ knows one by name.
class Service {
public:
    // BadInput names file, JSON pointer and reason of the faults found, one a line; line and column of
    // a text that is no JSON. `settings` gives values for what the definition lets the user set ("settings"), by name.
    [[nodiscard]] static Result<std::shared_ptr<const Service>> load(
        const QByteArray &json, const QString &file, const QHash<QByteArray, QByteArray> &settings = {});
    // The same for one of many files: with their format, compiled once.
    [[nodiscard]] static Result<std::shared_ptr<const Service>> load(const DefinitionFormat &format,
        const QByteArray &json, const QString &file, const QHash<QByteArray, QByteArray> &settings = {});
    ~Service();

    [[nodiscard]] const QByteArray &id() const noexcept;
    [[nodiscard]] const QString &title() const noexcept;
    [[nodiscard]] const QString &description() const noexcept;
    [[nodiscard]] const QString &file() const noexcept;
    // Changes whenever the definition's text does; events remember which one judged them.
    [[nodiscard]] const QByteArray &revision() const noexcept;

    [[nodiscard]] const std::vector<Shape> &shapes() const noexcept;
    [[nodiscard]] const Shape *shape(QByteArrayView id) const noexcept;
    [[nodiscard]] const std::vector<Transport> &transports() const noexcept;
    [[nodiscard]] const std::vector<Sample> &samples() const noexcept;

    // The whole definition, for the judge and the form.
    [[nodiscard]] const nlohmann::ordered_json &definition() const noexcept;

    // How strongly the event looks like one of that shape; 0 when it does not.
    [[nodiscard]] int score(JsonValue event, QByteArrayView shape) const;
    // The shape that scores best, else the one the event comes nearest to; never empty.
    [[nodiscard]] const QByteArray &nearestShape(JsonValue event) const;
    // Whether detection of this service gives way to any other's score.
    [[nodiscard]] bool isCatchAll() const noexcept;

    // The envelope may be nothing; a field may be read from it. Texts that are borrowed stay in the event's text where
    // they stand there as they are, and must not outlive it.
    enum class Texts : quint8 { Own, Borrowed };
    [[nodiscard]] Identity identify(
        JsonValue event, JsonValue envelope, QByteArrayView shape, Texts texts = Texts::Own) const;
    // The properties that the event carries, in the order of the text, from wherever the definition says
    // ("properties"): members of several objects may stand side by side. Without that, all members of the
    // event. Put in the place of what is in `to`.
    void properties(JsonValue event, QByteArrayView shape, std::vector<EventProperty> &to) const;
    // The objects that they stand in, likewise put in the place of what is in `to`. How many there are for
    // an event of this shape and kind, be they in this event or not.
    std::size_t propertyObjects(JsonValue event, QByteArrayView shape, std::vector<PropertyObject> &to) const;
    // Whether a member of such an object is a property.
    [[nodiscard]] bool isProperty(const PropertyObject &object, std::string_view name) const noexcept;
    // Whether the definition says where properties are.
    [[nodiscard]] bool hasProperties() const noexcept;
    // The objects that hold properties, in events of whatever kind, as JSON pointers.
    [[nodiscard]] QList<QByteArray> propertyPlaces() const;
    // Which of several bodies the event has, e.g. "track"; empty when the shape has no kinds.
    [[nodiscard]] QByteArray kindOf(JsonValue event, QByteArrayView shape) const;

    // The member that holds the events where that request body is an envelope of this service, e.g.
    // "events"; empty when it is none. With members beside them that the definition does not know it is
    // one only where it is no event of this service.
    [[nodiscard]] QByteArray envelopeMember(JsonValue body) const;
    // The same: with known members beside the events only, or whatever stands beside a list of objects.
    [[nodiscard]] QByteArray exactEnvelopeMember(JsonValue body) const;
    [[nodiscard]] QByteArray looseEnvelopeMember(JsonValue body) const;
    // Every such member name of the definition, for readers that stream.
    [[nodiscard]] const std::vector<QByteArray> &envelopeMembers() const noexcept;

    // Edits that replace each secret in the text by its kind and fingerprint: the values at secret
    // pointers (duplicates included), and keys anywhere, names included, that start as a secret key of
    // this service does. Empty when there is none; a fingerprint is left as it is.
    [[nodiscard]] std::vector<TextEdit> redactions(JsonValue eventOrEnvelope) const;
    // The kind of a key or of its fingerprint ("secret", …); empty when its form tells nothing.
    [[nodiscard]] QByteArray keyKind(std::string_view key) const;

    // Compiled parts, for what looks at many definitions at once.
    [[nodiscard]] const Recognition &recognition() const noexcept;
    [[nodiscard]] const Redactor &redactor() const noexcept;

private:
    struct Private;
    explicit Service(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

using ServicePtr = std::shared_ptr<const Service>;

// Bytes that are not readable JSON, with whatever looks like a secret replaced: values behind member
// names that some definition calls secret, known key prefixes, credentials behind Bearer and Basic.
[[nodiscard]] QByteArray redactedBytes(const QByteArray &bytes, const std::vector<ServicePtr> &services);

// `sch_dev_…#3fa9`: the known prefix and four hexadecimal digits of the key's SHA-256.
[[nodiscard]] QByteArray fingerprint(std::string_view key, std::string_view knownPrefix);
[[nodiscard]] bool isFingerprint(std::string_view text) noexcept;

}

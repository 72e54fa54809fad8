// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "service/service.h"

#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

// A form of auth that a transport takes.
struct AuthForm {
    enum class Kind : quint8 { Header, Basic, Member };

    Kind kind = Kind::Header;
    QByteArray header;                                    // Header, and Basic: "Authorization"
    QByteArray prefix;                                    // before the key, e.g. "Bearer "
    JsonPointer member;                                   // Member: where in each event the key stands
    std::vector<std::optional<QByteArray>> basicParts;    // Basic: two; a fixed text, or nothing for an open one
    QString title;
    QString help;
    QStringList parts;    // what the open parts are called; at least one
    bool optional = false;
    QByteArrayList kinds;    // kinds of keys it takes; empty: any
};

// A header that the user may set.
struct OptionForm {
    QByteArray header;
    QString title;
    QString help;
};

// How one or many events are put into a request.
struct RequestForm {
    // A stretch of a body: bytes as they are, or what takes their place.
    struct Piece {
        enum class Kind : quint8 { Bytes, Event, Events, EnvelopeMember };
        Kind kind = Kind::Bytes;
        QByteArray bytes;    // of Bytes; the member's name of EnvelopeMember
        // Of EnvelopeMember: the member it is the value of, left out with it: `"app_key":`, with a comma
        // before it where it is not the first of its object.
        QByteArray memberKey;

        friend bool operator==(const Piece &, const Piece &) = default;
    };

    QByteArray method;
    QByteArray path;
    std::vector<Piece> body;    // empty: no body
    bool query = false;         // the event as query parameters instead, names dotted, arrays left out
    qint64 most = 1;            // events; the largest number where no limit is known
};

// A definition's transport, compiled for sending. Immutable, safe to share between threads. docs/definitions.md
// says what each member means.
class TransportForm {
public:
    // NotFound when the service has no such transport; BadInput names the pointer of what cannot be used.
    [[nodiscard]] static Result<std::shared_ptr<const TransportForm>> of(
        const ServicePtr &service, QByteArrayView transport);
    ~TransportForm();

    [[nodiscard]] const ServicePtr &service() const noexcept;
    [[nodiscard]] const Transport &transport() const noexcept;
    [[nodiscard]] const std::vector<AuthForm> &auth() const noexcept;
    [[nodiscard]] const std::vector<OptionForm> &options() const noexcept;
    [[nodiscard]] const RequestForm *one() const noexcept;     // null where there is none
    [[nodiscard]] const RequestForm *many() const noexcept;    // null where there is none
    // Members beside the events that its bodies take from the envelope, e.g. "app_key".
    [[nodiscard]] const std::vector<QByteArray> &envelopeMembers() const noexcept;

    // What a new endpoint of it uses: every form that is not optional, else the first.
    [[nodiscard]] std::vector<int> defaultAuth() const;
    // What the parts of the key of these forms are called.
    [[nodiscard]] QStringList keyParts(const std::vector<int> &auth) const;

    // How replies are read; reply.h.
    struct ReplyForm;
    [[nodiscard]] const ReplyForm &reply() const noexcept;

private:
    struct Private;
    explicit TransportForm(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

using TransportFormPtr = std::shared_ptr<const TransportForm>;

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <tl/expected.hpp>

#include <utility>

namespace eventscope {

// Why something could not be done: a kind for the program, a sentence for the person.
struct Error {
    enum class Kind {
        BadInput,    // what was given is wrong: a file, an option, a definition
        NotFound,
        Io,           // reading or writing failed: permissions, a full disk, a vanished file
        Busy,         // somebody else holds it; trying again may help
        ReadOnly,     // the store cannot be written, for instance as a newer version wrote it
        Cancelled,    // asked for by the user; never shown as a failure
        Limit,        // larger or deeper than the bounds allow
        Internal,     // a bug of ours
    };

    Kind kind = Kind::Internal;
    QString message;    // one sentence: what, where, what to do. For people, translated.

    friend bool operator==(const Error &, const Error &) = default;
};

// A value or an Error. Ignoring one is a warning, and warnings are errors.
template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using tl::expected<T, Error>::expected;
    Result(tl::expected<T, Error> other)
        : tl::expected<T, Error>(std::move(other))
    {}
};

[[nodiscard]] inline tl::unexpected<Error> failure(Error::Kind kind, QString message)
{
    return tl::unexpected<Error>(Error{kind, std::move(message)});
}

[[nodiscard]] inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

}

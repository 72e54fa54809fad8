// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/transportform.h"
#include "receiver/answers.h"
#include "store/receptions.h"
#include "validation/serviceset.h"

#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

// One way in: a transport's request of one or of many events.
struct Route {
    ServicePtr service;
    std::shared_ptr<const Judge> judge;
    TransportFormPtr form;
    RequestForm request;
    bool many = false;
    QByteArray list;    // the member of the body that holds the events, of `many`
    std::shared_ptr<const AnswerForms> answers;
    Receptions::RepeatMarks repeatMarks;

    [[nodiscard]] const QByteArray &shape() const { return form->transport().shape; }
};
using RoutePtr = std::shared_ptr<const Route>;

// All ways in that share a path.
struct RoutePath {
    QByteArray path;        // decoded
    bool prefix = false;    // also behind any other path
    bool cors = false;      // a browser may ask before it sends
    std::vector<RoutePtr> routes;

    [[nodiscard]] bool takes(QByteArrayView method) const;
    // "OPTIONS, POST".
    [[nodiscard]] QByteArray allow() const;
};

// Where a request wants to go.
struct RequestTarget {
    QByteArray tag;      // of `/run/TAG`
    QByteArray path;     // decoded, without what stands before it
    QByteArray shown;    // encoded, as it was sent, with a token cut
    QString fault;       // a tag that is none; empty: fine
};
// Takes `/run/TAG` and `/token/TOKEN`, in either order, from the beginning of a request's path.
[[nodiscard]] RequestTarget targetOf(const QByteArray &path);
[[nodiscard]] bool isTag(QByteArrayView tag) noexcept;

// The routes of all definitions in force: nothing here knows a service. Immutable, safe to share.
class Routes {
public:
    // A transport whose form cannot be used is left out.
    explicit Routes(const ServiceSet &services);

    // The path that is so, else the longest that the given one ends with; null for none.
    [[nodiscard]] const RoutePath *find(QByteArrayView decodedPath) const noexcept;
    [[nodiscard]] const std::vector<RoutePath> &paths() const noexcept { return m_paths; }
    // What repeated keys break, of all services.
    [[nodiscard]] const Receptions::RepeatMarks &repeatMarks() const noexcept { return m_repeatMarks; }

private:
    void add(const RoutePtr &route, bool prefix, bool cors);

    std::vector<RoutePath> m_paths;
    Receptions::RepeatMarks m_repeatMarks;
};

// The rule that every event with a key that came before breaks, where its definition has none about it.
inline constexpr char repeatRule[] = "repeat";
inline constexpr char unrecognisedRule[] = "unrecognised";
inline constexpr char refusedRule[] = "refused";

}

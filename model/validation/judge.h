// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "event/jsontape.h"
#include "service/service.h"
#include "validation/finding.h"
#include "validation/severities.h"

#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

struct SeriesPlan;

// An endpoint as rules see it. Holds no key.
struct EndpointFacts {
    bool production = false;
    QByteArray customer;                          // the customer that its key is bound to; empty: none
    std::vector<int> auth;                        // the forms of auth it uses, by their place in the transport's "auth"
    std::optional<std::vector<bool>> keyParts;    // which parts of its key there are; nothing: not known
    bool setsKeyInEvents = false;                 // the key goes into each event, whatever stands there
    std::vector<QByteArray> headers;              // the names of the headers that were set by hand
    std::optional<qint64> queued = {};            // events that are about to be queued for it; nothing: none yet

    friend bool operator==(const EndpointFacts &, const EndpointFacts &) = default;
};

// What a rule may need to know beside the event. What is not set is unknown: a rule that needs it and
// applies then gives a finding of severity NotJudged.
struct JudgeContext {
    std::optional<Micros> now;    // time windows are measured against this moment
    std::optional<QByteArray>
        keyKind;    // kind of the key used, as Service::keyKind() tells it; "" = a key of unknown kind
    std::optional<QByteArray> transport;      // id of the definition's transport that carries the event
    std::optional<qint64> batchCount;         // events in the request it came or goes in
    std::optional<EndpointFacts> endpoint;    // where the event goes
};

struct Judgement {
    Verdict verdict = Verdict::Valid;
    bool partly = false;              // some rule that applies was not judged
    QByteArray rules;                 // those broken, as ruleset.h writes them
    std::vector<Finding> findings;    // in the order of the text, then of the rules
};

// One rule of a definition, for people: to be listed and to have its severity changed.
struct RuleInfo {
    QByteArray id;
    std::vector<Severity> severities;    // its own, the worst first: some rules have several
    QString say;                         // the first sentence that tells what it is about; may be empty
    QString source;                      // may be empty
    std::optional<RuleLevel> changed;    // what the user made of it
};

// Whether findings are given what could mend them. Trying that out costs a judgement each.
enum class Fixes { None, Offer };

// A definition's schemas and rules, compiled. Immutable and safe to share between threads.
class Judge {
public:
    // BadInput names the definition's file, the pointer in it and the reason: an unknown keyword, rule
    // kind or condition, a bad pattern, a $ref to nowhere.
    [[nodiscard]] static Result<std::shared_ptr<const Judge>> compile(
        std::shared_ptr<const Service> service, const SeverityChanges &severities = {});
    ~Judge();

    [[nodiscard]] const Service &service() const noexcept;
    // Every rule, each id once, in the order of the definition; those of its schemas and those that look
    // across events included.
    [[nodiscard]] std::vector<RuleInfo> rules() const;
    // Those that look across events, for SeriesJudge.
    [[nodiscard]] const SeriesPlan &series() const noexcept;

    // Every finding about one event of that shape. The envelope's tape may be null.
    [[nodiscard]] Judgement judge(const JsonTape &event, const JsonTape *envelope, QByteArrayView shape,
        const JudgeContext &context, Fixes fixes = Fixes::Offer) const;

    // Only the verdict and which rules were broken, several times faster: no sentence is made.
    [[nodiscard]] Judgement verdict(
        const JsonTape &event, const JsonTape *envelope, QByteArrayView shape, const JudgeContext &context) const;

    // What is wrong with a whole request body as such (no list of events where there must be one, an
    // empty or too long list, members beside it); the events in it are judged one by one by judge().
    [[nodiscard]] Judgement judgeRequest(const JsonTape &body, const JudgeContext &context) const;

    // What is wrong with the context's endpoint, whatever is sent there. Pointers and offsets are those of
    // endpointText(). Without an endpoint nothing is found.
    [[nodiscard]] Judgement judgeEndpoint(const JudgeContext &context) const;

    // A text that is no readable JSON, as a finding: of the definition's "text" rule where one speaks
    // of the fault (comments, trailing commas), else of rule "json", which is an error then whatever the
    // user made of that rule; with a fix where there is one.
    [[nodiscard]] Finding unreadable(std::string_view text, const JsonFault &fault) const;

private:
    struct Private;
    explicit Judge(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

// The JSON text that rules of `"on": "endpoint"` are about, as docs/definitions.md tells.
[[nodiscard]] QByteArray endpointText(const EndpointFacts &endpoint);

}

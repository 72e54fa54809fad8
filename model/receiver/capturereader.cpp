// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/capturereader.h"

#include "event/ruleset.h"
#include "event/utf8.h"
#include "intake/piecereader.h"
#include "receiver/bodyevents.h"
#include "receiver/captureanswer.h"
#include "receiver/queryevent.h"
#include "receiver/requestbody.h"
#include "service/redaction.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cstdlib>

namespace eventscope {

namespace {

constexpr qsizetype mostKeptUnread = 1 << 20;    // of a body that is no JSON
constexpr std::size_t mostItems = 100'000;       // of one request
constexpr std::size_t mostRejects = 100;         // of one request that are kept
constexpr qsizetype mostValues = 4 << 20;        // of one body, about
constexpr qsizetype largeBody = 4 << 20;         // whose memory is not kept for the next

QString captureSentence(const char *text)
{
    return QCoreApplication::translate("Receiver", text);
}

Verdict worseVerdict(Verdict verdict, Severity severity)
{
    if (severity == Severity::Error)
        return Verdict::Invalid;
    return severity == Severity::Warning ? std::max(verdict, Verdict::Warning) : verdict;
}

// What was found of the request as a whole, for each event in it.
struct SharedHits {
    QByteArray rules;
    Verdict verdict = Verdict::Unjudged;

    void add(const QByteArray &rule, Severity severity)
    {
        rules = joinedRules(rules, ruleSetText({{rule, severity}}));
        verdict = worseVerdict(verdict, severity);
    }
    void addTo(Event &event) const
    {
        if (rules.isEmpty())
            return;
        event.rules = event.rules.isEmpty() ? rules : joinedRules(event.rules, rules);
        event.verdict = std::max(event.verdict, verdict);
    }
};

struct Refusal {
    HttpAnswer answer;
    QString reason;
};

const Finding *firstError(const std::vector<Finding> &findings)
{
    const auto found = std::find_if(
        findings.begin(), findings.end(), [](const Finding &finding) { return finding.severity == Severity::Error; });
    return found == findings.end() ? nullptr : &*found;
}

// As far as findings hang on them.
bool sameFacts(const RequestKeys &one, const RequestKeys &other)
{
    return one.kind == other.kind && one.facts.auth == other.facts.auth && one.facts.keyParts == other.facts.keyParts &&
           one.facts.headers == other.facts.headers;
}

// A few bytes can stand for a value each, and each takes memory.
bool holdsTooMuch(const QByteArray &text)
{
    if (text.size() <= mostValues)
        return false;
    return std::count_if(text.begin(), text.end(), [](char c) { return c == ',' || c == '[' || c == '{'; }) >
           mostValues;
}

QString findingText(const Finding &finding)
{
    QString text = finding.sentence;
    if (!finding.pointer.isEmpty())
        text = QString::fromUtf8(finding.pointer) + QStringLiteral(": ") + text;
    return text + QStringLiteral(" (") + QString::fromUtf8(finding.rule) + u')';
}

}

struct CaptureReader::Work {
    CaptureSetupPtr setup;
    std::unique_ptr<RequestCuts> cuts;
    std::map<std::pair<QByteArray, QByteArray>, std::unique_ptr<EventReader>> readers;    // by service and shape
    std::map<QByteArray, std::vector<Finding>> keyFindings;                               // by all that decides them
    // Of the last request that had any: most are of one client, and have the same.
    RoutePtr lastRoute;
    RequestKeys lastKeys;
    const std::vector<Finding> *lastFindings = nullptr;
    JsonTape body;
    JsonTape item;
    JsonTape outline;    // of the request at hand only while its text is there, where there is any

    // Of the request at hand.
    const HttpRequest *request = nullptr;
    RequestTarget target;
    TakenRequest taken;
    RequestKeys keys;
    std::vector<Finding> ofRequest;
    std::vector<Finding> ofKeys;
    bool takesQuery = false;
    bool outlined = false;
    qint64 notObjects = 0;
    qint64 withoutKey = 0;    // events that lack the member

    void use(const CaptureSetupPtr &next);
    void begin(const HttpRequest &came);
    void chooseRoute(const RoutePath &path);
    void describe(const HttpAnswer &answer);
    void refuseUnread(int status, const QString &reason, const QByteArray &text);
    void readBody(const ReceivedBody &came, const FaultSpec *fault);
    void read(const QByteArray &text, bool built, const FaultSpec *fault);
    void readItem(JsonValue value, const QByteArray &envelope, const SharedHits &shared);
    void reject(std::string_view bytes, const QString &reason, qint64 offset);
    [[nodiscard]] SharedHits sharedHits(const BodyEvents &opened);
    [[nodiscard]] const std::vector<Finding> &findingsOfKeys();
    [[nodiscard]] EventReader &reader(const QByteArray &service, const QByteArray &shape);
    [[nodiscard]] QByteArray shapeOf(JsonValue event) const;
    void keepBody(const QByteArray &text, const BodyEvents &opened);
    [[nodiscard]] std::optional<Refusal> refusal(const BodyEvents &opened);
    [[nodiscard]] std::optional<Refusal> strictRefusal();
    [[nodiscard]] std::optional<Refusal> keyRefusal() const;
    [[nodiscard]] Refusal refused(const AnswerForm &form, const QString &reason) const;
    void conclude(const BodyEvents &opened, const FaultSpec *fault);
};

CaptureReader::CaptureReader()
    : d(std::make_unique<Work>())
{}

CaptureReader::~CaptureReader() = default;

void CaptureReader::Work::use(const CaptureSetupPtr &next)
{
    if (setup == next)
        return;
    setup = next;
    cuts = std::make_unique<RequestCuts>(setup->services.services());
    readers.clear();
    keyFindings.clear();
    lastRoute = nullptr;
}

void CaptureReader::Work::begin(const HttpRequest &came)
{
    request = &came;
    target = targetOf(came.path);
    taken = {};
    keys = {};
    ofRequest.clear();
    ofKeys.clear();
    takesQuery = false;
    outlined = false;
    notObjects = 0;
    withoutKey = 0;
    Reception &reception = taken.capture.reception;
    reception.tag = target.tag;
    reception.received = came.received;
    reception.client = came.client;
    reception.method = came.method;
    reception.target = cuts->path(target.shown);
    if (!came.query.isEmpty())
        reception.target += '?' + cuts->query(came.query);
    reception.headers = cuts->headers(came.headers);
    reception.bodyBytes = came.body.size();
}

// Of several transports at one path, the query's where there is no body, else a body's.
void CaptureReader::Work::chooseRoute(const RoutePath &path)
{
    RoutePtr other;
    for (const RoutePtr &route : path.routes) {
        if (route->request.method != request->method)
            continue;
        RoutePtr &place = route->request.query == request->body.isEmpty() ? taken.route : other;
        if (!place)
            place = route;
        takesQuery |= route->request.query;
    }
    if (!taken.route)
        taken.route = other;
    if (!taken.route)
        return;
    taken.capture.reception.service = taken.route->service->id();
    taken.capture.reception.transport = taken.route->form->transport().id;
    taken.capture.repeatMarks = taken.route->repeatMarks;
    keys = requestKeys(*request, *taken.route->form);
}

void CaptureReader::Work::describe(const HttpAnswer &answer)
{
    Reception &reception = taken.capture.reception;
    reception.status = answer.fault.kind == AnswerFault::Kind::Drop ? 0 : answer.status;
    reception.answerHeaders = answer.headers;
    reception.answer = answer.body;
}

// A request whose body is not read is kept with what came, without events.
void CaptureReader::Work::refuseUnread(int status, const QString &reason, const QByteArray &text)
{
    AnswerFacts facts = answerFacts(*request, taken.route.get());
    facts.message = reason;
    taken.answer = errorAnswer(taken.route.get(), status, facts);
    taken.capture.reception.body = cuts->bytes(text.first(std::min(text.size(), mostKeptUnread)));
    taken.capture.reception.note = reason;
    taken.kept = true;
}

void CaptureReader::Work::reject(std::string_view bytes, const QString &reason, qint64 offset)
{
    ++taken.capture.reception.rejects;
    if (taken.capture.rejects.size() >= mostRejects)
        return;
    Reject rejected;
    rejected.file = QString::fromUtf8(taken.capture.reception.target);
    rejected.line = 1;
    rejected.offset = offset;
    rejected.length = static_cast<qint64>(bytes.size());
    rejected.reason = reason;
    rejected.bytes = cuts->bytes(bytesOf(bytes.substr(0, static_cast<std::size_t>(mostKeptUnread))));
    taken.capture.rejects.push_back(std::move(rejected));
}

EventReader &CaptureReader::Work::reader(const QByteArray &service, const QByteArray &shape)
{
    std::unique_ptr<EventReader> &reader = readers[{service, shape}];
    if (!reader) {
        ReadOptions options;
        options.service = service;
        options.shape = shape;
        options.bounds = setup->bounds;
        options.plan = setup->plan;
        options.atReceipt = true;
        reader = std::make_unique<EventReader>(setup->services, options);
    }
    return *reader;
}

// That of the transport, but for events that are plainly of a shape that nobody can send.
QByteArray CaptureReader::Work::shapeOf(JsonValue event) const
{
    const Service &service = *taken.route->service;
    const QByteArray &shape = taken.route->shape();
    if (service.score(event, shape) > 0)
        return shape;
    const QByteArray &nearest = service.nearestShape(event);
    const Shape *const other = service.shape(nearest);
    return other && !other->sendable && service.score(event, nearest) > 0 ? nearest : shape;
}

const std::vector<Finding> &CaptureReader::Work::findingsOfKeys()
{
    if (lastRoute == taken.route && sameFacts(keys, lastKeys))
        return *lastFindings;
    QByteArray all = taken.route->service->id() + '\0' + taken.route->form->transport().id + '\0';
    all += keys.kind ? '1' + *keys.kind : QByteArray("0");
    for (const int place : keys.facts.auth)
        all += '\0' + QByteArray::number(place);
    all += '\1';
    for (const bool part : *keys.facts.keyParts)
        all += part ? '1' : '0';
    for (const QByteArray &header : keys.facts.headers)
        all += '\0' + header;
    lastRoute = taken.route;
    lastKeys = keys;
    const auto known = keyFindings.find(all);
    if (known != keyFindings.end())
        return *(lastFindings = &known->second);
    constexpr std::size_t mostKnown = 1000;
    if (keyFindings.size() >= mostKnown)
        keyFindings.clear();
    lastFindings = &keyFindings.emplace(all, eventscope::keyFindings(*taken.route, keys, setup->needKey)).first->second;
    return *lastFindings;
}

SharedHits CaptureReader::Work::sharedHits(const BodyEvents &opened)
{
    SharedHits shared;
    if (!taken.route) {
        shared.add(unrecognisedRule, Severity::Warning);
        return shared;
    }
    JudgeContext context;
    context.now = request->received;
    context.transport = taken.route->form->transport().id;
    context.keyKind = keys.kind;
    context.batchCount = static_cast<qint64>(opened.items.size());
    if (opened.outline.isEmpty() || outlined)
        ofRequest = taken.route->judge->judgeRequest(outlined ? outline : body, context).findings;
    std::erase_if(ofRequest, [](const Finding &finding) { return finding.severity == Severity::NotJudged; });
    ofKeys = findingsOfKeys();
    for (const std::vector<Finding> *const findings : {&ofRequest, &ofKeys}) {
        for (const Finding &finding : *findings)
            shared.add(finding.rule, finding.severity);
    }
    return shared;
}

void CaptureReader::Work::readItem(JsonValue value, const QByteArray &envelope, const SharedHits &shared)
{
    const bool whole = value == body.root();
    const JsonTape &tape = whole ? body : item;
    if (!value.isObject() || (!whole && !item.read(value.raw(), setup->bounds))) {
        ++notObjects;
        return reject(value.raw(), captureSentence("An event is a JSON object."), value.offset());
    }
    EventReader &reading = taken.route ? reader(taken.route->service->id(), shapeOf(tape.root())) : reader({}, {});
    SeriesFacts facts;
    std::variant<Event, JsonFault> read = reading.read(tape, envelope, request->received, &facts);
    Event *const event = std::get_if<Event>(&read);
    if (!event) {
        const JsonFault &fault = std::get<JsonFault>(read);
        return reject(value.raw(), PieceReader::reasonFor(fault, value.length()), value.offset());
    }
    for (const JsonPointer &member : keys.members)
        withoutKey += member.in(tape.root()) ? 0 : 1;
    shared.addTo(*event);
    taken.capture.events.push_back(std::move(*event));
    taken.facts.push_back(std::move(facts));
}

// The exact body, secrets cut: what was cut in its events is cut in it.
void CaptureReader::Work::keepBody(const QByteArray &text, const BodyEvents &opened)
{
    Reception &reception = taken.capture.reception;
    const Services &services = setup->services.services();
    if (!services.mayHoldSecret(body.root())) {
        reception.body = text;
        return;
    }
    const bool besides = opened.list && (notObjects > 0 || !outlined || services.mayHoldSecret(outline.root()));
    if (!besides && taken.capture.rejects.empty()) {
        reception.body = respelledBody(body.text(), opened.items, taken.capture.events);
        return;
    }
    const Service *const service = taken.route ? taken.route->service.get() : nullptr;
    if (!redact(body.root(), service, services, reception.body))
        reception.body = text;
}

void CaptureReader::Work::read(const QByteArray &text, bool built, const FaultSpec *fault)
{
    if (holdsTooMuch(text))
        return refuseUnread(413, captureSentence("The body holds more values than are read at once."), text);
    const auto most = static_cast<quint32>(std::min<qint64>(setup->inflatedBytes, UINT32_MAX));
    if (!body.read(viewOf(text), {most, setup->bounds.levels})) {
        const JsonFault broken = body.fault();
        Finding finding;
        if (taken.route)
            finding = taken.route->judge->unreadable(viewOf(text), broken);
        reject(viewOf(text), PieceReader::reasonFor(broken, static_cast<std::size_t>(text.size())), 0);
        if (!taken.route && !mayBeJson(mediaType(*request))) {
            return refuseUnread(
                415, captureSentence("No definition has this path, and what was sent is no JSON."), text);
        }
        const QString where = PieceReader::reasonFor(broken, static_cast<std::size_t>(text.size()));
        const QString reason = finding.rule.isEmpty() || finding.rule == "json"
                                   ? captureSentence("The body is no JSON: %1.").arg(where)
                                   : finding.sentence + QStringLiteral(" (") + QString::fromUtf8(finding.rule) + u')';
        return refuseUnread(400, reason, built ? request->body : text);
    }
    const BodyEvents opened = openedBody(body.root(), taken.route.get(), setup->services.services());
    if (opened.items.size() > mostItems) {
        return refuseUnread(413,
            captureSentence("The request holds %1 events; %2 are the most that are read at once.")
                .arg(QLocale().toString(qlonglong(opened.items.size())), QLocale().toString(qlonglong(mostItems))),
            text);
    }
    JudgeContext context;
    if (taken.route) {
        context.transport = taken.route->form->transport().id;
        context.keyKind = keys.kind;
        context.batchCount = static_cast<qint64>(opened.items.size());
    }
    outlined = !opened.outline.isEmpty() && outline.read(viewOf(opened.outline), {UINT32_MAX, UINT32_MAX});
    const SharedHits shared = sharedHits(opened);
    taken.capture.events.reserve(opened.items.size());
    taken.facts.reserve(opened.items.size());
    if (taken.route)
        reader(taken.route->service->id(), taken.route->shape()).setContext(context);
    for (const JsonValue value : opened.items)
        readItem(value, opened.envelope, shared);
    if (built)
        taken.capture.reception.body = cuts->bytes(request->body);
    else
        keepBody(text, opened);
    taken.kept = true;
    conclude(opened, fault);
}

void CaptureReader::Work::readBody(const ReceivedBody &came, const FaultSpec *fault)
{
    if (came.refused != 0)
        return refuseUnread(came.refused, came.reason, came.text);
    const std::vector<QueryParameter> parameters =
        taken.route && takesQuery ? queryParametersOf(request->query) : std::vector<QueryParameter>();
    if (parameters.empty())
        return read(came.text, false, fault);
    const QByteArray text = eventOfQuery(parameters, *taken.route->service, taken.route->shape(), came.text);
    read(text, text != came.text, fault);
}

Refusal CaptureReader::Work::refused(const AnswerForm &form, const QString &reason) const
{
    AnswerFacts facts = answerFacts(*request, taken.route.get());
    facts.message = reason;
    return {formAnswer(form, facts), reason};
}

std::optional<Refusal> CaptureReader::Work::keyRefusal() const
{
    if (!taken.route || taken.route->form->auth().empty())
        return std::nullopt;
    const AnswerForms &forms = *taken.route->answers;
    const bool missing = keys.wantsMember ? withoutKey > 0 : !keys.any;
    const Finding *const error = firstError(ofKeys);
    if (missing) {
        return refused(
            forms.noKey, error ? findingText(*error) : captureSentence("A key is required here, and none was sent."));
    }
    if (error)
        return refused(forms.badKey, findingText(*error));
    return std::nullopt;
}

// The first thing that the service would refuse.
std::optional<Refusal> CaptureReader::Work::strictRefusal()
{
    if (!taken.route)
        return std::nullopt;
    const AnswerForms &forms = *taken.route->answers;
    if (const Finding *const error = firstError(ofRequest))
        return refused(forms.invalid, findingText(*error));
    const std::vector<Event> &events = taken.capture.events;
    if (!taken.capture.rejects.empty())
        return refused(forms.invalid, taken.capture.rejects.front().reason);
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (events[i].verdict != Verdict::Invalid)
            continue;
        const Judgement judgement = reader(events[i].service, events[i].shape).findings(events[i], Fixes::None);
        const Finding *const error = firstError(judgement.findings);
        if (!error)
            continue;
        const QString where = events.size() == 1 ? QString()
                                                 : captureSentence("Event %1 of %2, ")
                                                       .arg(QLocale().toString(qlonglong(i) + 1),
                                                           QLocale().toString(qlonglong(events.size())));
        return refused(forms.invalid, where + findingText(*error));
    }
    return std::nullopt;
}

std::optional<Refusal> CaptureReader::Work::refusal(const BodyEvents &opened)
{
    if (setup->needKey) {
        if (auto key = keyRefusal())
            return key;
    }
    const Route *const route = taken.route.get();
    const auto count = static_cast<qint64>(opened.items.size());
    if (route && count > route->request.most && opened.list) {
        return refused(
            route->answers->tooMany, captureSentence("The request holds %1 events; %2 are the most.")
                                         .arg(QLocale().toString(count), QLocale().toString(route->request.most)));
    }
    if (setup->strict) {
        if (auto invalid = strictRefusal())
            return invalid;
    }
    if (taken.capture.events.empty() && !taken.capture.rejects.empty()) {
        AnswerFacts facts = answerFacts(*request, route);
        facts.message = taken.capture.rejects.front().reason;
        return Refusal{errorAnswer(route, 400, facts), facts.message};
    }
    return std::nullopt;
}

void CaptureReader::Work::conclude(const BodyEvents &opened, const FaultSpec *fault)
{
    std::vector<Event> &events = taken.capture.events;
    if (auto refusal = this->refusal(opened)) {
        SharedHits shared;
        shared.add(refusedRule, Severity::Info);
        for (Event &event : events)
            shared.addTo(event);
        taken.answer = std::move(refusal->answer);
        taken.capture.reception.note = refusal->reason;
        return;
    }
    if (fault && fault->short_ != 0) {
        const auto fewer = static_cast<std::size_t>(std::abs(fault->short_));
        events.resize(events.size() - std::min(fewer, events.size()));
        taken.facts.resize(events.size());
    }
    AnswerFacts facts = answerFacts(*request, taken.route.get());
    facts.count = static_cast<qint64>(events.size());
    if (taken.route)
        taken.answer = formAnswer(taken.route->many ? taken.route->answers->many : taken.route->answers->one, facts);
    else
        taken.answer = {200, {{"Content-Type", "application/json"}}, "{}", {}};
}

TakenRequest CaptureReader::take(const CaptureSetupPtr &setup, const HttpRequest &request)
{
    const FaultSpec *const fault = request.fault.get();
    d->use(setup);
    d->begin(request);
    const RoutePath *const path = setup->routes.find(d->target.path);
    if (auto answer = shortAnswer(*setup, request, d->target, path)) {
        d->taken.answer = std::move(*answer);
        if (d->taken.answer.status >= 400)
            d->taken.refused =
                captureSentence("%1 %2: no way in")
                    .arg(QString::fromLatin1(request.method), QString::fromUtf8(d->taken.capture.reception.target));
        return std::move(d->taken);
    }
    if (path)
        d->chooseRoute(*path);
    if (!d->taken.route)
        d->taken.capture.repeatMarks = setup->routes.repeatMarks();
    Reception &reception = d->taken.capture.reception;
    const bool instead = fault && (fault->status || fault->drop == FaultSpec::When::Before);
    if (instead) {
        d->taken.answer = faultAnswer(*fault, d->taken.route.get(), answerFacts(request, d->taken.route.get()));
        reception.body = d->cuts->bytes(request.body.first(std::min(request.body.size(), mostKeptUnread)));
        d->taken.kept = true;
    } else {
        d->readBody(receivedBody(request, setup->inflatedBytes), fault);
        if (fault)
            applyFault(*fault, d->taken.answer);
    }
    d->describe(d->taken.answer);
    if (request.body.size() > largeBody || reception.body.size() > largeBody) {
        d->body = {};
        d->item = {};
        d->outline = {};
    }
    if (fault)
        reception.note = captureSentence("fault: %1").arg(fault->text);
    return std::move(d->taken);
}

}

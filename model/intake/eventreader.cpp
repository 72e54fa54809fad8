// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/eventreader.h"

#include "event/ruleset.h"
#include "event/tr.h"
#include "event/utf8.h"
#include "service/redaction.h"
#include "validation/receiptrules.h"

#include <algorithm>

namespace eventscope {

namespace {

JsonFault noObject(JsonValue root)
{
    return {JsonFault::Kind::Syntax, root.offset(), tr("an event is a JSON object")};
}

// Which service most events are of. Only what is told without doubt is counted.
class Majority {
public:
    void count(const ServicePtr &service)
    {
        auto found =
            std::find_if(m_counts.begin(), m_counts.end(), [&](const auto &entry) { return entry.first == service; });
        if (found == m_counts.end())
            found = m_counts.insert(m_counts.end(), {service, 0});
        ++m_total;
        const bool leads = ++found->second * 2 > m_total;
        // Counting references costs where several threads do so.
        if (leads && m_leader != service)
            m_leader = service;
        else if (!leads && m_leader == service)
            m_leader = nullptr;
    }

    [[nodiscard]] QByteArrayView leader() const { return m_leader ? QByteArrayView(m_leader->id()) : QByteArrayView(); }

private:
    std::vector<std::pair<ServicePtr, qint64>> m_counts;
    ServicePtr m_leader;
    qint64 m_total = 0;
};

}

struct EventReader::Private {
    ServiceSet services;
    ReadOptions options;
    ServicePtr given;    // of the options; null: detected
    QByteArray expected;
    Majority majority;
    std::shared_ptr<const Judge> judgeOfLast;    // most events are of the last one's service
    bool inDoubt = false;                        // about the service of the event last read
    bool borrowsTexts = false;
    std::vector<std::pair<const Service *, QByteArray>> ids;    // shared with no other thread
    JsonTape tape;                                              // of a text that came without one
    JsonTape redacted;                                          // of the text after its secrets were replaced
    JsonTape envelope;

    // The envelope that was last read: the events of one request share it.
    QByteArray envelopeCame;
    QByteArray envelopeText;
    const Service *envelopeService = nullptr;

    [[nodiscard]] Detection detect(JsonValue root);
    [[nodiscard]] const QByteArray &idOf(const Service &service);
    [[nodiscard]] bool takeEnvelope(const QByteArray &text, const Service *service);
    [[nodiscard]] const JsonTape *envelopeTape() const { return envelopeText.isEmpty() ? nullptr : &envelope; }
    [[nodiscard]] const Judge *judgeOf(const Service &service);
    void judge(const JsonTape &text, const Service &service, Event &event);
};

Detection EventReader::Private::detect(JsonValue root)
{
    if (!options.shape.isEmpty())
        return {given, options.shape, false, {}};
    if (given)
        return {given, given->nearestShape(root), false, {}};
    const QByteArrayView leader = majority.leader();
    Detection detection = services.services().detect(root, leader.isEmpty() ? expected : leader, options.service);
    if (detection.service && detection.others.isEmpty())
        majority.count(detection.service);
    return detection;
}

const QByteArray &EventReader::Private::idOf(const Service &service)
{
    const auto found = std::find_if(ids.begin(), ids.end(), [&](const auto &entry) { return entry.first == &service; });
    if (found != ids.end())
        return found->second;
    const QByteArray &id = service.id();
    return ids.emplace_back(&service, QByteArray(id.constData(), id.size())).second;
}

// Reads and redacts an envelope unless it is the last one again. False when it is no object.
bool EventReader::Private::takeEnvelope(const QByteArray &text, const Service *service)
{
    if (text == envelopeCame && service == envelopeService)
        return true;
    envelopeCame = text;
    envelopeText = text;
    envelopeService = service;
    if (text.isEmpty())
        return true;
    const bool reads = envelope.read(viewOf(envelopeText)) && envelope.root().isObject();
    QByteArray replaced;
    if (reads && redact(envelope.root(), service, services.services(), replaced)) {
        envelopeText = replaced;
        return envelope.read(viewOf(envelopeText));
    }
    if (!reads)
        envelopeCame = envelopeText = {};
    return reads;
}

const Judge *EventReader::Private::judgeOf(const Service &service)
{
    if (!judgeOfLast || &judgeOfLast->service() != &service)
        judgeOfLast = services.judge(service.id());
    return judgeOfLast.get();
}

void EventReader::Private::judge(const JsonTape &text, const Service &service, Event &event)
{
    const Judge *const judge = judgeOf(service);
    if (!judge)
        return;
    Judgement judgement = judge->verdict(text, envelopeTape(), event.shape, options.context);
    if (options.plan)
        judgement =
            joined(std::move(judgement), options.plan->verdict(text, service, event.shape, event.identity.name));
    event.verdict = judgement.verdict;
    event.partlyJudged = judgement.partly;
    event.rules = judgement.rules;
}

EventReader::EventReader(ServiceSet services, ReadOptions options)
    : d(std::make_unique<Private>())
{
    d->services = std::move(services);
    d->options = std::move(options);
    d->given = d->services.services().find(d->options.service);
    d->tape.rememberPlaces();
}

EventReader::~EventReader() = default;

void EventReader::setContext(const JudgeContext &context)
{
    d->options.context = context;
}

void EventReader::borrowTexts() noexcept
{
    d->borrowsTexts = true;
}

void EventReader::expect(const QByteArray &service)
{
    d->expected = service;
}

std::variant<Event, JsonFault> EventReader::read(
    std::string_view text, const QByteArray &envelope, Micros received, SeriesFacts *facts)
{
    if (!d->tape.read(text, d->options.bounds))
        return d->tape.fault();
    return read(d->tape, envelope, received, facts);
}

std::variant<Event, JsonFault> EventReader::read(
    const JsonTape &tape, const QByteArray &envelope, Micros received, SeriesFacts *facts)
{
    if (facts != nullptr)
        facts->clear();
    if (d->options.atReceipt)
        d->options.context.now = received;
    const JsonValue root = tape.root();
    if (!root.isObject())
        return noObject(root);
    Detection detection = d->detect(root);
    d->inDoubt = !detection.others.isEmpty();
    const Service *const service = detection.service.get();
    if (!d->takeEnvelope(envelope, service))
        return JsonFault{JsonFault::Kind::Syntax, 0, tr("what was sent beside the event is no JSON object")};
    Event event;
    const JsonTape *text = &tape;
    if (redact(root, service, d->services.services(), event.text)) {
        if (!d->redacted.read(viewOf(event.text), {UINT32_MAX, UINT32_MAX}))
            return d->redacted.fault();
        text = &d->redacted;
    } else {
        const std::string_view raw = root.raw();
        event.text =
            d->borrowsTexts ? QByteArray::fromRawData(raw.data(), static_cast<qsizetype>(raw.size())) : bytesOf(raw);
    }
    event.envelope = d->envelopeText;
    event.received = received;
    if (!service)
        return event;
    event.service = d->idOf(*service);
    event.shape = std::move(detection.shape);
    const JsonValue beside = d->envelopeTape() ? d->envelope.root() : JsonValue();
    const auto texts = d->borrowsTexts && text == &tape ? Service::Texts::Borrowed : Service::Texts::Own;
    event.identity = service->identify(text->root(), beside, event.shape, texts);
    d->judge(*text, *service, event);
    if (const Judge *const judge = facts != nullptr ? d->judgeOf(*service) : nullptr)
        SeriesJudge::facts(*judge, *text, event.shape, event.identity, received, *facts);
    return event;
}

bool EventReader::inDoubt() const noexcept
{
    return d->inDoubt;
}

Judgement EventReader::findings(const Event &event, Fixes fixes)
{
    Judgement judgement;
    judgement.verdict = Verdict::Unjudged;
    const std::shared_ptr<const Judge> judge = d->services.judge(event.service);
    if (!judge) {
        addReceiptFindings(nullptr, event.rules, {}, judgement);
        return judgement;
    }
    if (!d->tape.read(viewOf(event.text), {UINT32_MAX, UINT32_MAX})) {
        judgement.verdict = Verdict::Invalid;
        judgement.findings.push_back(judge->unreadable(viewOf(event.text), d->tape.fault()));
        const Finding &finding = judgement.findings.back();
        judgement.rules = ruleSetText({{finding.rule, finding.severity}});
        return judgement;
    }
    (void)d->takeEnvelope(event.envelope, &judge->service());
    if (d->options.atReceipt)
        d->options.context.now = event.received;
    judgement = judge->judge(d->tape, d->envelopeTape(), event.shape, d->options.context, fixes);
    if (d->options.plan)
        judgement = joined(
            std::move(judgement), d->options.plan->judge(d->tape, judge->service(), event.shape, event.identity.name));
    addSeriesFindings(*judge, event.rules, d->tape, event.shape, judgement);
    addReceiptFindings(judge.get(), event.rules, d->tape, judgement);
    const bool detected = d->options.service.isEmpty() && d->tape.root().isObject();
    const Detection detection = detected ? d->services.services().detect(d->tape.root()) : Detection();
    if (detection.ambiguous) {
        QByteArrayList others = detection.others;
        others << detection.service->id();
        others.removeOne(event.service);
        Finding finding;
        finding.rule = "detection";
        finding.severity = Severity::Info;
        finding.length = d->tape.root().length();
        finding.sentence = tr("The event may as well be one of %1.").arg(QString::fromUtf8(others.join(", ")));
        judgement.findings.push_back(finding);
    }
    return judgement;
}

}

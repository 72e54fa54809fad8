// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/seriesjudge.h"

#include "event/utf8.h"
#include "validation/seriesstate.h"
#include "validation/seriestexts.h"

#include <algorithm>
#include <map>
#include <utility>

namespace eventscope {

namespace {

using serieshash::mixed;
using Why = SeriesBreach::Why;

constexpr quint32 stateMark = 0x45535253;
constexpr quint16 stateVersion = 1;

// One event against what was seen before.
class SeriesCheck {
public:
    SeriesCheck(const SeriesFacts &facts, qint64 batch, SeriesKeys keys, std::vector<SeriesBreach> &breaches)
        : m_facts(facts)
        , m_batch(batch)
        , m_keys(keys)
        , m_breaches(breaches)
    {}

    void run(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value)
    {
        switch (rule.kind) {
        case SeriesRule::Kind::Duplicate:
            return m_keys == SeriesKeys::OfBatch && rule.isOfStore() ? checkInBatch(rule, state, value)
                                                                     : checkKey(rule, state, value);
        case SeriesRule::Kind::Drift:
            return checkMembers(rule, state, value);
        case SeriesRule::Kind::DistinctLimit:
            return checkValue(rule, state, value);
        }
    }

private:
    void checkKey(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value);
    void checkInBatch(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value);
    void checkMembers(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value);
    void checkValue(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value);
    [[nodiscard]] bool checkTypes(const SeriesRule &rule, SeriesState &state, quint64 subject);
    void checkNames(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value);
    template <typename Visit>
    void forEachMember(const SeriesRule &rule, JsonValue root, Visit visit);

    const SeriesFacts &m_facts;
    qint64 m_batch;
    SeriesKeys m_keys;
    std::vector<SeriesBreach> &m_breaches;
    std::string m_buffer;
    std::vector<JsonMember> m_newMembers;
    quint64 m_names = 0;    // the sum over the names of all members
};

void SeriesCheck::checkKey(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value)
{
    const quint64 key = mixed(value.subject, value.value);
    const SeriesState::Seen seen{m_facts.time, m_batch};
    SeriesState::Seen *known = state.keys.find(key);
    const SeriesState::Seen *before = known != nullptr ? known : state.olderKeys.find(key);
    if (before != nullptr) {
        const Micros apart = before->time < seen.time ? seen.time - before->time : before->time - seen.time;
        if (rule.inBatch && m_batch != 0 && before->batch == m_batch)
            m_breaches.push_back({&rule, Why::SameBatch, value.at});
        else if (rule.window && apart <= *rule.window)
            m_breaches.push_back({&rule, Why::WithinWindow, value.at});
    }
    if (known != nullptr) {
        *known = seen;
        return;
    }
    if (state.keys.isFull()) {
        state.olderKeys.swap(state.keys);
        state.keys.clear();
    }
    state.keys.insert(key, seen);
}

// Whatever is not of the same request, the store tells.
void SeriesCheck::checkInBatch(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value)
{
    if (!rule.inBatch || m_batch == 0)
        return;
    if (std::exchange(state.batch, m_batch) != m_batch)
        state.keys.clear();
    const quint64 key = mixed(value.subject, value.value);
    if (state.keys.find(key) != nullptr)
        m_breaches.push_back({&rule, Why::SameBatch, value.at});
    else
        state.keys.insert(key, {});
}

void SeriesCheck::checkValue(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value)
{
    const quint64 entry = mixed(value.subject, value.value);
    if (state.values.find(entry) != nullptr)
        return;
    quint16 *count = state.subjects.find(value.subject);
    if (count == nullptr)
        count = state.subjects.insert(value.subject, 0);
    if (count == nullptr)
        return;
    if (*count >= rule.limit)
        m_breaches.push_back({&rule, Why::TooMany, value.at});
    else if (state.values.insert(entry, 0) != nullptr)
        ++*count;
}

// Most events are as others were before: one look-up.
void SeriesCheck::checkMembers(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value)
{
    const quint64 entry = mixed(value.subject, value.value);
    const quint8 *known = state.sets.find(entry);
    if (known != nullptr && *known == 0)
        return;
    m_names = 0;
    m_newMembers.clear();
    const std::size_t before = m_breaches.size();
    const bool drifted = checkTypes(rule, state, value.subject) || m_breaches.size() > before;
    if (rule.keys)
        checkNames(rule, state, value);
    if (known == nullptr)
        state.sets.insert(entry, drifted ? 1 : 0);
}

// Whether some member has another type than it had first.
bool SeriesCheck::checkTypes(const SeriesRule &rule, SeriesState &state, quint64 subject)
{
    bool drifted = false;
    const JsonValue root = m_facts.values.front().at.tape()->root();
    forEachMember(rule, root, [&](const JsonMember &member, std::size_t place) {
        const quint64 name = seriesvalues::nameHash(member.key, m_buffer);
        m_names += mixed(name, 0);
        seriesvalues::Type type = seriesvalues::typeOf(member.value.kind());
        if (!rule.of.empty() && (rule.of[place] & seriesvalues::bitOf(type)) == 0)
            type = seriesvalues::Type::Null;    // the schema says what there is to say
        const quint64 entry = mixed(subject, name);
        quint8 *first = state.types.find(entry);
        if (first == nullptr) {
            m_newMembers.push_back(member);
            state.types.insert(entry, static_cast<quint8>(type));
        } else if (*first == static_cast<quint8>(seriesvalues::Type::Null)) {
            *first = static_cast<quint8>(type);
        } else if (rule.types && type != seriesvalues::Type::Null && *first != static_cast<quint8>(type)) {
            drifted = true;
            m_breaches.push_back({&rule, Why::OtherType, member.value, static_cast<seriesvalues::Type>(*first)});
        }
    });
    return drifted;
}

void SeriesCheck::checkNames(const SeriesRule &rule, SeriesState &state, const SeriesFacts::Value &value)
{
    const quint64 entry = mixed(value.subject, m_names);
    if (state.nameSets.find(entry) != nullptr)
        return;
    quint16 *count = state.subjects.find(value.subject);
    const bool first = count == nullptr;
    if (first)
        count = state.subjects.insert(value.subject, 0);
    if (count == nullptr || *count >= SeriesState::mostSets || state.nameSets.insert(entry, 0) == nullptr)
        return;
    ++*count;
    if (first)
        return;
    if (m_newMembers.empty())
        m_breaches.push_back({&rule, Why::OtherNames, value.at});
    for (const JsonMember &member : m_newMembers)
        m_breaches.push_back({&rule, Why::NewName, member.value});
}

template <typename Visit>
void SeriesCheck::forEachMember(const SeriesRule &rule, JsonValue root, Visit visit)
{
    for (std::size_t place = 0; place < rule.at.size(); ++place) {
        const JsonValue object = rule.at[place].in(root);
        if (!object || !object.isObject())
            continue;
        for (const JsonMember member : object.members())
            visit(member, place);
    }
}

Verdict verdictOf(const std::vector<SeriesBreach> &breaches)
{
    Verdict verdict = Verdict::Valid;
    for (const SeriesBreach &breach : breaches)
        verdict = worsened(verdict, breach.rule->severity);
    return verdict;
}

QByteArray rulesBroken(const std::vector<SeriesBreach> &breaches)
{
    std::vector<RuleHit> hits;
    hits.reserve(breaches.size());
    for (const SeriesBreach &breach : breaches)
        hits.push_back({breach.rule->id, breach.rule->severity});
    return hits.empty() ? QByteArray() : ruleSetText(std::move(hits));
}

}

struct SeriesJudge::Private {
    struct OfPlan {
        const SeriesPlan *plan = nullptr;
        std::vector<SeriesState *> states;    // by rule; null for one that is off
    };

    ServiceSet services;
    SeriesKeys keys = SeriesKeys::All;
    std::map<quint64, std::unique_ptr<SeriesState>> states;    // by salt
    std::vector<OfPlan> plans;
    std::vector<SeriesBreach> breaches;
    qint64 batches = 0;

    void run(const SeriesFacts &facts, qint64 batch);
};

void SeriesJudge::Private::run(const SeriesFacts &facts, qint64 batch)
{
    breaches.clear();
    const auto known =
        std::find_if(plans.begin(), plans.end(), [&](const OfPlan &plan) { return plan.plan == facts.plan; });
    if (known == plans.end())
        return;
    SeriesCheck check(facts, batch, keys, breaches);
    const auto runThose = [&](bool keyed) {
        for (const SeriesFacts::Value &value : facts.values) {
            SeriesState *state = known->states[value.rule];
            const SeriesRule &rule = known->plan->rules[value.rule];
            if (state != nullptr && (rule.kind == SeriesRule::Kind::Duplicate) == keyed)
                check.run(rule, *state, value);
        }
    };
    // Tables of keys are larger than the processor's caches: what they are asked is fetched meanwhile.
    for (const SeriesFacts::Value &value : facts.values) {
        if (SeriesState *state = known->states[value.rule])
            state->keys.prefetch(mixed(value.subject, value.value));
    }
    runThose(false);
    runThose(true);
}

SeriesJudge::SeriesJudge(ServiceSet services, SeriesKeys keys)
    : d(std::make_unique<Private>())
{
    d->keys = keys;
    d->services = std::move(services);
    for (const ServicePtr &service : d->services.services().all()) {
        const auto judge = d->services.judge(service->id());
        if (!judge || judge->series().isEmpty())
            continue;
        Private::OfPlan &known = d->plans.emplace_back();
        known.plan = &judge->series();
        for (const SeriesRule &rule : known.plan->rules) {
            std::unique_ptr<SeriesState> &state = d->states[rule.salt];
            if (!state)
                state = std::make_unique<SeriesState>();
            known.states.push_back(state.get());
        }
    }
}

SeriesJudge::~SeriesJudge() = default;
SeriesJudge::SeriesJudge(SeriesJudge &&) noexcept = default;
SeriesJudge &SeriesJudge::operator=(SeriesJudge &&) noexcept = default;

Judgement SeriesJudge::judge(const SeriesFacts &facts, qint64 batch)
{
    Judgement judgement = verdict(facts, batch);
    for (const SeriesBreach &breach : d->breaches)
        judgement.findings.push_back(findingOf(breach));
    std::stable_sort(judgement.findings.begin(), judgement.findings.end(),
        [](const Finding &a, const Finding &b) { return a.offset < b.offset; });
    return judgement;
}

Judgement SeriesJudge::verdict(const SeriesFacts &facts, qint64 batch)
{
    d->breaches.clear();
    Judgement judgement;
    if (facts.plan == nullptr)
        return judgement;
    d->run(facts, batch);
    judgement.verdict = verdictOf(d->breaches);
    judgement.rules = rulesBroken(d->breaches);
    return judgement;
}

bool SeriesJudge::wantsMembers(const SeriesFacts &facts) const
{
    const auto known =
        std::find_if(d->plans.begin(), d->plans.end(), [&](const auto &plan) { return plan.plan == facts.plan; });
    if (known == d->plans.end())
        return false;
    return std::any_of(facts.values.begin(), facts.values.end(), [&](const SeriesFacts::Value &value) {
        SeriesState *const state = known->states[value.rule];
        if (state == nullptr || known->plan->rules[value.rule].kind != SeriesRule::Kind::Drift)
            return false;
        const quint8 *const seen = state->sets.find(mixed(value.subject, value.value));
        return seen == nullptr || *seen != 0;
    });
}

qint64 SeriesJudge::newBatch()
{
    return ++d->batches;
}

QByteArray SeriesJudge::state() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << stateMark << stateVersion << quint32(d->states.size());
    for (const auto &[salt, state] : d->states)
        stream << quint64(salt) << state->written();
    return bytes;
}

namespace {

// Hands over what a state has of each rule, as visit(salt, bytes). False for what is no state, or where the
// visit is.
template <typename Visit>
bool forEachRule(const QByteArray &state, Visit visit)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 mark = 0;
    quint16 version = 0;
    quint32 count = 0;
    stream >> mark >> version >> count;
    bool good = stream.status() == QDataStream::Ok && mark == stateMark && version == stateVersion;
    for (quint32 i = 0; good && i < count; ++i) {
        quint64 salt = 0;
        QByteArray bytes;
        stream >> salt >> bytes;
        good = stream.status() == QDataStream::Ok && visit(salt, bytes);
    }
    return good && stream.atEnd();
}

}

bool SeriesJudge::restore(const QByteArray &state)
{
    for (const auto &[salt, known] : d->states)
        known->clear();
    const bool good = forEachRule(state, [this](quint64 salt, const QByteArray &bytes) {
        const auto known = d->states.find(salt);
        return known == d->states.end() || known->second->read(bytes);
    });
    for (const auto &[salt, known] : d->states) {
        if (!good)
            known->clear();
    }
    return good;
}

std::vector<quint64> SeriesJudge::rulesIn(const QByteArray &state)
{
    std::vector<quint64> rules;
    const bool good = forEachRule(state, [&rules](quint64 salt, const QByteArray &) {
        rules.push_back(salt);
        return true;
    });
    return good ? rules : std::vector<quint64>();
}

namespace {

// A rule of that shape by which the hit can be told. Where rules about the event alone have the same id, the
// severity tells them apart.
const SeriesRule *ruleOf(const Judge &judge, const SeriesShape &shape, const RuleHit &hit)
{
    for (const SeriesShape::Use &use : shape.uses) {
        const SeriesRule &rule = judge.series().rules[use.rule];
        if (rule.id == hit.rule && (!rule.sharesId || rule.severity == hit.severity))
            return &rule;
    }
    return nullptr;
}

}

void addSeriesFindings(
    const Judge &judge, QByteArrayView rules, const JsonTape &event, QByteArrayView shape, Judgement &judgement)
{
    const SeriesShape *known = rules.isEmpty() || event.isEmpty() ? nullptr : judge.series().shape(shape);
    if (known == nullptr)
        return;
    const std::size_t before = judgement.findings.size();
    for (const RuleHit &hit : rulesOf(rules)) {
        const SeriesRule *rule = hasRule(judgement.rules, hit.rule) ? nullptr : ruleOf(judge, *known, hit);
        if (rule == nullptr)
            continue;
        SeriesBreach breach{rule, Why::Unknown, event.root()};
        for (auto pointer = rule->at.rbegin(); pointer != rule->at.rend(); ++pointer) {
            if (const JsonValue at = pointer->in(event.root()))
                breach.at = at;
        }
        Finding &finding = judgement.findings.emplace_back(findingOf(breach));
        finding.severity = hit.severity;
        judgement.verdict = worsened(judgement.verdict, hit.severity);
        judgement.rules = joinedRules(judgement.rules, ruleSetText({hit}));
    }
    if (judgement.findings.size() == before)
        return;
    std::stable_sort(judgement.findings.begin(), judgement.findings.end(), [](const Finding &a, const Finding &b) {
        return std::pair(!a.inEnvelope, a.offset) < std::pair(!b.inEnvelope, b.offset);
    });
}

std::vector<RepeatRule> repeatRules(const Judge &judge)
{
    const SeriesPlan &plan = judge.series();
    std::vector<RepeatRule> rules;
    for (std::size_t i = 0; i < plan.rules.size(); ++i) {
        const SeriesRule &rule = plan.rules[i];
        if (!rule.isOfStore() || rule.changed == RuleLevel::Off)
            continue;
        RepeatRule &added = rules.emplace_back();
        added = {{rule.id, rule.severity}, *rule.window, rule.inBatch, {}, rule.salt, rule.sharesId};
        for (const SeriesShape &shape : plan.shapes) {
            if (std::any_of(shape.uses.begin(), shape.uses.end(), [i](const auto &use) { return use.rule == i; }))
                added.shapes.push_back(shape.id);
        }
    }
    return rules;
}

Verdict worsened(Verdict verdict, Severity severity) noexcept
{
    if (severity == Severity::Error)
        return Verdict::Invalid;
    return severity == Severity::Warning ? std::max(verdict, Verdict::Warning) : std::max(verdict, Verdict::Valid);
}

}

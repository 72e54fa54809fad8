// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/receiptrules.h"

#include "event/utf8.h"
#include "service/jsontree.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

using Json = nlohmann::ordered_json;

struct ReceiptText {
    Q_DECLARE_TR_FUNCTIONS(Rule)
};

// Empty for any other rule.
QString sentenceOfReceiver(QByteArrayView rule)
{
    if (rule == "repeat")
        return ReceiptText::tr("An event that came to the receiver before has the same key.");
    if (rule == "unrecognised")
        return ReceiptText::tr("It came to a path that no definition has.");
    if (rule == "refused")
        return ReceiptText::tr("The receiver refused the request that it came in.");
    return {};
}

bool looksBeyondTheEvent(const Json &rule)
{
    static constexpr std::array kinds{"key", "auth-form", "batch-count", "request", "transport-cannot-carry"};
    const std::string on = rule.value("on", std::string("event"));
    const std::string is = rule.value("is", std::string());
    return on == "endpoint" || on == "request" || std::find(kinds.begin(), kinds.end(), is) != kinds.end();
}

bool isReceiptRule(const Judge &judge, QByteArrayView id)
{
    const Json &rules = memberOf(judge.service().definition(), "rules");
    return std::any_of(rules.begin(), rules.end(), [&](const Json &rule) {
        return rule.value("id", std::string()) == viewOf(id.toByteArray()) && looksBeyondTheEvent(rule);
    });
}

QString saidOf(const std::vector<RuleInfo> &rules, const QByteArray &id)
{
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const RuleInfo &info) { return info.id == id; });
    const QString say = rule == rules.end() || rule->say.isEmpty()
                            ? ReceiptText::tr("The request or the key was not as the service wants it.")
                            : rule->say;
    return say + u' ' + ReceiptText::tr("It was found when the event was received.");
}

bool isOff(const std::vector<RuleInfo> &rules, const QByteArray &id)
{
    return std::any_of(rules.begin(), rules.end(),
        [&](const RuleInfo &info) { return info.id == id && info.changed == RuleLevel::Off; });
}

}

QByteArray receiptRules(const Judge *judge, QByteArrayView rules)
{
    std::vector<RuleHit> kept;
    const std::vector<RuleInfo> known = judge && !rules.isEmpty() ? judge->rules() : std::vector<RuleInfo>();
    for (RuleHit &hit : rulesOf(rules)) {
        const bool own = !sentenceOfReceiver(hit.rule).isEmpty();
        if (own || (judge && isReceiptRule(*judge, hit.rule) && !isOff(known, hit.rule)))
            kept.push_back(std::move(hit));
    }
    return ruleSetText(std::move(kept));
}

void addReceiptFindings(const Judge *judge, QByteArrayView rules, const JsonTape &event, Judgement &judgement)
{
    const std::vector<RuleHit> hits = rulesOf(receiptRules(judge, rules));
    const std::vector<RuleInfo> known = judge && !hits.empty() ? judge->rules() : std::vector<RuleInfo>();
    for (const RuleHit &hit : hits) {
        if (hasRule(judgement.rules, hit.rule))
            continue;
        std::erase_if(judgement.findings, [&](const Finding &finding) {
            return finding.rule == hit.rule && finding.severity == Severity::NotJudged;
        });
        Finding finding;
        finding.rule = hit.rule;
        finding.severity = hit.severity;
        finding.length = event.isEmpty() ? 0 : event.root().length();
        const QString own = sentenceOfReceiver(hit.rule);
        finding.sentence = own.isEmpty() ? saidOf(known, hit.rule) : own;
        judgement.findings.push_back(std::move(finding));
        if (hit.severity == Severity::Error)
            judgement.verdict = Verdict::Invalid;
        else if (hit.severity == Severity::Warning)
            judgement.verdict = std::max(judgement.verdict, Verdict::Warning);
        judgement.rules = joinedRules(judgement.rules, ruleSetText({hit}));
    }
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/outboxoptions.h"

#include "delivery/outboxorders.h"
#include "event/tr.h"

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

Result<int> smallCount(const CommandLine &line, const QString &name, int otherwise, int most)
{
    const auto count = line.count(name, 1);
    if (!count)
        return failure(count.error());
    if (count->value_or(1) > most)
        return failure(Error::Kind::BadInput, tr("--%1 takes at most %2.").arg(name).arg(most));
    return static_cast<int>(count->value_or(otherwise));
}

Result<void> readAge(const CommandLine &line, OutboxPolicy &policy)
{
    if (!line.has(u"age"_s))
        return {};
    const QString text = line.value(u"age"_s);
    const auto span = parseSpan(u'+' + text);
    if (!span || *span <= 0)
        return failure(Error::Kind::BadInput, tr("--age takes a span such as 90s, 30m or 12h, not '%1'.").arg(text));
    policy.age = *span;
    return {};
}

Result<void> readSpeed(const CommandLine &line, OutboxPolicy &policy)
{
    if (!line.has(u"replay"_s))
        return {};
    QString text = line.value(u"replay"_s);
    if (text.endsWith(u'x'))
        text.chop(1);
    bool isNumber = false;
    const double speed = text.toDouble(&isNumber);
    if (!isNumber || !(speed >= 0.001 && speed <= 1e6)) {
        return failure(
            Error::Kind::BadInput, tr("--replay takes a speed from 0.001 to 1000000, such as 1 or 2.5x, not '%1'.")
                                       .arg(line.value(u"replay"_s)));
    }
    policy.speed = speed;
    return {};
}

}

void addPolicyOptions(CommandLine &line)
{
    line.add(u"batch"_s, tr("No more than this many events a request."), tr("N"));
    line.add(u"rate"_s, tr("No more than this many events a second."), tr("N"));
    line.add(u"concurrency"_s, tr("Requests on their way at once (what the endpoint says, else 1)."), tr("N"));
    line.add(u"attempts"_s, tr("Try an event so many times where that may help (1)."), tr("N"));
    line.addFlag(u"retry"_s, tr("The same as --attempts 10."));
    line.add(u"age"_s, tr("Send nothing that was queued longer ago (24h)."), tr("SPAN"));
    line.addFlag(u"resume-unknown"_s, tr("Also try again what may have been taken, where a dedup key protects it."));
    line.add(u"replay"_s, tr("Keep the gaps between the events' times, so many times as fast."), tr("SPEED"));
}

Result<OutboxPolicy> policyOf(const CommandLine &line, const Endpoint &endpoint)
{
    OutboxPolicy policy = policyOf(endpoint);
    const auto batch = line.count(u"batch"_s, 1);
    if (!batch)
        return failure(batch.error());
    policy.batch = batch->value_or(0);
    const auto rate = line.count(u"rate"_s, 1);
    if (!rate)
        return failure(rate.error());
    if (*rate)
        policy.perSecond = static_cast<double>(**rate);
    const auto concurrency = smallCount(line, u"concurrency"_s, policy.concurrency, 16);
    if (!concurrency)
        return failure(concurrency.error());
    policy.concurrency = *concurrency;
    const auto attempts = smallCount(line, u"attempts"_s, line.has(u"retry"_s) ? policy.attempts : 1, 1000);
    if (!attempts)
        return failure(attempts.error());
    policy.attempts = *attempts;
    policy.resumeUnknown = policy.resumeUnknown || line.has(u"resume-unknown"_s);
    if (const auto age = readAge(line, policy); !age)
        return failure(age.error());
    if (const auto speed = readSpeed(line, policy); !speed)
        return failure(speed.error());
    return policy;
}

}

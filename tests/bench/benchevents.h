// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QRandomGenerator>

namespace eventscope::bench {

inline constexpr qint64 firstMoment = 1'790'812'800'000;    // 2026-10-01 in milliseconds
inline constexpr qint64 lastMoment = firstMoment + 31 * 86'400'000ll;

// What is wrong with an event.
enum class Fault { None, NoTenant, NumberAmongStrings, NoZone, QuotedNumber };
inline constexpr int faultKinds = 4;

// One event of about 310 bytes, as a service of model calls sends them: 20 tenants, a million users,
// 50 names, 2 % late by up to an hour. `place` is between 0 and 1, the share of the events before it.
inline QByteArray event(QRandomGenerator &random, double place, Fault fault = Fault::None)
{
    const auto below = [&random](int bound) { return QByteArray::number(random.bounded(bound)); };
    const qint64 late = random.bounded(100) < 2 ? random.bounded(3'600'000) : 0;
    const auto since = static_cast<qint64>(place * double(lastMoment - firstMoment));
    QByteArray time =
        QDateTime::fromMSecsSinceEpoch(firstMoment + since - late, Qt::UTC).toString(Qt::ISODateWithMs).toLatin1();
    if (fault == Fault::NoZone)
        time.chop(1);
    const QByteArray tenant = "\"tenant_id\":\"tenant_" + below(20) + "\",";
    const QByteArray tokens = below(5'000);
    return "{" + (fault == Fault::NoTenant ? QByteArray() : tenant) + R"("event_name":"thing_)" + below(50) +
           R"(.done","timestamp":")" + time + R"(","event_id":")" +
           QByteArray::number(random.generate64(), 16).rightJustified(16, '0') + R"(","user_id":"user_)" +
           below(1'000'000) +
           R"(","string_props":{"model":"large","endpoint":"/v1/chat","status":"ok","region":"eu-1","plan":)" +
           (fault == Fault::NumberAmongStrings ? QByteArray("17") : QByteArray("\"growth\"")) +
           R"(},"numeric_props":{"tokens":)" + (fault == Fault::QuotedNumber ? '"' + tokens + '"' : tokens) +
           R"(,"latency_ms":)" + below(3'000) + R"(,"cost_usd":0.0)" + below(1'000) + "}}\n";
}

}

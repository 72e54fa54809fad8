// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/faultplan.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <mutex>

namespace eventscope {

namespace {

using namespace Qt::StringLiterals;

constexpr int longestMs = 24 * 60 * 60 * 1000;
constexpr int mostSeconds = 365 * 24 * 60 * 60;

QString faultText(const char *text)
{
    return QCoreApplication::translate("eventscope::FaultSpec", text);
}

std::optional<qint64> wholeNumber(QStringView text, qint64 least, qint64 most)
{
    const bool isNumber =
        !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool fits = false;
    const qint64 value = text.toLongLong(&fits);
    if (!isNumber || !fits || value < least || value > most)
        return {};
    return value;
}

std::optional<int> smallNumber(QStringView text, int least, int most)
{
    const std::optional<qint64> value = wholeNumber(text, least, most);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

std::optional<int> milliseconds(QStringView text)
{
    if (text.endsWith(u"ms"))
        return smallNumber(text.chopped(2), 1, longestMs);
    if (!text.endsWith(u's'))
        return {};
    const std::optional<int> seconds = smallNumber(text.chopped(1), 1, longestMs / 1000);
    return seconds ? std::optional(*seconds * 1000) : std::nullopt;
}

// Whether the value is one; the spec takes it.
using TakeValue = bool (*)(FaultSpec &spec, QStringView value);

template <typename T>
bool taken(T &member, const std::optional<int> &value)
{
    if (value)
        member = *value;
    return value.has_value();
}

bool takeDrop(FaultSpec &spec, QStringView value)
{
    spec.drop = value == u"after" ? FaultSpec::When::After : FaultSpec::When::Before;
    return value == u"after" || value == u"before";
}

bool takeRetryAfter(FaultSpec &spec, QStringView value)
{
    spec.retryAfterAsDate = value.startsWith(u"date:");
    return taken(spec.retryAfter, smallNumber(spec.retryAfterAsDate ? value.sliced(5) : value, 0, mostSeconds));
}

bool takeAccepted(FaultSpec &spec, QStringView value)
{
    return value.startsWith(u'-') && taken(spec.short_, smallNumber(value.sliced(1), 1, 1'000'000));
}

bool takeShare(FaultSpec &spec, QStringView value)
{
    bool isNumber = false;
    spec.share = value.toDouble(&isNumber);
    return isNumber && spec.share > 0 && spec.share <= 1;
}

bool takeRoute(FaultSpec &spec, QStringView value)
{
    spec.route = value.toUtf8();
    return value.startsWith(u'/');
}

bool takeSeed(FaultSpec &spec, QStringView value)
{
    bool isNumber = false;
    spec.seed = value.toULongLong(&isNumber);
    return isNumber;
}

struct FaultPart {
    QLatin1String name;
    TakeValue take;
    const char *wanted;    // what its value looks like
};

bool takeBody(FaultSpec &spec, QStringView value)
{
    spec.body = value.toUtf8();
    return true;
}

bool takeCount(FaultSpec &spec, QStringView value)
{
    return taken(spec.count, smallNumber(value, 1, 1'000'000'000));
}

bool takeAfter(FaultSpec &spec, QStringView value)
{
    return taken(spec.after, smallNumber(value, 0, 1'000'000'000));
}

bool takeHalf(FaultSpec &spec, QStringView value)
{
    spec.half = true;
    return value.isNull();
}

const std::array faultParts{
    FaultPart{"status"_L1, [](FaultSpec &s, QStringView v) { return taken(s.status, smallNumber(v, 200, 599)); },
        "status=503"},
    FaultPart{"delay"_L1, [](FaultSpec &s, QStringView v) { return taken(s.delayMs, milliseconds(v)); }, "delay=300ms"},
    FaultPart{"drop"_L1, &takeDrop, "drop=before or drop=after"},
    FaultPart{"half"_L1, &takeHalf, "half"},
    FaultPart{"slow"_L1, [](FaultSpec &s, QStringView v) { return taken(s.slow, smallNumber(v, 1, 1'000'000'000)); },
        "slow=64"},
    FaultPart{
        "silence"_L1, [](FaultSpec &s, QStringView v) { return taken(s.silenceMs, milliseconds(v)); }, "silence=10s"},
    FaultPart{"retry-after"_L1, &takeRetryAfter, "retry-after=3 or retry-after=date:3"},
    FaultPart{"accepted"_L1, &takeAccepted, "accepted=-1"},
    FaultPart{"share"_L1, &takeShare, "share=0.1"},
    FaultPart{"count"_L1, &takeCount, "count=2"},
    FaultPart{"after"_L1, &takeAfter, "after=5"},
    FaultPart{"route"_L1, &takeRoute, "route=/batch"},
    FaultPart{"seed"_L1, &takeSeed, "seed=7"},
    FaultPart{"body"_L1, &takeBody, "body=TEXT"},
};

QString everyPart()
{
    QStringList parts;
    for (const FaultPart &part : faultParts)
        parts.append(QLatin1String(part.wanted));
    return parts.join(u", ");
}

tl::unexpected<Error> badFault(const QString &text, const QString &why)
{
    return failure(Error::Kind::BadInput, faultText("The fault \"%1\" cannot be made: %2").arg(text, why));
}

// What cannot be had together, or does nothing; empty when all is well.
QString contradiction(const FaultSpec &spec)
{
    const int ends = (spec.drop ? 1 : 0) + (spec.half ? 1 : 0) + (spec.slow > 0 ? 1 : 0) + (spec.silenceMs > 0 ? 1 : 0);
    if (ends > 1)
        return faultText("only one of drop, half, slow and silence can befall a request.");
    if (spec.status && (spec.drop || spec.silenceMs > 0 || spec.short_ > 0))
        return faultText("with status there is an answer, and nothing is taken: leave out drop, silence and accepted.");
    if (spec.short_ > 0 && (spec.drop || spec.silenceMs > 0))
        return faultText("accepted needs an answer: leave out drop and silence.");
    if (!spec.status && (!spec.body.isEmpty() || spec.retryAfter))
        return faultText("body and retry-after need a status, as in status=429,retry-after=3.");
    if (ends == 0 && !spec.status && spec.delayMs == 0 && spec.short_ == 0)
        return faultText("it says nothing that would happen, as status=503 does.");
    return {};
}

// Even over 0 to 1, and always the same of the same two.
double evenShare(quint64 seed, quint64 number)
{
    quint64 bits = seed * 0xD1342543DE82EF95U + (number + 1) * 0x9E3779B97F4A7C15U;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBU;
    return static_cast<double>((bits ^ (bits >> 31)) >> 11) / static_cast<double>(quint64(1) << 53);
}

}

Result<FaultSpec> FaultSpec::parse(const QString &text)
{
    FaultSpec spec;
    spec.text = text.trimmed();
    QStringView rest = spec.text;
    std::vector<const FaultPart *> seen;
    while (!rest.isEmpty()) {
        const bool isBody = rest.startsWith("body="_L1);
        const qsizetype comma = isBody ? -1 : rest.indexOf(u',');
        const QStringView part = (comma < 0 ? rest : rest.first(comma)).trimmed();
        rest = comma < 0 ? QStringView() : rest.sliced(comma + 1).trimmed();
        const qsizetype equals = part.indexOf(u'=');
        const QStringView name = equals < 0 ? part : part.first(equals);
        const auto *found = std::find_if(
            faultParts.begin(), faultParts.end(), [name](const FaultPart &known) { return known.name == name; });
        if (found == faultParts.end())
            return badFault(text, faultText("there is no \"%1\". There is: %2.").arg(name, everyPart()));
        if (std::find(seen.begin(), seen.end(), found) != seen.end())
            return badFault(text, faultText("\"%1\" is there twice.").arg(name));
        seen.push_back(found);
        if (!found->take(spec, equals < 0 ? QStringView() : part.sliced(equals + 1)))
            return badFault(text, faultText("\"%1\" is not of the form %2.").arg(part, QLatin1String(found->wanted)));
    }
    if (const QString wrong = contradiction(spec); !wrong.isEmpty())
        return badFault(text, wrong);
    return spec;
}

struct FaultPlan::State {
    struct Counted {
        FaultSpec spec;
        qint64 seen = 0;
        qint64 made = 0;
    };

    std::mutex mutex;
    std::vector<Counted> specs;
};

FaultPlan::FaultPlan(std::vector<FaultSpec> specs)
    : m_state(std::make_shared<State>())
{
    for (FaultSpec &spec : specs)
        m_state->specs.push_back({std::move(spec)});
}

std::optional<FaultSpec> FaultPlan::next(const QByteArray &path)
{
    const std::scoped_lock lock(m_state->mutex);
    for (State::Counted &counted : m_state->specs) {
        const FaultSpec &spec = counted.spec;
        if (!spec.route.isEmpty() && spec.route != path)
            continue;
        const qint64 number = counted.seen++;
        if (number < spec.after || (spec.count >= 0 && counted.made >= spec.count))
            continue;
        if (evenShare(spec.seed, static_cast<quint64>(number)) >= spec.share)
            continue;
        ++counted.made;
        return spec;
    }
    return {};
}

std::vector<qint64> FaultPlan::made() const
{
    const std::scoped_lock lock(m_state->mutex);
    std::vector<qint64> counts;
    counts.reserve(m_state->specs.size());
    for (const State::Counted &counted : m_state->specs)
        counts.push_back(counted.made);
    return counts;
}

}

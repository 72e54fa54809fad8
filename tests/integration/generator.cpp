// SPDX-License-Identifier: GPL-3.0-or-later
#include "generator.h"

#include <QDateTime>
#include <QRandomGenerator>

#include <array>
#include <set>

namespace eventscope::test {

namespace {

// @T tenant, @U user, @N name, @I the line's number, @H 32 hexadecimal digits, @D a date and time,
// @M the same in epoch milliseconds, @P a plan. Spacing and spelling differ on purpose.
constexpr std::array templates{
    R"({"tenant_id":"@T","event_name":"@N","timestamp":"@DZ","user_id":"@U","string_props":{"plan":"@P"},"numeric_props":{"tokens":@I,"cost":0.0450}})",
    R"({ "event_name" : "@N", "tenant_id" : "@T", "user_id":"@U", "timestamp":"@D+02:00" , "numeric_props": {} })",
    R"({"tenant_id":"@T","event_name":"report.opened","event_id":"@H"})",
    R"({"event_type":"track","body":{"event":"@N","company":{"org":"@T","id":"@I"},"user":{"id":"@U"},"quantity":3},"sent_at":"@DZ"})",
    R"({"type":"track","body":{"event":"@N","company":{"id":"@T"},"user":{"id":"@U"}},"sent_at":"@D.125Z","api_key":"sch_dev_@H"})",
    R"({"event_type":"identify","body":{"keys":{"email":"@U@example.com"},"company":{"keys":{"id":"@T"}}},"sent_at":"@DZ"})",
    R"({"event":{"id":"@H","context":[{"type":"type.googleapis.com/buildless.context.BuildContext","event":"@N"}],"detail":{"tenant":{"oid":17,"name":"@T"},"user":{"uid":"@U","email":"n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="}},"timing":{"occurred":"@M"}}})",
    R"({"collection":"builds","event":{"id":"@H","detail":{"tenant":{"oid":1,"name":"@T"}},"timing":{"occurred":"@M"}}})",
    R"({"event_name":"@N","timestamp":"@D.000+09:00","customer_identifier":"@T","user_id":"@U","amount":12.50,"items":["a","b"]})",
    R"({"event_name":"@N","timestamp":"@D","customer_identifier":"\u0040T","user_id":"@U"})",
    R"({"euid":@I,"event_name":"@N","itime":@M,"random_id":"@H","properties":{"plan":"@P"}})",
    R"({"euid":10000091198,"event_name":"sign_up","itime":@M})",
};

const QByteArrayList tenants{"acme", "globex", "initech", "umbrella corp", "a,b",
    "stra\xc3\x9f"
    "e"};
const QByteArrayList names{"api.call", "page.view", "order.paid", "sign_up", "job_done"};
const QByteArrayList plans{"free", "pro", "gr\xc3\xbcn"};

class Generator {
public:
    explicit Generator(quint32 seed)
        : m_random(seed)
    {}

    QByteArray event(qint64 line)
    {
        QByteArray text = templates[below(templates.size())];
        const QDateTime time =
            QDateTime::fromSecsSinceEpoch(1'767'225'600 + static_cast<qint64>(below(90 * 86'400)), Qt::UTC);
        text.replace("@T", pick(tenants));
        text.replace("@U", "user_" + QByteArray::number(below(500)));
        text.replace("@N", pick(names));
        text.replace("@I", QByteArray::number(line));
        text.replace("@H", hex32());
        text.replace("@D", time.toString(QStringLiteral("yyyy-MM-ddThh:mm:ss")).toLatin1());
        text.replace("@M", QByteArray::number(time.toMSecsSinceEpoch()));
        text.replace("@P", pick(plans));
        return text;
    }

    std::size_t below(std::size_t bound) { return m_random.bounded(static_cast<quint32>(bound)); }

private:
    QByteArray pick(const QByteArrayList &list)
    {
        return list[static_cast<qsizetype>(below(static_cast<std::size_t>(list.size())))];
    }
    QByteArray hex32() { return QByteArray::number(m_random.generate64(), 16).rightJustified(16, '0').repeated(2); }

    QRandomGenerator m_random;
};

struct Fault {
    const char *kind;
    QByteArray (*spoil)(const QByteArray &event);
};

constexpr std::array faults{
    Fault{"cut off", [](const QByteArray &event) { return event.first(event.size() * 2 / 3); }},
    Fault{"wrong encoding", [](const QByteArray &event) { return QByteArray(event).insert(2, "\xe9"); }},
    Fault{"tru", [](const QByteArray &event) { return event.chopped(1) + ",\"flag\":tru}"; }},
    Fault{"trailing comma", [](const QByteArray &event) { return event.chopped(1) + ",}"; }},
    Fault{"leading zero", [](const QByteArray &event) { return event.chopped(1) + ",\"n\":01}"; }},
    Fault{"nested arrays",
        [](const QByteArray &event) {
            return event.chopped(1) + ",\"deep\":" + QByteArray(10'000, '[') + QByteArray(10'000, ']') + '}';
        }},
    Fault{"bare string", [](const QByteArray &) { return QByteArray("\"just a text\""); }},
};

QByteArray hugeLine(const QByteArray &event)
{
    return event.chopped(1) + ",\"pad\":\"" + QByteArray(20'000'000, 'x') + "\"}";
}

}

GeneratedFile generated(const GeneratorOptions &options)
{
    Generator generator(options.seed);
    std::set<qint64> bad;
    while (static_cast<qint64>(bad.size()) < options.unreadable)
        bad.insert(1 + static_cast<qint64>(generator.below(static_cast<std::size_t>(options.lines))));

    GeneratedFile file;
    file.lines = options.lines;
    bool huge = options.withHugeLine;
    for (qint64 line = 1; line <= options.lines; ++line) {
        QByteArray text = generator.event(line);
        if (bad.count(line) > 0) {
            const Fault &fault = faults[static_cast<std::size_t>(file.unreadable.size()) % faults.size()];
            file.unreadable.insert(line, huge ? "20 MB line" : fault.kind);
            text = huge ? hugeLine(text) : fault.spoil(text);
            huge = false;
        }
        file.bytes += text + '\n';
    }
    return file;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
// Every transport of every definition, sent by our dispatcher to our receiver, which makes each kind of trouble: what
// becomes of the events here, what is there, and how often.
#include "delivery/dispatcher.h"
#include "delivery/outboxorders.h"
#include "delivery/outgoingrenewal.h"
#include "delivery/replyform.h"
#include "event/utf8.h"
#include "intake/eventreader.h"
#include "receiver/receiver.h"
#include "store/eventstore.h"

#include "testmain.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <map>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;
using State = OutboxState;

namespace {

enum class Trouble {
    None,
    Refused,
    ResetBefore,
    ResetAfter,
    HalfAReply,
    Silence,
    TooManySeconds,
    TooManyDate,
    TwiceBroken,
    OneBad,
    AnotherCode,
    Short,
};

struct Fault {
    Trouble trouble;
    const char *name;
    QString spec;
};

const std::vector<Fault> &faults()
{
    static const std::vector<Fault> faults{
        {Trouble::None, "none", {}},
        {Trouble::Refused, "refused", {}},
        {Trouble::ResetBefore, "reset before", u"drop=before,count=1"_s},
        {Trouble::ResetAfter, "reset after", u"drop=after,count=1"_s},
        {Trouble::HalfAReply, "half a reply", u"half,count=1"_s},
        {Trouble::Silence, "silence", u"silence=10s,count=1"_s},
        {Trouble::TooManySeconds, "429 seconds", u"status=429,retry-after=3,count=1"_s},
        {Trouble::TooManyDate, "429 date", u"status=429,retry-after=date:3,count=1"_s},
        {Trouble::TwiceBroken, "500 twice", u"status=500,count=2"_s},
        {Trouble::OneBad, "one bad event", {}},
        {Trouble::AnotherCode, "another code", u"status=200,count=1,body={\"code\":40050,\"message\":\"no\"}"_s},
        {Trouble::Short, "accepted short", u"accepted=-1,count=1"_s},
    };
    return faults;
}

bool isDoubtful(Trouble trouble)
{
    return trouble == Trouble::ResetBefore || trouble == Trouble::ResetAfter || trouble == Trouble::HalfAReply ||
           trouble == Trouble::Silence;
}

}

class TestMatrix : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_here = opened(u"here"_s);
        m_there = opened(u"there"_s);
        QVERIFY(m_here && m_there);
        m_receiver = std::make_unique<Receiver>(*m_there, m_services);
    }
    void init() { failOnWarnings(); }
    void cleanupTestCase()
    {
        m_receiver.reset();
        m_there.reset();
        m_here.reset();
    }

    void delivers_data()
    {
        QTest::addColumn<QByteArray>("service");
        QTest::addColumn<QByteArray>("transport");
        QTest::addColumn<int>("fault");
        for (const ServicePtr &service : m_services.services().all()) {
            for (const Transport &transport : service->transports()) {
                for (std::size_t i = 0; i < faults().size(); ++i) {
                    if (applies(service, transport, faults()[i].trouble))
                        QTest::addRow(
                            "%s %s: %s", service->id().constData(), transport.id.constData(), faults()[i].name)
                            << service->id() << transport.id << static_cast<int>(i);
                }
            }
        }
    }

    void delivers()
    {
        QFETCH(QByteArray, service);
        QFETCH(QByteArray, transport);
        QFETCH(int, fault);
        const Fault &one = faults()[static_cast<std::size_t>(fault)];
        const TransportFormPtr form = formOf(service, transport);
        const bool single = form->many() == nullptr;
        const bool large = one.trouble == Trouble::OneBad && !single;
        const int count = single ? 1 : large ? static_cast<int>(std::min<qint64>(form->many()->most, 1000)) : 3;
        m_tag = "t" + QByteArray::number(++m_runs);
        start(one);
        const std::vector<Event> events = eventsFor(*form, count, one.trouble == Trouble::OneBad);
        const Ended ended = send(*form, events, one.trouble);
        QVERIFY2(ended.job.isOver(), qPrintable(ended.job.holdMessage));
        const There there = received();
        compareFates(ended, one.trouble, *form, count);
        compareThere(ended, there, one.trouble, *form, count);
    }

private:
    struct Ended {
        OutboxJob job;
        std::vector<DeliveryEnd> ends;

        [[nodiscard]] qint64 of(State state) const { return job.counts[static_cast<std::size_t>(state)]; }
    };
    // What the receiver kept of a run.
    struct There {
        int requests = 0;
        qint64 taken = 0;                  // events that were stored and not refused
        qint64 repeats = 0;                // of these
        std::map<QByteArray, int> keys;    // of these, how often each came
    };

    [[nodiscard]] TransportFormPtr formOf(const QByteArray &service, const QByteArray &transport) const
    {
        return *TransportForm::of(m_services.services().find(service), transport);
    }

    [[nodiscard]] static bool applies(const ServicePtr &service, const Transport &transport, Trouble trouble)
    {
        const auto form = TransportForm::of(service, transport.id);
        if (!form)
            return false;
        const bool coded = (*form)->reply().where.has_value();
        const bool counted = (*form)->reply().count.has_value();
        return (trouble != Trouble::AnotherCode || coded) && (trouble != Trouble::Short || counted);
    }

    [[nodiscard]] std::unique_ptr<EventStore> opened(const QString &name) const
    {
        StoreOptions options;
        options.path = m_folder.filePath(name + u".eventscope"_s);
        auto store = EventStore::open(options);
        if (!store || !(*store)->waitUntilLoaded())
            return nullptr;
        return std::move(*store);
    }

    void start(const Fault &fault)
    {
        if (m_receiver->isListening())
            m_receiver->stop();
        ReceiverOptions options;
        options.strict = fault.trouble == Trouble::OneBad;
        if (!fault.spec.isEmpty()) {
            const auto spec = FaultSpec::parse(fault.spec);
            QVERIFY2(spec, spec ? "" : qPrintable(spec.error().message));
            options.faults.push_back(*spec);
        }
        m_options = options;
        const auto started = m_receiver->start(options);
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        m_port = m_receiver->port();
    }

    // Of now, with keys of their own.
    [[nodiscard]] std::vector<Event> eventsFor(const TransportForm &form, int count, bool oneBad)
    {
        const Service &service = *form.service();
        EventRenewal renewal(m_services.judge(service.id()), true);
        std::vector<Event> events;
        for (const Sample &sample : service.samples()) {
            if (sample.shape != form.transport().shape || !sample.note.isEmpty())
                continue;
            Event event;
            event.text = sample.text;
            event.service = service.id();
            event.shape = sample.shape;
            const auto first = renewal.renewed(event, currentMicros());
            if (!first || first->verdict == Verdict::Invalid)
                continue;
            for (int i = 0; i < count; ++i)
                events.push_back(*renewal.renewed(event, currentMicros()));
            break;
        }
        if (oneBad && !events.empty())
            events[events.size() / 3] = badOne(form, events.front());
        return events;
    }

    // The same event without what it needs most; broken enough to be refused, whole enough to be an event.
    [[nodiscard]] Event badOne(const TransportForm &form, Event event) const
    {
        // What the transport leaves out, or puts in itself, does not arrive.
        const bool isQuery = form.one() && form.one()->query;
        const auto isSet = [&form](const QByteArray &name) {
            return std::ranges::any_of(form.auth(), [&name](const AuthForm &auth) {
                return auth.kind == AuthForm::Kind::Member && auth.member.text().startsWith('/' + name);
            });
        };
        const Service &service = *m_services.services().find(event.service);
        JsonTape tape;
        if (!tape.read(viewOf(event.text)))
            return event;
        const auto judge = m_services.judge(event.service);
        JudgeContext context;
        context.now = currentMicros();
        for (const JsonMember member : tape.root().members()) {
            if (isSet(QByteArray::fromStdString(member.key.string())))
                continue;
            for (const char *raw : {"[]", "{\"a\":{\"b\":{\"c\":[{}]}}}", "-1e300", "\"\""}) {
                if (isQuery && (*raw == '[' || *raw == '{'))
                    continue;
                const auto edits = editToSet(tape, JsonPointer().child(member.key.string()), raw);
                if (!edits)
                    continue;
                Event bad = event;
                bad.text = applied(event.text, *edits);
                JsonTape changed;
                if (!changed.read(viewOf(bad.text)) || service.score(changed.root(), event.shape) == 0)
                    continue;
                if (judge->verdict(changed, nullptr, event.shape, context).verdict == Verdict::Invalid)
                    return bad;
            }
        }
        return event;
    }

    [[nodiscard]] Ended send(const TransportForm &form, const std::vector<Event> &events, Trouble trouble)
    {
        Endpoint endpoint;
        endpoint.name = u"Receiver"_s;
        endpoint.service = form.service()->id();
        endpoint.transport = form.transport().id;
        endpoint.base = u"http://127.0.0.1:%1/run/%2"_s.arg(m_port).arg(QString::fromLatin1(m_tag));
        endpoint.timeoutMs = 700;
        endpoint.auth = form.defaultAuth();
        endpoint.secrets.assign(static_cast<std::size_t>(form.keyParts(endpoint.auth).size()), {});
        OutboxOrder order;
        order.endpoint = endpoint;
        order.policy.resumeUnknown = true;
        order.policy.attempts = 5;
        order.origin = {u"compose"_s, u"matrix"_s, {}};
        const auto queued = queueFresh(*m_here, m_services, std::move(order), events).result();
        if (!queued)
            qFatal("%s", qPrintable(queued.error().message));
        if (trouble == Trouble::Refused)
            m_receiver->stop();

        std::atomic<Micros> ahead = 0;
        DispatcherOptions options;
        options.keys = [](const Endpoint &to) -> Result<Keys> {
            Keys keys;
            keys.parts.assign(to.secrets.size(), "matrixKey0123456789");
            return keys;
        };
        options.clock = [&ahead] { return currentMicros() + ahead; };
        options.pace.jitter = 0;
        Dispatcher dispatcher(*m_here, m_services, m_sender, std::move(options));
        Ended ended;
        bool settled = false;
        connect(&dispatcher, &Dispatcher::delivered, this,
            [&](OutboxJobId, DeliveryId, const DeliveryEnd &end, qint64) { ended.ends.push_back(end); });
        connect(&dispatcher, &Dispatcher::settled, this, [&](const OutboxJob &job) {
            ended.job = job;
            settled = true;
        });
        dispatcher.take(*queued);
        const bool inTime = QTest::qWaitFor(
            [&] {
                const bool back = trouble == Trouble::Refused && !ended.ends.empty() && !m_receiver->isListening();
                if (back) {
                    m_options.listen.port = m_port;
                    static_cast<void>(m_receiver->start(m_options));
                }
                // Pauses pass at once.
                ahead += ended.ends.empty() ? 0 : microsPerSecond;
                dispatcher.wake();
                return settled;
            },
            15'000);
        if (!inTime)
            ended.job = m_here->outbox().job(*queued).result().value_or(OutboxJob());
        return ended;
    }

    [[nodiscard]] There received()
    {
        There there;
        const auto recent = m_there->receptions().recent(200).result();
        if (!recent)
            qFatal("%s", qPrintable(recent.error().message));
        for (const Reception &reception : *recent) {
            if (reception.tag != m_tag)
                continue;
            ++there.requests;
            if (reception.status >= 400)
                continue;
            there.taken += reception.events;
            there.repeats += reception.repeats;
            const auto ids = m_there->receptions().eventsOf(reception.id).result();
            std::vector<StoredEvent> events;
            const auto areSeen = [&] {    // what is kept is seen a moment later
                events = m_there->fetchById(*ids).result().value_or(std::vector<StoredEvent>());
                return events.size() == ids->size();
            };
            if (!QTest::qWaitFor(areSeen))
                qFatal("%zu of %zu events are seen", events.size(), ids->size());
            for (const StoredEvent &event : events)
                ++there.keys[keyOf(event.event)];
        }
        return there;
    }

    [[nodiscard]] QByteArray keyOf(const Event &event) const
    {
        const ServicePtr service = m_services.services().find(event.service);
        JsonTape tape;
        if (!service || !tape.read(viewOf(event.text)))
            return {};
        return service->identify(tape.root(), {}, event.shape).dedup;
    }

    static void compareFates(const Ended &ended, Trouble trouble, const TransportForm &form, int count)
    {
        const bool guarded = hasDedup(*form.service(), form.transport().shape);
        const auto attempts = static_cast<int>(ended.ends.size());
        if (trouble == Trouble::OneBad) {
            QCOMPARE(ended.of(State::Rejected), 1);
            QCOMPARE(ended.of(State::Accepted), count - 1);
            const int levels = static_cast<int>(std::ceil(std::log2(std::max(count, 1))));
            QVERIFY2(attempts <= 2 * levels + 1, qPrintable(QString::number(attempts)));
            return;
        }
        if (isDoubtful(trouble) && !guarded) {
            QCOMPARE(ended.of(State::Unknown), count);
            QCOMPARE(attempts, 1);
            return;
        }
        switch (trouble) {
        case Trouble::AnotherCode:
            QCOMPARE(attempts, count == 1 ? 1 : 3);
            QCOMPARE(ended.of(count == 1 ? State::Rejected : State::Accepted), count);
            return;
        case Trouble::Short:
            QCOMPARE(attempts, 1);
            QCOMPARE(ended.of(count == 1 ? State::Rejected : State::Partly), count);
            return;
        case Trouble::Refused:
            QVERIFY(attempts >= 2);
            break;
        case Trouble::TwiceBroken:
            QCOMPARE(attempts, 3);
            break;
        case Trouble::None:
            QCOMPARE(attempts, 1);
            break;
        default:
            QCOMPARE(attempts, 2);
        }
        QCOMPARE(ended.of(State::Accepted), count);
    }

    // Every good event is there; what came twice has its key, is marked, and the trouble called for it.
    static void compareThere(
        const Ended &ended, const There &there, Trouble trouble, const TransportForm &form, int count)
    {
        const bool guarded = hasDedup(*form.service(), form.transport().shape);
        const bool stored =
            trouble == Trouble::ResetAfter || trouble == Trouble::HalfAReply || trouble == Trouble::Silence;
        const bool repeated = stored && guarded;
        const qint64 good = trouble == Trouble::OneBad ? count - 1 : count;
        const bool never =
            (trouble == Trouble::ResetBefore && !guarded) || (trouble == Trouble::AnotherCode && count == 1);
        const qint64 there1 = never ? 0 : trouble == Trouble::Short ? good - 1 : good;
        QCOMPARE(there.taken, repeated ? 2 * there1 : there1);
        QCOMPARE(there.repeats, repeated ? there1 : 0);
        if (!guarded)
            return;
        QCOMPARE(static_cast<qint64>(there.keys.size()), there1);
        for (const auto &[key, times] : there.keys) {
            QVERIFY(!key.isEmpty());
            QCOMPARE(times, repeated ? 2 : 1);
        }
        QVERIFY(!ended.ends.empty());
    }

    const ServiceSet m_services = ServiceSet::compile(Services::load(QDir(u"/nowhere"_s)).services, nullptr);
    QTemporaryDir m_folder;
    Sender m_sender;
    std::unique_ptr<EventStore> m_here;
    std::unique_ptr<EventStore> m_there;
    std::unique_ptr<Receiver> m_receiver;
    ReceiverOptions m_options;
    quint16 m_port = 0;
    QByteArray m_tag;
    int m_runs = 0;
};

QTEST_GUILESS_MAIN(TestMatrix)

#include "tst_matrix.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/faultplan.h"

#include "testmain.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

FaultSpec spec(const QString &text)
{
    return FaultSpec::parse(text).value();
}

// Which of so many requests meet a fault: its status, or 0.
std::vector<int> metBy(FaultPlan &plan, int requests, const QByteArray &path = "/batch")
{
    std::vector<int> met;
    for (int i = 0; i < requests; ++i) {
        const auto fault = plan.next(path);
        met.push_back(fault ? fault->status.value_or(1) : 0);
    }
    return met;
}

}

class TestFaultPlan : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void reads()
    {
        const FaultSpec full = spec(u" status=429, retry-after=date:3 ,delay=300ms,share=0.25,count=2,after=5,"
                                    "route=/a/b,seed=18446744073709551615,body=a, b=\"c\""_s);
        QCOMPARE(full.status, std::optional(429));
        QCOMPARE(full.retryAfter, std::optional(3));
        QVERIFY(full.retryAfterAsDate);
        QCOMPARE(full.delayMs, 300);
        QCOMPARE(full.share, 0.25);
        QCOMPARE(full.count, 2);
        QCOMPARE(full.after, 5);
        QCOMPARE(full.route, "/a/b");
        QCOMPARE(full.seed, std::numeric_limits<quint64>::max());
        QCOMPARE(full.body, "a, b=\"c\"");
        QVERIFY(full.text.startsWith(u"status=429"));
        QCOMPARE(spec(u"retry-after=0,status=503"_s).retryAfter, std::optional(0));
        QVERIFY(!spec(u"retry-after=0,status=503"_s).retryAfterAsDate);
        QVERIFY(spec(u"drop=before"_s).drop == FaultSpec::When::Before);
        QVERIFY(spec(u"drop=after"_s).drop == FaultSpec::When::After);
        QVERIFY(spec(u"half"_s).half);
        QCOMPARE(spec(u"slow=64"_s).slow, 64);
        QCOMPARE(spec(u"silence=10s"_s).silenceMs, 10'000);
        QCOMPARE(spec(u"delay=2s"_s).delayMs, 2000);
        QCOMPARE(spec(u"accepted=-2"_s).short_, 2);
        QCOMPARE(spec(u"half"_s).count, -1);
        QCOMPARE(spec(u"status=500,slow=1"_s).slow, 1);
        QCOMPARE(spec(u"status=500,body="_s).body, QByteArray(""));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named");
        const auto row = [](const char *text, const char *named) {
            QTest::newRow(*text ? text : "empty") << QString::fromLatin1(text) << QString::fromLatin1(named);
        };
        row("", "status=503");
        row("share=0.5", "status=503");
        row("nonsense", "\"nonsense\"");
        row("nonsense", "retry-after=date:3");
        row("status", "status=503");
        row("status=", "status=503");
        row("status=99", "status=503");
        row("status=600", "status=503");
        row("status=+500", "status=503");
        row("status=500,status=500", "twice");
        row("status=500,,delay=1s", "\"\"");
        row("delay=5", "delay=300ms");
        row("delay=0ms", "delay=300ms");
        row("delay=99999999s", "delay=300ms");
        row("delay=-1s", "delay=300ms");
        row("drop", "drop=before");
        row("drop=now", "drop=before");
        row("half=1", "half");
        row("slow=0", "slow=64");
        row("accepted=1", "accepted=-1");
        row("accepted=-0", "accepted=-1");
        row("half,share=0", "share=0.1");
        row("half,share=1.5", "share=0.1");
        row("half,share=nan", "share=0.1");
        row("half,count=0", "count=2");
        row("half,after=-1", "after=5");
        row("half,route=batch", "route=/batch");
        row("half,seed=-1", "seed=7");
        row("half,drop=after", "only one");
        row("slow=5,silence=1s", "only one");
        row("status=500,drop=after", "leave out");
        row("accepted=-1,silence=1s", "accepted");
        row("retry-after=3", "status=429");
        row("delay=1s,body=x", "status=429");
        row("retry-after=date:,status=429", "retry-after=3");
    }

    void refuses()
    {
        QFETCH(QString, text);
        QFETCH(QString, named);
        const auto read = FaultSpec::parse(text);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, Error::Kind::BadInput);
        QVERIFY2(read.error().message.contains(named), qPrintable(read.error().message));
        QVERIFY(read.error().message.contains(u'"' + text + u'"'));
    }

    void makesWhatIsDue_data()
    {
        QTest::addColumn<QStringList>("specs");
        QTest::addColumn<QList<int>>("met");
        QTest::addColumn<QList<qint64>>("made");
        const auto row = [](const char *name, const QStringList &specs, const QList<int> &met,
                             const QList<qint64> &made) { QTest::newRow(name) << specs << met << made; };
        row("none", {}, {0, 0, 0}, {});
        row("all", {u"status=500"_s}, {500, 500, 500}, {3});
        row("twice", {u"status=500,count=2"_s}, {500, 500, 0, 0}, {2});
        row("after", {u"status=500,after=2"_s}, {0, 0, 500, 500}, {2});
        row("once after", {u"status=500,after=1,count=1"_s}, {0, 500, 0}, {1});
        row("one after another", {u"status=500,count=2"_s, u"status=429,count=1"_s}, {500, 500, 429, 0}, {2, 1});
        row("the first wins", {u"status=500"_s, u"status=429"_s}, {500, 500}, {2, 0});
        row("another route", {u"status=500,route=/other"_s, u"status=429,after=1"_s}, {0, 429, 429}, {0, 2});
    }

    void makesWhatIsDue()
    {
        QFETCH(QStringList, specs);
        QFETCH(QList<int>, met);
        QFETCH(QList<qint64>, made);
        std::vector<FaultSpec> faults;
        for (const QString &text : specs)
            faults.push_back(spec(text));
        FaultPlan plan(faults);
        const std::vector<int> got = metBy(plan, int(met.size()));
        QCOMPARE(QList<int>(got.begin(), got.end()), met);
        const std::vector<qint64> counts = plan.made();
        QCOMPARE(QList<qint64>(counts.begin(), counts.end()), made);
    }

    void concernsItsRoute()
    {
        FaultPlan plan({spec(u"status=500,route=/batch,count=1,after=1"_s)});
        QVERIFY(!plan.next("/batch"));
        QVERIFY(!plan.next("/batch/"));
        QVERIFY(!plan.next("/"));
        QVERIFY(plan.next("/batch"));
        QVERIFY(!plan.next("/batch"));
    }

    void repeatsWithItsSeed()
    {
        const auto run = [](const QString &text) {
            FaultPlan plan({spec(text)});
            return metBy(plan, 10'000);
        };
        const auto first = run(u"status=500,share=0.1,seed=7"_s);
        QVERIFY(first == run(u"status=500,share=0.1,seed=7"_s));
        QVERIFY(first != run(u"status=500,share=0.1,seed=8"_s));
        QVERIFY(run(u"status=500,share=0.1"_s) == run(u"status=500,share=0.1,seed=1"_s));
        const auto count = std::count(first.begin(), first.end(), 500);
        QVERIFY2(count > 850 && count < 1150, qPrintable(QString::number(count)));
        // What befell one request says nothing of the next.
        qint64 pairs = 0;
        for (std::size_t i = 1; i < first.size(); ++i)
            pairs += first[i] && first[i - 1] ? 1 : 0;
        QVERIFY2(pairs > 50 && pairs < 170, qPrintable(QString::number(pairs)));
    }

    void sharesCountsWithItsCopies()
    {
        FaultPlan plan({spec(u"status=500,count=1"_s)});
        FaultPlan copy = plan;
        QVERIFY(copy.next("/"));
        QVERIFY(!plan.next("/"));
        QCOMPARE(plan.made(), std::vector<qint64>{1});
    }
};

QTEST_GUILESS_MAIN(TestFaultPlan)
#include "tst_faultplan.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include "store/whendone.h"

#include <QPromise>

#include <atomic>
#include <thread>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

using Number = Result<int>;

QPromise<Number> startedPromise()
{
    QPromise<Number> promise;
    promise.start();
    return promise;
}

void finish(QPromise<Number> &promise, int number)
{
    promise.addResult(Number(number));
    promise.finish();
}

}

class TestWhenDone : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }
    void tellsOnceHoweverTheFutureEnds();
    void nobodyIsToldWhoIsGone();
    void nothingIsToldOfTheCancelled();
    void givesToThePool();
    void thePoolIsToldOfTheCancelled();
};

// Another thread finishes it before, while and after it is followed.
void TestWhenDone::tellsOnceHoweverTheFutureEnds()
{
    constexpr int rounds = 2000;
    std::atomic<int> turn = -1;
    std::vector<QPromise<Number>> promises;
    for (int i = 0; i < rounds; ++i)
        promises.push_back(startedPromise());
    std::thread other([&] {
        for (int i = 0; i < rounds; ++i) {
            while (turn.load() < i)
                std::this_thread::yield();
            finish(promises[std::size_t(i)], i);
        }
    });
    std::vector<int> told(rounds);
    QObject context;
    for (int i = 0; i < rounds; ++i) {
        const QFuture<Number> future = promises[std::size_t(i)].future();
        turn = i;
        whenDone(&context, future, [&told, i](const Number &number) { told[std::size_t(i)] += number == i ? 1 : 100; });
    }
    other.join();
    QTRY_COMPARE(told, std::vector<int>(rounds, 1));
    QTRY_VERIFY(context.children().isEmpty());
}

void TestWhenDone::nobodyIsToldWhoIsGone()
{
    QPromise<Number> promise = startedPromise();
    auto context = std::make_unique<QObject>();
    bool told = false;
    whenDone(context.get(), promise.future(), [&told](const Number &) { told = true; });
    context.reset();
    finish(promise, 1);
    QCoreApplication::processEvents();
    QVERIFY(!told);
}

void TestWhenDone::nothingIsToldOfTheCancelled()
{
    QPromise<Number> promise = startedPromise();
    QObject context;
    bool told = false;
    whenDone(&context, promise.future(), [&told](const Number &) { told = true; });
    promise.future().cancel();
    promise.finish();
    QTRY_VERIFY(context.children().isEmpty());
    QVERIFY(!told);
}

void TestWhenDone::givesToThePool()
{
    QPromise<Number> promise = startedPromise();
    const QFuture<QString> text =
        inPool(promise.future(), [](const Number &number) { return QString::number(*number); });
    QVERIFY(!text.isFinished());
    finish(promise, 5);
    QCOMPARE(text.result(), u"5"_s);
}

void TestWhenDone::thePoolIsToldOfTheCancelled()
{
    QPromise<Number> promise = startedPromise();
    const auto kind =
        inPool(promise.future(), [](const Number &number) { return number ? -1 : int(number.error().kind); });
    promise.future().cancel();
    promise.finish();
    QCOMPARE(kind.result(), int(Error::Kind::Cancelled));
}

QTEST_GUILESS_MAIN(TestWhenDone)
#include "tst_whendone.moc"

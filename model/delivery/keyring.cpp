// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/keyring.h"

#include "delivery/deliverytext.h"

#include <QPromise>
#include <QRandomGenerator>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <array>
#include <deque>
#include <mutex>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int endPatienceMs = 1500;
constexpr qsizetype entryDigits = 32;
constexpr qsizetype mostEntryName = 40;

Error endedKeyring()
{
    return {Error::Kind::Cancelled, DeliveryText::tr("The keyring was not asked to the end.")};
}

}

// Asks one thing after the other on its thread, which begins with the first.
class Keyring::Worker {
public:
    Worker(KeyringBackend backend, int patienceMs)
        : m_backend(std::move(backend))
        , m_patienceMs(patienceMs)
    {
        m_thread.setObjectName(u"keyring"_s);
    }

    ~Worker()
    {
        if (m_thread.isRunning()) {
            post([this] { close(); });
            m_thread.wait();
        }
    }

    void ask(KeyringRequest request, KeyringAnswer answer)
    {
        std::call_once(m_begun, [this] {
            m_desk = std::make_unique<QObject>();
            m_desk->moveToThread(&m_thread);
            m_thread.start();
        });
        post([this, asked = Asked{std::move(request), std::move(answer)}]() mutable {
            m_waiting.push_back(std::move(asked));
            goOn();
        });
    }

private:
    struct Asked {
        KeyringRequest request;
        KeyringAnswer answer;
    };

    void post(std::function<void()> work)
    {
        QMetaObject::invokeMethod(m_desk.get(), std::move(work), Qt::QueuedConnection);
    }

    // What is to be kept or removed is waited for a little; what is to be read nobody needs any more.
    void close()
    {
        m_isClosing = true;
        if (m_answer && m_isReading)
            std::exchange(m_answer, {})(failure(endedKeyring()));
        std::deque<Asked> waiting = std::exchange(m_waiting, {});
        for (Asked &asked : waiting) {
            if (asked.request.kind == KeyringRequest::Kind::Read)
                asked.answer(failure(endedKeyring()));
            else
                m_waiting.push_back(std::move(asked));
        }
        QTimer::singleShot(std::min(m_patienceMs, endPatienceMs), m_desk.get(), [this] { end(); });
        goOn();
    }

    void end()
    {
        ++m_turn;
        if (const KeyringAnswer answer = std::exchange(m_answer, {}))
            answer(failure(endedKeyring()));
        for (const Asked &asked : std::exchange(m_waiting, {}))
            asked.answer(failure(endedKeyring()));
        m_thread.quit();
    }

    void goOn()
    {
        if (m_isClosing && !m_answer && m_waiting.empty())
            return end();
        if (m_answer || m_waiting.empty())
            return;
        Asked next = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_answer = std::move(next.answer);
        m_isReading = next.request.kind == KeyringRequest::Kind::Read;
        const quint64 turn = ++m_turn;
        QTimer::singleShot(m_patienceMs, m_desk.get(), [this, turn] {
            settle(turn,
                failure(Error::Kind::Busy, DeliveryText::tr("The keyring did not answer. Unlock it, and try again.")));
        });
        // An answer that comes too late finds another turn, or nobody.
        m_backend(next.request, [this, turn, over = std::weak_ptr(m_alive)](Result<QByteArray> result) {
            if (!over.expired())
                settle(turn, std::move(result));
        });
    }

    void settle(quint64 turn, Result<QByteArray> result)
    {
        if (turn != m_turn || !m_answer)
            return;
        std::exchange(m_answer, {})(std::move(result));
        // Not from within the backend's answer: it may still be at work.
        post([this] { goOn(); });
    }

    KeyringBackend m_backend;
    int m_patienceMs;
    QThread m_thread;
    std::once_flag m_begun;
    std::unique_ptr<QObject> m_desk;
    // Of its thread:
    std::deque<Asked> m_waiting;
    KeyringAnswer m_answer;    // of the one that is asked
    quint64 m_turn = 0;
    bool m_isReading = false;    // likewise
    bool m_isClosing = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>();
};

Keyring::Keyring(KeyringBackend backend, int patienceMs)
    : m_worker(std::make_unique<Worker>(std::move(backend), patienceMs))
{}

Keyring::~Keyring() = default;

QFuture<Result<QByteArray>> Keyring::read(const QString &entry, Told<Result<QByteArray>> told)
{
    auto promise = std::make_shared<QPromise<Result<QByteArray>>>();
    promise->start();
    m_worker->ask({KeyringRequest::Kind::Read, entry}, [promise, told = std::move(told)](Result<QByteArray> result) {
        if (result && result->isEmpty())
            result = failure(Error::Kind::NotFound, DeliveryText::tr("The keyring holds no such key."));
        if (told)
            told(result);
        promise->addResult(std::move(result));
        promise->finish();
    });
    return promise->future();
}

namespace {

// For requests that have no value to tell.
std::pair<KeyringAnswer, QFuture<Result<void>>> answerWithout(bool isNotFoundGood, Told<Result<void>> told = {})
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    const auto answer = [promise, isNotFoundGood, told = std::move(told)](const Result<QByteArray> &result) {
        const bool good = result || (isNotFoundGood && result.error().kind == Error::Kind::NotFound);
        const Result<void> end = good ? Result<void>() : failure(result.error());
        if (told)
            told(end);
        promise->addResult(end);
        promise->finish();
    };
    return {answer, promise->future()};
}

}

QFuture<Result<void>> Keyring::isAvailable()
{
    auto [answer, future] = answerWithout(true);
    m_worker->ask({KeyringRequest::Kind::Read, u"none"_s}, std::move(answer));
    return future;
}

QFuture<Result<void>> Keyring::write(const QString &entry, const QByteArray &value, Told<Result<void>> told)
{
    auto [answer, future] = answerWithout(false, std::move(told));
    m_worker->ask({KeyringRequest::Kind::Write, entry, value}, std::move(answer));
    return future;
}

QFuture<Result<void>> Keyring::remove(const QString &entry, Told<Result<void>> told)
{
    auto [answer, future] = answerWithout(true, std::move(told));
    m_worker->ask({KeyringRequest::Kind::Remove, entry}, std::move(answer));
    return future;
}

QString Keyring::newEntry(const QString &endpoint)
{
    std::array<quint32, entryDigits / 8> numbers{};
    QRandomGenerator::system()->fillRange(numbers.data(), static_cast<qsizetype>(numbers.size()));
    QString digits;
    for (const quint32 number : numbers)
        digits += u"%1"_s.arg(number, 8, 16, QLatin1Char('0'));
    return endpoint.simplified().first(std::min(endpoint.simplified().size(), mostEntryName)) + u' ' + digits;
}

bool Keyring::isEntry(QStringView name)
{
    const auto isDigit = [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); };
    const qsizetype space = name.size() - entryDigits - 1;
    if (space < 0 || space > mostEntryName || name[space] != u' ')
        return false;
    const QStringView digits = name.sliced(space + 1);
    return std::all_of(digits.begin(), digits.end(), isDigit);
}

}

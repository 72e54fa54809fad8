// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sendfeed.h"

#include "delivery/endpointidentity.h"
#include "event/tr.h"
#include "event/utf8.h"
#include "intake/inputreader.h"
#include "store/threads.h"

#include <QPromise>

#include <condition_variable>
#include <mutex>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Events = Result<std::vector<Event>>;

constexpr std::size_t mostHeld = 1024;
constexpr qsizetype mostHeldBytes = 8 << 20;
constexpr qsizetype mostWords = 20;

}

// What is read waits under a lock until it is asked for; the reading waits while there is enough.
class SendFeed::Reader : public InputHandler {
public:
    Reader()
    {
        if (::pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
            m_pipe = {-1, -1};
    }

    ~Reader() override
    {
        stop();
        m_thread.reset();
        for (const int end : m_pipe) {
            if (end >= 0)
                ::close(end);
        }
    }

    [[nodiscard]] int descriptor() const { return m_pipe[0]; }

    void start(const ServiceSet &services, std::vector<ImportSource> sources, SendTerms terms)
    {
        m_terms = std::move(terms);
        m_services = services.services();
        m_own = std::make_unique<EventReader>(
            services, ReadOptions{m_terms.service, m_terms.shape, m_terms.context, JsonBounds()});
        m_thread = std::make_unique<NamedThread>(
            "send.read", [this, services, sources = std::move(sources)] { readAll(services, sources); });
    }

    QFuture<Events> ask(qint64 most)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting = std::make_unique<QPromise<Events>>();
        m_waiting->start();
        QFuture<Events> future = m_waiting->future();
        m_most = static_cast<std::size_t>(most);
        answer();
        m_taken.notify_all();
        return future;
    }

    void hurry()
    {
        const std::lock_guard lock(m_mutex);
        if (!m_held.empty())
            answer(true);
    }

    void stop()
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_stopped, true))
            return;
        const char byte = 0;
        if (m_pipe[1] >= 0) [[maybe_unused]]
            const ssize_t written = ::write(m_pipe[1], &byte, 1);
        answer();
        m_taken.notify_all();
    }

    [[nodiscard]] FeedCounts counts() const
    {
        const std::lock_guard lock(m_mutex);
        return m_counts;
    }

private:
    void readAll(const ServiceSet &services, const std::vector<ImportSource> &sources)
    {
        ImportOptions options;
        options.stripComments = m_terms.stripComments;
        Result<void> read;
        for (const ImportSource &source : sources) {
            m_file = source.label;
            read = InputReader(services, source, options, *this).run();
            const std::lock_guard lock(m_mutex);
            if (m_stopped || !read)
                break;
        }
        const std::lock_guard lock(m_mutex);
        if (!read)
            m_error = read.error();
        m_ended = true;
        answer();
    }

    bool event(Event event, const CutPlace &at, qint64, bool) override
    {
        const bool other = !event.service.isEmpty() && event.service != m_terms.service;
        if (other) {
            const ServicePtr service = m_services.find(event.service);
            return leaveOut(&FeedCounts::skipped, at.line,
                tr("skipped: an event of %1").arg(service ? service->title() : QString::fromUtf8(event.service)));
        }
        auto read = m_own->read(viewOf(event.text), event.envelope, event.received);
        if (const auto *fault = std::get_if<JsonFault>(&read))
            return leaveOut(&FeedCounts::rejected, at.line, fault->sentence);
        Event &own = std::get<Event>(read);
        own.identity = identityAt(m_terms.endpoint, own);
        if (own.verdict == Verdict::Invalid && !m_terms.invalid)
            return leaveOut(&FeedCounts::refused, at.line, tr("not sent, as it is invalid: %1").arg(firstFinding(own)));
        return hold(std::move(own));
    }

    bool reject(Reject reject, bool) override { return leaveOut(&FeedCounts::rejected, reject.line, reject.reason); }

    bool request(qint64, std::vector<Finding>) override { return true; }    // bodies are made anew

    [[nodiscard]] QString firstFinding(const Event &event)
    {
        for (const Finding &finding : m_own->findings(event).findings) {
            if (finding.severity == Severity::Error)
                return finding.sentence;
        }
        return tr("see eventscope validate");
    }

    bool leaveOut(qint64 FeedCounts::*counter, qint64 line, const QString &reason)
    {
        const std::lock_guard lock(m_mutex);
        ++m_counts.read;
        ++(m_counts.*counter);
        if (m_counts.firstWords.size() < mostWords)
            m_counts.firstWords.append(u"%1:%2: %3"_s.arg(m_file).arg(line).arg(reason));
        return !m_stopped;
    }

    bool hold(Event event)
    {
        std::unique_lock lock(m_mutex);
        m_taken.wait(lock, [this] { return m_stopped || m_waiting || !isFull(); });
        if (m_stopped)
            return false;
        ++m_counts.read;
        m_heldBytes += event.text.size() + event.envelope.size();
        m_held.push_back(std::move(event));
        answer();
        return true;
    }

    [[nodiscard]] bool isFull() const { return m_held.size() >= mostHeld || m_heldBytes >= mostHeldBytes; }

    // Gives who waits what it waits for, when there is as much. Under the lock.
    void answer(bool hurried = false)
    {
        if (!m_waiting)
            return;
        const bool enough = m_held.size() >= m_most || m_heldBytes >= mostHeldBytes;
        if (!m_stopped && !m_ended && !enough && !hurried)
            return;
        if (m_stopped)
            m_held.clear();
        const std::unique_ptr<QPromise<Events>> promise = std::move(m_waiting);
        if (m_held.empty() && m_error && !m_stopped) {
            promise->addResult(Events(failure(*m_error)));
        } else {
            const std::size_t count = std::min(m_most, m_held.size());
            const auto end = m_held.begin() + static_cast<std::ptrdiff_t>(count);
            std::vector<Event> some(std::make_move_iterator(m_held.begin()), std::make_move_iterator(end));
            m_held.erase(m_held.begin(), end);
            for (const Event &event : some)
                m_heldBytes -= event.text.size() + event.envelope.size();
            promise->addResult(Events(std::move(some)));
        }
        promise->finish();
    }

    // For the reading thread alone.
    SendTerms m_terms;
    Services m_services;
    std::unique_ptr<EventReader> m_own;
    QString m_file;

    std::array<int, 2> m_pipe{-1, -1};
    mutable std::mutex m_mutex;
    std::condition_variable m_taken;
    FeedCounts m_counts;
    std::vector<Event> m_held;
    qsizetype m_heldBytes = 0;
    std::unique_ptr<QPromise<Events>> m_waiting;
    std::size_t m_most = 0;
    std::optional<Error> m_error;
    bool m_ended = false;
    bool m_stopped = false;
    std::unique_ptr<NamedThread> m_thread;
};

SendFeed::SendFeed()
    : m_reader(std::make_shared<Reader>())
{}

SendFeed::~SendFeed() = default;

int SendFeed::descriptor() const
{
    return m_reader->descriptor();
}

void SendFeed::start(const ServiceSet &services, std::vector<ImportSource> sources, SendTerms terms)
{
    m_reader->start(services, std::move(sources), std::move(terms));
}

QFuture<Result<std::vector<Event>>> SendFeed::next(qint64 most)
{
    return m_reader->ask(most);
}

void SendFeed::hurry()
{
    m_reader->hurry();
}

void SendFeed::stop()
{
    m_reader->stop();
}

FeedCounts SendFeed::counts() const
{
    return m_reader->counts();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QThread>
#include <QThreadPool>
#include <QtConcurrent>

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace eventscope {

// Makes Outs of batches of Ins on several threads and hands them over in the order of the Ins, in the thread
// that adds. A few batches are on their way at most, so that memory does not grow with what is added.
template <typename In, typename Out>
class OrderedPool {
public:
    using Work = std::function<Out(std::vector<In>)>;    // any thread
    using Take = std::function<void(Out)>;

    OrderedPool(Work work, Take take, int threads = QThread::idealThreadCount())
        : m_work(std::move(work))
        , m_take(std::move(take))
        , m_most(static_cast<std::size_t>(2 * threads))
        , m_alone(threads < 2)
    {
        m_pool.setMaxThreadCount(threads);
    }
    ~OrderedPool() { m_pool.waitForDone(); }
    OrderedPool(const OrderedPool &) = delete;
    OrderedPool &operator=(const OrderedPool &) = delete;

    void add(In in, qsizetype bytes)
    {
        m_batch.push_back(std::move(in));
        m_bytes += bytes;
        if (m_batch.size() >= mostItems || m_bytes >= mostBytes)
            send();
    }
    // All that was added.
    void finish()
    {
        send();
        while (!m_running.empty())
            takeOldest();
    }

private:
    static constexpr std::size_t mostItems = 512;
    static constexpr qsizetype mostBytes = 256 * 1024;

    void send()
    {
        if (m_batch.empty())
            return;
        m_bytes = 0;
        std::vector<In> batch = std::exchange(m_batch, {});
        if (m_alone) {
            m_take(m_work(std::move(batch)));
            return;
        }
        // As an argument it would be copied, with all that it holds.
        const auto shared = std::make_shared<std::vector<In>>(std::move(batch));
        m_running.push_back(QtConcurrent::run(&m_pool, [this, shared] { return m_work(std::move(*shared)); }));
        while (m_running.size() > m_most)
            takeOldest();
    }
    void takeOldest()
    {
        QFuture<Out> oldest = std::move(m_running.front());
        m_running.pop_front();
        m_take(oldest.takeResult());
    }

    Work m_work;
    Take m_take;
    std::size_t m_most;
    bool m_alone;
    std::vector<In> m_batch;
    qsizetype m_bytes = 0;
    std::deque<QFuture<Out>> m_running;
    QThreadPool m_pool;
};

}

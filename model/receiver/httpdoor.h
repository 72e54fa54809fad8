// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <thread>

struct sockaddr;

namespace eventscope {

// A thread that takes the connections of a listening socket, all that wait at once.
class HttpDoor {
public:
    // Called on the thread; the socket is the callee's from then on.
    using Take = std::function<void(int socket, const sockaddr *peer, unsigned size)>;

    // The listening socket does not block, and stays its owner's.
    HttpDoor(int listening, Take take);
    // Takes nobody in any more.
    ~HttpDoor();
    HttpDoor(const HttpDoor &) = delete;
    HttpDoor &operator=(const HttpDoor &) = delete;

private:
    void run();
    // False when it is not possible to take any for now.
    [[nodiscard]] bool takeAll();

    const int m_listening;
    const int m_end;
    const Take m_take;
    std::thread m_thread;    // the last member: it uses the others
};

}

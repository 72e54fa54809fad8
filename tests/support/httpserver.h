// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace eventscope::test {

// A request as a server saw it.
struct SeenRequest {
    QByteArray bytes;    // to the last one that came
    QByteArray method;
    QByteArray target;    // path and query as they were on the wire
    QList<QByteArray> headerLines;
    QByteArray body;
    bool whole = false;    // all of the body that was announced came

    [[nodiscard]] QByteArray header(const QByteArray &name) const;    // the value, whatever the case of the name
};

// What the server does with one request.
struct ServerScript {
    enum class End : quint8 {
        Close,      // the connection ends after the reply
        Stay,       // it stays open: with an empty reply that is silence
        Reset,      // it ends at once, as that of a process that died
        Endless,    // the reply is followed by `more`, again and again, until the client goes
    };

    QByteArray reply;     // as it is; empty: none
    bool reads = true;    // false: the script begins with the connection, and nothing is read
    int delayMs = 0;      // before the script begins
    End end = End::Close;
    QByteArray more;
    std::function<void()> meanwhile = {};    // called in the server's thread when the request was read

    // A well-formed reply with its length.
    static ServerScript answer(int status, const QByteArray &body, const QByteArray &type = "application/json",
        const QByteArray &headers = {});
    static ServerScript exactly(const QByteArray &bytes, End end = End::Close);
    static ServerScript redirect(const QByteArray &location);
    static ServerScript silence();
    static ServerScript resetBeforeReading();
    static ServerScript resetAfterReading();
    static ServerScript endless(const QByteArray &head, const QByteArray &more);
};

// A scripted HTTP server on 127.0.0.1, in a thread of its own. Requests get the scripts in their order and
// then the last one again and again; without any, 200 and `{}`. Any thread may call.
class HttpServer {
public:
    HttpServer();
    // With TLS: the name of a certificate below tests/data/tls, e.g. "signed".
    explicit HttpServer(const QString &certificate);
    // And only for clients with the certificate of that name.
    HttpServer(const QString &certificate, const QString &client);
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    [[nodiscard]] quint16 port() const;
    [[nodiscard]] QString base() const;    // "http://127.0.0.1:PORT"

    // Forgets the requests seen, too.
    void play(std::vector<ServerScript> scripts);
    void play(ServerScript script) { play(std::vector{std::move(script)}); }

    [[nodiscard]] std::vector<SeenRequest> requests() const;
    [[nodiscard]] int connections() const;
    // Until so many requests are whole; false when that takes too long.
    [[nodiscard]] bool waitForRequests(std::size_t count, int milliseconds = 10'000) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

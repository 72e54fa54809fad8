// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is sent: it is answered in HTTP or not at all, what is kept of it are events, and no key is among it. The
// first byte says how the receiver is set, and whether the bytes come over a socket or are taken apart right here.
#include "event/jsontape.h"
#include "event/utf8.h"
#include "receiver/capturereader.h"
#include "receiver/faultplan.h"
#include "receiver/httpguard.h"
#include "receiver/httplistener.h"

#include <QDir>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

using namespace eventscope;

namespace {

constexpr qint64 fuzzBodyBytes = 30'000;
constexpr char plantedKey[] = "planted0key1planted2key3";

void mustHold(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

CaptureSetupPtr setupOf(std::uint8_t flags)
{
    static const ServiceSet services =
        ServiceSet::compile(Services::load(QDir(QStringLiteral("/nonexistent"))).services, nullptr);
    const auto made = [](unsigned bits) {
        return std::make_shared<const CaptureSetup>(CaptureSetup{services, {}, Routes(services), (bits & 1) != 0,
            (bits & 2) != 0, (bits & 4) != 0 ? JsonBounds{400, 6} : JsonBounds(), 200'000});
    };
    static const std::array setups{made(0), made(1), made(2), made(3), made(4), made(5), made(6), made(7)};
    return setups[flags & 7];
}

bool carriesKey(const std::vector<NamedValue> &headers)
{
    return std::any_of(headers.begin(), headers.end(), [](const NamedValue &header) {
        return header.name.compare("Authorization", Qt::CaseInsensitive) == 0 && header.value.contains(plantedKey);
    });
}

HttpAnswer takenAndChecked(const CaptureSetupPtr &setup, const HttpRequest &request)
{
    thread_local CaptureReader reader;
    const TakenRequest taken = reader.take(setup, request);
    const std::vector<Event> &events = taken.capture.events;
    mustHold(taken.facts.size() == events.size(), "there are not as many facts as events");
    mustHold(taken.answer.status >= 100 && taken.answer.status < 600, "the answer has no status");
    mustHold(!carriesKey(taken.capture.reception.headers), "a key is kept");
    JsonTape tape;
    for (const Event &event : events)
        mustHold(tape.read(viewOf(event.text)) && tape.root().isObject(), "what is kept is no event");
    return taken.answer;
}

std::uint8_t &flagsOfTheWire()
{
    static std::uint8_t flags = 0;
    return flags;
}

quint16 listeningPort()
{
    static const std::unique_ptr<HttpListener> listener = [] {
        ListenOptions options;
        options.bodyBytes = fuzzBodyBytes;
        options.headerBytes = 4096;
        options.threads = 1;
        const auto handler = [](const HttpRequest &request, HttpResponder respond) {
            mustHold(request.path.startsWith('/'), "a path does not begin with a slash");
            mustHold(request.body.size() <= fuzzBodyBytes, "a body is too large");
            respond(takenAndChecked(setupOf(flagsOfTheWire()), request));
        };
        auto listening = HttpListener::listen(options, handler);
        mustHold(listening.has_value(), "it does not listen");
        return std::move(*listening);
    }();
    return listener->port();
}

void sendOverTheWire(std::string_view bytes)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(listeningPort());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{15, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    // Ports of ended connections would run out.
    const linger atOnce{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    mustHold(::connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0, "it takes no connection");
    ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    ::shutdown(socket, SHUT_WR);
    std::array<char, 4096> piece;
    QByteArray answers;
    ssize_t count = 0;
    // The fuzzer's clock interrupts.
    while ((count = ::recv(socket, piece.data(), piece.size(), 0)) > 0 || (count < 0 && errno == EINTR))
        answers.append(piece.data(), std::max<ssize_t>(count, 0));
    mustHold(count == 0 || errno == ECONNRESET, "it leaves a connection open");
    mustHold(answers.isEmpty() || answers.startsWith("HTTP/1.1 "), "it answers something else than HTTP");
    ::close(socket);
}

// A request as it is written down: no length is needed.
void takeApart(const CaptureSetupPtr &setup, const QByteArray &bytes)
{
    static const HttpGuard guard{ListenOptions()};
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    const QByteArrayList lines = bytes.first(std::max<qsizetype>(end, 0)).replace("\r\n", "\n").split('\n');
    const QByteArrayList first = lines.front().split(' ');
    HttpRequest request;
    request.method = first.front();
    request.received = 1'790'812'800'000'000;
    for (const QByteArray &line : lines.sliced(1))
        if (const qsizetype colon = line.indexOf(':'); colon > 0)
            request.headers.push_back({line.first(colon), line.sliced(colon + 1).trimmed()});
    if (guard.admit(request, {first.value(1), "HTTP/1.0", QHostAddress(QHostAddress::LocalHost)}))
        return;
    request.body = end < 0 ? QByteArray() : bytes.sliced(end + 4);
    takenAndChecked(setup, request);
}

void readAsFault(const QByteArray &bytes)
{
    const auto fault = FaultSpec::parse(QString::fromUtf8(bytes));
    mustHold(!fault || FaultSpec::parse(fault->text).has_value(), "a fault cannot be read again");
    mustHold(fault || !fault.error().message.isEmpty(), "a fault is refused without a reason");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1 || size > 60'000)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    if (data[0] & 8) {
        flagsOfTheWire() = data[0];
        sendOverTheWire(viewOf(bytes));
    } else if (data[0] & 16) {
        readAsFault(bytes);
    } else {
        takeApart(setupOf(data[0]), bytes);
    }
    return 0;
}

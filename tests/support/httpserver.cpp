// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpserver.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <mutex>
#include <optional>

#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope::test {

namespace {

// What the server's thread and the test share.
struct Records {
    std::mutex mutex;
    std::vector<ServerScript> scripts;
    std::size_t used = 0;
    std::vector<SeenRequest> requests;
    std::size_t round = 0;    // of play()
    int connections = 0;

    ServerScript next()
    {
        const std::lock_guard lock(mutex);
        if (scripts.empty())
            return ServerScript::answer(200, "{}");
        return scripts[std::min(used++, scripts.size() - 1)];
    }
};

void resetOnClose(qintptr descriptor)
{
    const linger now{1, 0};
    ::setsockopt(static_cast<int>(descriptor), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void parse(SeenRequest &request)
{
    const qsizetype head = request.bytes.indexOf("\r\n\r\n");
    if (head < 0)
        return;
    request.headerLines = request.bytes.first(head).replace("\r\n", "\n").split('\n');
    const QList<QByteArray> first = request.headerLines.takeFirst().split(' ');
    request.method = first.value(0);
    request.target = first.value(1);
    request.body = request.bytes.sliced(head + 4);
    request.whole = request.body.size() >= request.header("Content-Length").toLongLong();
}

// One connection that is read. A child of the server; deletes itself with its socket.
class Connection : public QObject {
public:
    Connection(QSslSocket *socket, Records &records, QObject *parent)
        : QObject(parent)
        , m_socket(socket)
        , m_records(records)
    {
        socket->setParent(this);
        connect(socket, &QSslSocket::readyRead, this, &Connection::read);
        connect(socket, &QSslSocket::bytesWritten, this, &Connection::writeMore);
        connect(socket, &QSslSocket::disconnected, this, &QObject::deleteLater);
        // Data may stand ready before anybody listened.
        QTimer::singleShot(0, this, &Connection::read);
    }

private:
    void read()
    {
        const QByteArray bytes = m_socket->readAll();
        if (bytes.isEmpty())
            return;
        if (record(bytes)) {
            m_index.reset();
            const ServerScript script = m_records.next();
            if (script.meanwhile)
                script.meanwhile();
            QTimer::singleShot(script.delayMs, this, [this, script] { run(script); });
        }
    }

    // Whether the request is whole with this.
    bool record(const QByteArray &bytes)
    {
        const std::lock_guard lock(m_records.mutex);
        if (!m_index || m_round != m_records.round) {
            m_index = m_records.requests.size();
            m_round = m_records.round;
            m_records.requests.emplace_back();
        }
        SeenRequest &request = m_records.requests[*m_index];
        const bool before = request.whole;
        request.bytes += bytes;
        parse(request);
        return request.whole && !before;
    }

    void run(const ServerScript &script)
    {
        m_socket->write(script.reply);
        switch (script.end) {
        case ServerScript::End::Close:
            m_socket->disconnectFromHost();
            break;
        case ServerScript::End::Stay:
            break;
        case ServerScript::End::Reset:
            resetOnClose(m_socket->socketDescriptor());
            m_socket->abort();
            break;
        case ServerScript::End::Endless:
            m_more = script.more;
            writeMore();
            break;
        }
    }

    void writeMore()
    {
        constexpr qint64 enough = 1 << 20;
        while (!m_more.isEmpty() && m_socket->bytesToWrite() < enough) {
            if (m_socket->write(m_more) <= 0)
                break;
        }
    }

    QSslSocket *m_socket;
    Records &m_records;
    std::optional<std::size_t> m_index;    // of the request that is being read
    std::size_t m_round = 0;
    QByteArray m_more;
};

class Listener : public QTcpServer {
public:
    Listener(Records &records, const QString &certificate, const QString &client)
        : m_records(records)
    {
        if (certificate.isEmpty())
            return;
        const QString folder = QStringLiteral(EVENTSCOPE_TEST_DATA) + u"/tls/"_s;
        const QString path = folder + certificate;
        if (!client.isEmpty())
            m_clients = QSslCertificate::fromPath(folder + client + u".pem"_s);
        QFile key(path + u".key"_s);
        m_chain = QSslCertificate::fromPath(path + u".pem"_s);
        if (m_chain.isEmpty() || !key.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qPrintable(path));
        m_key = QSslKey(&key, QSsl::Ec);
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        bool reads = true;
        {
            const std::lock_guard lock(m_records.mutex);
            ++m_records.connections;
            const std::size_t next = std::min(m_records.used, m_records.scripts.size() - 1);
            reads = m_records.scripts.empty() || m_records.scripts[next].reads;
        }
        if (!reads)
            return refuse(descriptor);
        auto *socket = new QSslSocket;
        socket->setSocketDescriptor(descriptor);
        new Connection(socket, m_records, this);
        if (!m_chain.isEmpty()) {
            socket->setLocalCertificateChain(m_chain);
            socket->setPrivateKey(m_key);
            if (!m_clients.isEmpty()) {
                QSslConfiguration tls = socket->sslConfiguration();
                tls.setCaCertificates(m_clients);
                tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
                socket->setSslConfiguration(tls);
            }
            socket->startServerEncryption();
        }
    }

private:
    // Ends it with what came unread.
    void refuse(qintptr descriptor)
    {
        const ServerScript script = m_records.next();
        QTimer::singleShot(script.delayMs, this, [descriptor, end = script.end] {
            if (end == ServerScript::End::Reset)
                resetOnClose(descriptor);
            ::close(static_cast<int>(descriptor));
        });
    }

    Records &m_records;
    QList<QSslCertificate> m_chain;
    QSslKey m_key;
    QList<QSslCertificate> m_clients;    // that are let in; empty: all
};

}

QByteArray SeenRequest::header(const QByteArray &name) const
{
    for (const QByteArray &line : headerLines) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.sliced(colon + 1).trimmed();
    }
    return {};
}

ServerScript ServerScript::answer(int status, const QByteArray &body, const QByteArray &type, const QByteArray &headers)
{
    ServerScript script;
    script.reply = "HTTP/1.1 " + QByteArray::number(status) + " As Scripted\r\nContent-Type: " + type + "\r\n" +
                   headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    return script;
}

ServerScript ServerScript::exactly(const QByteArray &bytes, End end)
{
    ServerScript script;
    script.reply = bytes;
    script.end = end;
    return script;
}

ServerScript ServerScript::redirect(const QByteArray &location)
{
    return answer(307, {}, "text/plain", "Location: " + location + "\r\n");
}

ServerScript ServerScript::silence()
{
    return exactly({}, End::Stay);
}

ServerScript ServerScript::resetBeforeReading()
{
    ServerScript script = exactly({}, End::Reset);
    script.reads = false;
    script.delayMs = 100;    // until the request stands in the system's buffers
    return script;
}

ServerScript ServerScript::resetAfterReading()
{
    return exactly({}, End::Reset);
}

ServerScript ServerScript::endless(const QByteArray &head, const QByteArray &more)
{
    ServerScript script = exactly(head, End::Endless);
    script.more = more;
    return script;
}

struct HttpServer::Private {
    Records records;
    QThread thread;
    Listener *listener = nullptr;
    quint16 port = 0;
    bool tls = false;
};

HttpServer::HttpServer()
    : HttpServer(QString())
{}

HttpServer::HttpServer(const QString &certificate)
    : HttpServer(certificate, QString())
{}

HttpServer::HttpServer(const QString &certificate, const QString &client)
    : d(std::make_unique<Private>())
{
    d->tls = !certificate.isEmpty();
    d->listener = new Listener(d->records, certificate, client);
    d->listener->moveToThread(&d->thread);
    QObject::connect(&d->thread, &QThread::finished, d->listener, &QObject::deleteLater);
    d->thread.setObjectName(u"test.server"_s);
    d->thread.start();
    const auto listen = [this] {
        if (!d->listener->listen(QHostAddress::LocalHost))
            qFatal("the test server cannot listen");
        d->port = d->listener->serverPort();
    };
    QMetaObject::invokeMethod(d->listener, listen, Qt::BlockingQueuedConnection);
}

HttpServer::~HttpServer()
{
    d->thread.quit();
    d->thread.wait();
}

quint16 HttpServer::port() const
{
    return d->port;
}

QString HttpServer::base() const
{
    return u"%1://127.0.0.1:%2"_s.arg(d->tls ? u"https"_s : u"http"_s).arg(d->port);
}

void HttpServer::play(std::vector<ServerScript> scripts)
{
    const std::lock_guard lock(d->records.mutex);
    d->records.scripts = std::move(scripts);
    d->records.used = 0;
    d->records.requests.clear();
    d->records.connections = 0;
    ++d->records.round;
}

std::vector<SeenRequest> HttpServer::requests() const
{
    const std::lock_guard lock(d->records.mutex);
    return d->records.requests;
}

int HttpServer::connections() const
{
    const std::lock_guard lock(d->records.mutex);
    return d->records.connections;
}

bool HttpServer::waitForRequests(std::size_t count, int milliseconds) const
{
    for (QDeadlineTimer deadline(milliseconds); !deadline.hasExpired(); QThread::msleep(2)) {
        const std::vector<SeenRequest> seen = requests();
        const auto whole = std::count_if(seen.begin(), seen.end(), [](const SeenRequest &one) { return one.whole; });
        if (static_cast<std::size_t>(whole) >= count)
            return true;
    }
    return false;
}

}

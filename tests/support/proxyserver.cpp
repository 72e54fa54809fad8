// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxyserver.h"

#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QUrl>

#include <mutex>

using namespace Qt::StringLiterals;

namespace eventscope::test {

namespace {

struct ProxyRecords {
    std::mutex mutex;
    QByteArray reply;
    QList<QByteArray> heads;
};

// A client with the server it is led to. Deletes itself with its client.
class ProxiedConnection : public QObject {
public:
    ProxiedConnection(QTcpSocket *client, ProxyRecords &records, QObject *parent)
        : QObject(parent)
        , m_client(client)
        , m_server(new QTcpSocket(this))
        , m_records(records)
    {
        client->setParent(this);
        m_server->setProxy(QNetworkProxy::NoProxy);
        connect(client, &QTcpSocket::readyRead, this, &ProxiedConnection::readClient);
        connect(client, &QTcpSocket::disconnected, this, &QObject::deleteLater);
        connect(m_server, &QTcpSocket::readyRead, this, [this] { m_client->write(m_server->readAll()); });
        connect(m_server, &QTcpSocket::disconnected, this, [this] { m_client->disconnectFromHost(); });
        connect(m_server, &QTcpSocket::errorOccurred, this, [this] {
            if (!m_isJoined)
                refuse("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        });
    }

private:
    void readClient()
    {
        const QByteArray bytes = m_client->readAll();
        if (m_isJoined) {
            m_server->write(bytes);
            return;
        }
        m_bytes += bytes;
        const qsizetype end = m_bytes.indexOf("\r\n\r\n");
        if (end < 0 || m_isLed)
            return;
        m_isLed = true;
        QByteArray reply;
        {
            const std::lock_guard lock(m_records.mutex);
            m_records.heads.append(m_bytes.first(end));
            reply = m_records.reply;
        }
        if (reply.isEmpty())
            lead(m_bytes.first(m_bytes.indexOf("\r\n")));
        else
            refuse(reply);
    }

    void lead(const QByteArray &line)
    {
        const QList<QByteArray> words = line.split(' ');
        const bool isTunnel = words.value(0) == "CONNECT";
        const QUrl url = QUrl::fromEncoded(isTunnel ? "http://" + words.value(1) : words.value(1));
        connect(m_server, &QTcpSocket::connected, this, [this, isTunnel, line, url] {
            m_isJoined = true;
            if (isTunnel) {
                m_client->write("HTTP/1.1 200 Connection established\r\n\r\n");
                return;
            }
            const QByteArray target = url.path(QUrl::FullyEncoded).toLatin1() +
                                      (url.hasQuery() ? '?' + url.query(QUrl::FullyEncoded).toLatin1() : QByteArray());
            m_server->write(line.split(' ').first() + ' ' + target + " HTTP/1.1" + m_bytes.sliced(line.size()));
        });
        // Whatever the name: no other computer is asked.
        m_server->connectToHost(u"127.0.0.1"_s, static_cast<quint16>(url.port(80)));
    }

    void refuse(const QByteArray &reply)
    {
        m_client->write(reply);
        m_client->disconnectFromHost();
    }

    QTcpSocket *m_client;
    QTcpSocket *m_server;
    ProxyRecords &m_records;
    QByteArray m_bytes;
    bool m_isLed = false;
    bool m_isJoined = false;
};

}

struct ProxyServer::Private {
    ProxyRecords records;
    QThread thread;
    QTcpServer *listener = nullptr;
    quint16 port = 0;
};

ProxyServer::ProxyServer()
    : d(std::make_unique<Private>())
{
    d->listener = new QTcpServer;
    d->listener->setProxy(QNetworkProxy::NoProxy);
    QTcpServer *listener = d->listener;
    QObject::connect(listener, &QTcpServer::newConnection, listener, [this, listener] {
        while (QTcpSocket *client = listener->nextPendingConnection())
            new ProxiedConnection(client, d->records, listener);
    });
    listener->moveToThread(&d->thread);
    QObject::connect(&d->thread, &QThread::finished, listener, &QObject::deleteLater);
    d->thread.setObjectName(u"test.proxy"_s);
    d->thread.start();
    const auto listen = [this] {
        if (!d->listener->listen(QHostAddress::LocalHost))
            qFatal("the test proxy cannot listen");
        d->port = d->listener->serverPort();
    };
    QMetaObject::invokeMethod(listener, listen, Qt::BlockingQueuedConnection);
}

ProxyServer::~ProxyServer()
{
    d->thread.quit();
    d->thread.wait();
}

quint16 ProxyServer::port() const
{
    return d->port;
}

void ProxyServer::answer(const QByteArray &reply)
{
    const std::lock_guard lock(d->records.mutex);
    d->records.reply = reply;
    d->records.heads.clear();
}

QList<QByteArray> ProxyServer::heads() const
{
    const std::lock_guard lock(d->records.mutex);
    return d->records.heads;
}

}

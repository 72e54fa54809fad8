// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/connectionbox.h"

#include "endpoints/formrow.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QLineEdit>
#include <QPushButton>
#include <QtConcurrent>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

ConnectionBox::ConnectionBox(QWidget *parent)
    : QWidget(parent)
    , m_proxy(new QComboBox(this))
    , m_place(new QLineEdit(this))
    , m_proxyNote(new FieldNote(u"endpointProxyFault"_s, this))
    , m_authorities(pathEdit(u"endpointAuthorities"_s, tr("Authorities")))
    , m_certificate(pathEdit(u"endpointCertificate"_s, tr("Certificate")))
    , m_key(pathEdit(u"endpointCertificateKey"_s, tr("Its key")))
    , m_note(new FieldNote(u"endpointFilesFault"_s, this))
    , m_reading(this, [this](const Result<void> &read) {
        m_fileFault = read ? QString() : read.error().message;
        judge();
    })
{
    setObjectName(u"connectionBox"_s);
    m_proxy->setObjectName(u"endpointProxy"_s);
    m_proxy->setAccessibleName(tr("Proxy"));
    m_proxy->addItem(tr("None"), static_cast<int>(ProxySetting::Kind::None));
    m_proxy->addItem(tr("The system's"), static_cast<int>(ProxySetting::Kind::System));
    m_proxy->addItem(tr("HTTP proxy at"), static_cast<int>(ProxySetting::Kind::Given));
    m_place->setObjectName(u"endpointProxyPlace"_s);
    m_place->setAccessibleName(tr("Host and port of the proxy"));
    m_place->setPlaceholderText(u"proxy.example:8080"_s);
    m_place->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_rest.setSingleShot(true);
    m_rest.setInterval(200ms);
    layOut();
    connect(m_proxy, &QComboBox::currentIndexChanged, this, &ConnectionBox::changed);
    connect(m_place, &QLineEdit::textChanged, this, &ConnectionBox::changed);
    connect(&m_rest, &QTimer::timeout, this, &ConnectionBox::readFiles);
    for (const QLineEdit *path : {m_authorities, m_certificate, m_key}) {
        connect(path, &QLineEdit::textChanged, this, [this] {
            m_rest.start();
            changed();
        });
    }
    judge();
}

QLineEdit *ConnectionBox::pathEdit(const QString &name, const QString &title)
{
    auto *edit = new QLineEdit(this);
    edit->setObjectName(name);
    edit->setAccessibleName(title);
    edit->setPlaceholderText(tr("PEM file"));
    return edit;
}

QWidget *ConnectionBox::pathRow(QLineEdit *edit, const QString &title)
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    auto *browse = makeButton(edit->objectName() + u"Browse"_s, tr("Choose…"), this);
    browse->setAccessibleName(tr("Choose a file: %1").arg(title));
    row->addWidget(edit, 1);
    row->addWidget(browse);
    connect(browse, &QPushButton::clicked, this, [this, edit, title] {
        auto *dialog = new QFileDialog(this, title, QFileInfo(edit->text()).absolutePath(),
            tr("PEM files (*.pem *.crt *.cer *.key);;All files (*)"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, edit,
            [edit](const QString &path) { edit->setText(QDir::toNativeSeparators(path)); });
        dialog->open();
    });
    return box;
}

void ConnectionBox::layOut()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto *box = new QWidget(this);
    auto *rows = makeForm(box);
    auto *proxyCell = new QWidget(this);
    auto *proxyRow = new QHBoxLayout(proxyCell);
    proxyRow->setContentsMargins(0, 0, 0, 0);
    proxyRow->setSpacing(6);
    proxyRow->addWidget(m_proxy);
    proxyRow->addWidget(m_place, 1);
    proxyRow->addStretch(0);
    addField(rows, tr("Prox&y"), proxyCell, m_proxyNote, m_proxy);
    auto *authoritiesHelp = new FieldNote(u"endpointAuthoritiesHelp"_s, this);
    authoritiesHelp->say(
        FieldNote::Kind::Help, tr("Certificate authorities that are trusted here beside the system's own."));
    addField(rows, tr("Authorit&ies"), pathRow(m_authorities, tr("Authorities")), authoritiesHelp, m_authorities);
    addField(rows, tr("Client certificate"), pathRow(m_certificate, tr("Certificate")), nullptr, m_certificate);
    auto *keyHelp = new FieldNote(u"endpointCertificateKeyHelp"_s, this);
    keyHelp->say(FieldNote::Kind::Help,
        tr("Empty where it is in the certificate's file. Only the paths are kept; the key must not be encrypted."));
    addField(rows, tr("Its key"), pathRow(m_key, tr("Its key")), keyHelp, m_key);
    column->addWidget(box);
    column->addWidget(m_note);
}

void ConnectionBox::setRoute(const EndpointRoute &route)
{
    m_proxy->setCurrentIndex(m_proxy->findData(static_cast<int>(route.proxy.kind)));
    m_place->setText(proxyText(route.proxy));
    m_authorities->setText(route.authorities);
    m_certificate->setText(route.certificate);
    m_key->setText(route.certificateKey);
    m_fileFault.clear();
    readFiles();
    judge();
}

// A place that is none is not repeated in the route: there may be a password in it.
Result<ProxySetting> ConnectionBox::proxy() const
{
    const auto kind = static_cast<ProxySetting::Kind>(m_proxy->currentData().toInt());
    return kind == ProxySetting::Kind::Given ? proxyFrom(m_place->text()) : ProxySetting{kind, {}, 0};
}

EndpointRoute ConnectionBox::route() const
{
    return {proxy().value_or(ProxySetting{ProxySetting::Kind::Given, {}, 0}), m_authorities->text().trimmed(),
        m_certificate->text().trimmed(), m_key->text().trimmed()};
}

void ConnectionBox::changed()
{
    judge();
    emit edited();
}

void ConnectionBox::readFiles()
{
    m_rest.stop();
    const EndpointRoute wanted = route();
    if (!routeFault({{}, wanted.authorities, wanted.certificate, wanted.certificateKey}).isEmpty())
        return;
    m_reading.follow(QtConcurrent::run([wanted]() -> Result<void> {
        const Result<QSslConfiguration> tls = tlsOf(wanted);
        return tls ? Result<void>() : failure(tls.error());
    }));
}

void ConnectionBox::judge()
{
    const Result<ProxySetting> place = proxy();
    m_place->setVisible(m_proxy->currentData().toInt() == static_cast<int>(ProxySetting::Kind::Given));
    m_proxyNote->say(FieldNote::Kind::Fault, place ? QString() : place.error().message);
    EndpointRoute files = route();
    files.proxy = {};
    const QString fault = routeFault(files);
    if (!fault.isEmpty())
        m_note->say(FieldNote::Kind::Fault, fault);
    else
        m_note->say(FieldNote::Kind::Warning, m_fileFault);
}

std::vector<std::pair<FieldNote *, QWidget *>> ConnectionBox::notes() const
{
    return {{m_proxyNote, m_place}, {m_note, m_certificate->text().isEmpty() ? m_authorities : m_certificate}};
}

QString ConnectionBox::summary() const
{
    const EndpointRoute set = route();
    QStringList words;
    if (set.proxy.kind == ProxySetting::Kind::Given)
        words << tr("proxy %1").arg(m_place->text().contains(u'@') ? QString() : proxyText(set.proxy));
    if (set.proxy.kind == ProxySetting::Kind::System)
        words << tr("the system's proxy");
    if (!set.authorities.isEmpty())
        words << tr("authorities of %1").arg(QFileInfo(set.authorities).fileName());
    if (!set.certificate.isEmpty())
        words << tr("client certificate %1").arg(QFileInfo(set.certificate).fileName());
    return words.isEmpty() ? tr("straight, and the system's authorities") : words.join(u", "_s);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/endpointroute.h"
#include "views/latest.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLineEdit;

namespace eventscope {

class FieldNote;

// How an endpoint is reached: proxy, further authorities, a client's certificate. Files are looked into off the
// GUI thread while they are named.
class ConnectionBox : public QWidget {
    Q_OBJECT

public:
    explicit ConnectionBox(QWidget *parent = nullptr);

    void setRoute(const EndpointRoute &route);
    [[nodiscard]] EndpointRoute route() const;
    // Says at its field what is wrong.
    void judge();
    // With the field that each is of.
    [[nodiscard]] std::vector<std::pair<FieldNote *, QWidget *>> notes() const;
    // What is set, in a few words.
    [[nodiscard]] QString summary() const;

signals:
    void edited();

private:
    void layOut();
    QLineEdit *pathEdit(const QString &name, const QString &title);
    QWidget *pathRow(QLineEdit *edit, const QString &title);
    void changed();
    void readFiles();
    [[nodiscard]] Result<ProxySetting> proxy() const;

    QComboBox *m_proxy;
    QLineEdit *m_place;
    FieldNote *m_proxyNote;
    QLineEdit *m_authorities;
    QLineEdit *m_certificate;
    QLineEdit *m_key;
    FieldNote *m_note;
    QTimer m_rest;    // since a path was changed, until its file is read
    Latest<void> m_reading;
    QString m_fileFault;
};

}

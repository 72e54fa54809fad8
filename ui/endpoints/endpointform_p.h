// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "endpoints/endpointform.h"

#include <utility>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace eventscope {

class AuthBox;
class ConnectionBox;
class FieldNote;
class FoldSection;
class HeaderTable;
class SendingBox;

struct EndpointForm::Private {
    Private(EndpointForm *form, const ServiceSet &serviceSet, const Secrets &runSecrets,
        std::function<bool(const QString &, EndpointId)> taken);

    void nameParts();
    void layOut();
    QWidget *baseRow();
    void connectParts();
    void chooseTransports();
    void showTransport(const Endpoint &endpoint);
    void showOptions(const Endpoint &endpoint);
    void change();
    void judge();
    void tellOtherLetters(const Endpoint &endpoint);
    void tellFindings(const Endpoint &endpoint);
    void tellFolded();
    [[nodiscard]] TransportFormPtr currentForm() const;
    [[nodiscard]] std::vector<std::pair<FieldNote *, QWidget *>> notes() const;

    EndpointForm *q;
    ServiceSet services;
    std::function<bool(const QString &, EndpointId)> isTaken;
    TransportFormPtr form;
    Endpoint shown;
    bool quiet = false;
    bool isNameSeen = false;    // before that an empty name is no fault yet
    bool isBaseSeen = false;    // likewise
    QLineEdit *name;
    FieldNote *nameNote;
    QComboBox *service;
    QComboBox *transport;
    QLineEdit *base;
    QPushButton *useDefault;
    FieldNote *baseNote;
    QCheckBox *production;
    FieldNote *productionNote;
    AuthBox *auth;
    FieldNote *findings;
    QWidget *optionBox = nullptr;
    QVBoxLayout *optionPlace;
    std::vector<QLineEdit *> options;
    FieldNote *optionNote;
    HeaderTable *headers;
    FieldNote *headerNote;
    FieldNote *headerHelp;
    QDoubleSpinBox *timeout;
    QLineEdit *customer;
    QLineEdit *user;
    FieldNote *userNote;
    FoldSection *connectionFold;
    ConnectionBox *connection;
    FoldSection *sendingFold;
    SendingBox *sending;
};

}

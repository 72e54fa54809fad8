// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/secrets.h"
#include "delivery/transportform.h"
#include "views/latest.h"

#include <QWidget>

#include <map>
#include <optional>
#include <vector>

class QCheckBox;
class QVBoxLayout;

namespace eventscope {

class FieldNote;
class KeyEdit;

// The forms of auth of a transport, the parts of the key that those in use need, and what is known of it.
class AuthBox : public QWidget {
    Q_OBJECT

public:
    explicit AuthBox(const Secrets &secrets, QWidget *parent = nullptr);

    // Shows an endpoint of that transport; what was typed is forgotten.
    void setEndpoint(const TransportFormPtr &form, const Endpoint &endpoint);
    void read(Endpoint &endpoint) const;    // its auth and secrets
    // What was typed, by part.
    [[nodiscard]] std::map<int, QByteArray> typed() const;
    void forgetTyped();
    void setSavedAs(EndpointId id) { m_endpoint = id; }
    // Names entries in the keyring for what was typed to be kept there.
    void nameEntries(const QString &endpoint);
    // The keys as far as they are at hand: typed, entered before, or of the environment; masked, for the
    // eye and for rules. Nothing while a part is missing.
    [[nodiscard]] std::optional<Keys> keys(const Endpoint &endpoint) const;
    // `fault` of the sources; empty when there is none.
    void tell(const Endpoint &endpoint, const QString &authFault, const QString &keyFault);

signals:
    void edited();

private:
    void changeParts();
    void showParts(const std::vector<SecretSource> &sources);
    [[nodiscard]] std::vector<int> chosen() const;
    [[nodiscard]] Result<QByteArray> masked(const Endpoint &endpoint, int part) const;
    void tellPart(const Endpoint &endpoint, int part);
    void tellKept(KeyEdit &edit);
    void askForKeyring();

    const Secrets &m_secrets;
    TransportFormPtr m_form;
    EndpointId m_endpoint = 0;
    std::vector<QCheckBox *> m_choices;
    std::vector<KeyEdit *> m_parts;
    QWidget *m_choiceBox = nullptr;
    QWidget *m_partBox = nullptr;
    FieldNote *m_fault;
    Latest<void> m_keyring;
    std::optional<QString> m_keyringFault;    // why there is none; empty: there is one
    QVBoxLayout *m_column;
};

}

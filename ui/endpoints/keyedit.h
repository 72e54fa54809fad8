// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "endpoints/formrow.h"
#include "store/endpoints.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace eventscope {

// Where one part of a key comes from, and the key itself when it is entered for this run: never shown, and
// kept nowhere but in the field until it is taken.
class KeyEdit : public QWidget {
    Q_OBJECT

public:
    KeyEdit(int part, const QString &title, QWidget *parent = nullptr);

    void setSource(const SecretSource &source);
    [[nodiscard]] SecretSource source() const;
    // Makes up an entry in the keyring for what was typed, where it goes there and has none.
    void nameEntry(const QString &endpoint);
    [[nodiscard]] QByteArray typed() const;    // empty unless it is entered here
    void setTyped(const QByteArray &value);
    void forgetTyped();
    // Whether the run has one already, and of one in the keyring whether there is.
    void setEntered(bool entered);
    [[nodiscard]] FieldNote *note() const { return m_note; }

signals:
    void edited();

private:
    void showParts();
    void showPlaceholder();

    QComboBox *m_source;
    QLineEdit *m_variable;
    QLineEdit *m_value;
    FieldNote *m_note;
    QString m_entry;    // in the keyring
    bool m_isEntered = false;
};

}

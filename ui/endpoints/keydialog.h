// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/secrets.h"
#include "delivery/transportform.h"

#include <QDialog>

#include <functional>
#include <vector>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace eventscope {

class FieldNote;

// The parts of a key that are to be entered, and of a production endpoint its name, before something is
// sent. Keys go to the secrets of this run and nowhere else. Window-modal; deletes itself.
class KeyDialog : public QDialog {
    Q_OBJECT

public:
    KeyDialog(QWidget *window, Secrets &secrets, const Endpoint &endpoint, const TransportForm &form, qint64 events,
        std::function<void(Keys)> goOn);

private:
    struct Part {
        int number;
        QLineEdit *edit;
        FieldNote *note;
    };

    QWidget *head(qint64 events);
    void addParts(QVBoxLayout *column, const TransportForm &form);
    void addName(QVBoxLayout *column);
    QLayout *buttons();
    [[nodiscard]] bool isKeptInKeyring(int part) const;
    void judge();
    void go();

    Secrets &m_secrets;
    Endpoint m_endpoint;
    ServicePtr m_service;
    std::function<void(Keys)> m_goOn;
    std::vector<Part> m_parts;
    QLineEdit *m_name = nullptr;
    FieldNote *m_fault;
    QPushButton *m_go;
};

}

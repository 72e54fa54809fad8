// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/endpoints.h"

#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QSpinBox;

namespace eventscope {

class FieldNote;

// How fast an endpoint is sent to, and what follows an outcome that nobody knows.
class SendingBox : public QWidget {
    Q_OBJECT

public:
    explicit SendingBox(QWidget *parent = nullptr);

    void setEndpoint(const Endpoint &endpoint);
    void read(Endpoint &endpoint) const;    // its pace, requests at once, and resumption
    // Why an unknown outcome is not tried again there, a sentence; empty where it can be.
    void setWhyNotResumed(const QString &sentence);
    // What is set, in a few words.
    [[nodiscard]] QString summary() const;

signals:
    void edited();

private:
    void layOut();

    QDoubleSpinBox *m_pace;
    QSpinBox *m_atOnce;
    QCheckBox *m_resume;
    FieldNote *m_resumeNote;
    double m_shownPace = 0;
};

}

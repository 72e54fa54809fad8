// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace eventscope {

// A planned event's JSON Schema as text. It counts as soon as it has no fault; what has one is marked at its
// place and stays as it was typed, also while other events are looked at. GUI thread.
class SchemaSource : public QWidget {
    Q_OBJECT

public:
    explicit SchemaSource(QWidget *parent = nullptr);

    // `key` tells plans apart.
    void setEvent(int key, const PlannedEvent &event, bool assertsFormats);
    void setEditable(bool editable);
    void renamed(const QByteArray &before, const QByteArray &after);    // what is broken stays with it
    void commit();                                                      // now; does nothing while there is a fault
    [[nodiscard]] bool isBroken() const;

signals:
    void edited(const QByteArray &schema);
    void brokenChanged(bool broken);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Fault {
        quint32 offset = 0;    // in bytes
        quint32 length = 0;
        QString sentence;
    };

    [[nodiscard]] std::optional<Fault> faultOf(const QByteArray &text) const;
    void check();
    void showFault(const std::optional<Fault> &fault);
    [[nodiscard]] std::pair<int, QByteArray> place() const { return {m_key, m_event.name}; }

    QPlainTextEdit *m_edit;
    QLabel *m_fault;
    QTimer m_pause;
    int m_key = 0;
    PlannedEvent m_event;
    bool m_assertsFormats = false;
    bool m_isBroken = false;
    bool m_isFilling = false;
    std::optional<Fault> m_shown;
    QHash<std::pair<int, QByteArray>, QString> m_broken;    // what was typed
};

}

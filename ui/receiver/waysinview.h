// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/receiver.h"

#include <QWidget>

class QLabel;
class QTableWidget;
class QToolButton;

namespace eventscope {

// How to send to the receiver: for each service the address an SDK is given, and a line for a shell. GUI thread.
class WaysInView : public QWidget {
    Q_OBJECT

public:
    explicit WaysInView(QWidget *parent = nullptr);

    void setWays(std::vector<WayIn> ways, bool listening);

signals:
    void copied(const QString &what);
    // Drafts and events are to be sent there, too.
    void endpointRequested(const eventscope::WayIn &way);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showCurrent();
    void copy(const QString &text, const QString &what);
    [[nodiscard]] const WayIn *current() const;

    std::vector<WayIn> m_ways;
    QLabel *m_intro;
    QTableWidget *m_table;
    QLabel *m_line;
    QLabel *m_note;
    QToolButton *m_copyBase;
    QToolButton *m_copyLine;
    QToolButton *m_makeEndpoint;
};

}

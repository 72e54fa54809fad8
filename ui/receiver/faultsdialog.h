// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/faultplan.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace eventscope {

// The faults that the receiver makes on purpose, one a line, as `--fault` spells them; presets to start from. What
// is wrong is said below while typing. GUI thread.
class FaultsDialog : public QDialog {
    Q_OBJECT

public:
    explicit FaultsDialog(const QStringList &specs, QWidget *parent = nullptr);

    [[nodiscard]] QStringList specs() const;
    // BadInput names the line.
    [[nodiscard]] Result<std::vector<FaultSpec>> faults() const;

private:
    void check();
    void add(const QString &spec);

    QPlainTextEdit *m_text;
    QLabel *m_fault;
    QPushButton *m_use;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/finding.h"

#include <QWidget>

#include <optional>
#include <vector>

class QVBoxLayout;

namespace eventscope {

// What is wrong at a place, below it: symbol and sentence, the worst first, at most two and how many more
// there are; a button for each fix. Hidden where there is nothing.
class FieldFindings : public QWidget {
    Q_OBJECT

public:
    // The buttons take the focus where no field is that has a key for them.
    explicit FieldFindings(QWidget *parent, Qt::FocusPolicy buttons = Qt::NoFocus);

    void setFindings(std::vector<Finding> findings);
    // A sentence of the form's own, above the findings: why a change could not be made.
    void setNote(const QString &sentence);
    [[nodiscard]] const Finding *firstFix() const;
    [[nodiscard]] QString description() const;    // every sentence

    static constexpr std::size_t shown = 2;

signals:
    void fixRequested(const eventscope::Finding &finding);

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();
    void addLine(Severity severity, const QString &sentence, const Finding *fixable);

    std::vector<Finding> m_findings;
    QString m_note;
    QVBoxLayout *m_lines;
    Qt::FocusPolicy m_buttons;
};

}

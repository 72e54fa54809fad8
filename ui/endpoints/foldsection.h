// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace eventscope {

// A group of fields that is seldom needed: a heading that folds it, with what is set said beside it while it is
// folded.
class FoldSection : public QWidget {
    Q_OBJECT

public:
    FoldSection(const QString &name, const QString &title, QWidget *parent = nullptr);

    // Its content; once.
    void setContent(QWidget *content);
    void setSummary(const QString &summary);
    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const { return m_isOpen; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void showState();

    QToolButton *m_heading;
    QLabel *m_summary;
    QVBoxLayout *m_column;
    QWidget *m_content = nullptr;
    bool m_isOpen = false;
};

}

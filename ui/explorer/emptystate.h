// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace eventscope {

// What stands in the place of a table without rows: why there are none, and what to do next.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    // Searching and Stopped: nothing was found so far, or before the search was ended.
    enum class Kind { NoEvents, NothingMatches, Loading, Searching, Stopped };

    explicit EmptyState(QWidget *parent = nullptr);

    void setKind(Kind kind);
    void showProgress(qint64 done, qint64 total);

signals:
    void importRequested();
    void pasteRequested();
    void clearFilterRequested();
    void searchRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void dress();

    Kind m_kind = Kind::Loading;
    QLabel *m_picture;
    QLabel *m_title;
    QLabel *m_text;
    QProgressBar *m_progress;
    QPushButton *m_import;
    QPushButton *m_paste;
    QPushButton *m_clear;
    QPushButton *m_search;
};

}

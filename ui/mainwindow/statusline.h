// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QLabel;
class QProgressBar;
class QStatusBar;
class QToolButton;

namespace eventscope {

// What the status bar says: counts at the left, then what is under way, then the store.
class StatusLine : public QObject {
    Q_OBJECT

public:
    explicit StatusLine(QStatusBar &bar);

    void setStore(const QString &name, const QString &path, const QString &readOnlyReason);

    // As before there was a store.
    void clear();

public slots:
    void setCount(const QString &sentence);
    void setLoading(qint64 done, qint64 total);    // hidden when done
    void beginWork(const QString &sentence);
    void setWork(int perMille, const QString &sentence);
    void endWork();

signals:
    void cancelRequested();

private:
    QLabel *m_count;
    QLabel *m_loading;
    QLabel *m_work;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    QLabel *m_store;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <vector>

class QLabel;
class QProgressBar;
class QStatusBar;
class QToolButton;

namespace eventscope {

// What the status bar says: counts at the left, then what is under way, then the store. Of several things
// under way the one begun last is shown.
class StatusLine : public QObject {
    Q_OBJECT

public:
    explicit StatusLine(QStatusBar &bar);

    void setStore(const QString &name, const QString &path, const QString &readOnlyReason);
    // Before the count of events, for as long as the window lives.
    void addLeft(QWidget *widget);

    // As before there was a store.
    void clear();

    // Work is told apart by a key. Begun again, it starts over.
    void beginWork(const QByteArray &key, const QString &sentence);
    void setWork(const QByteArray &key, int perMille, const QString &detail);
    void setWorkSentence(const QByteArray &key, const QString &sentence);
    void endWork(const QByteArray &key);

public slots:
    void setCount(const QString &sentence);
    void setLoading(qint64 done, qint64 total);    // hidden when done

signals:
    void cancelRequested(const QByteArray &key);

private:
    struct Work {
        QByteArray key;
        QString sentence;
        int perMille = -1;    // not known yet
        QString detail;
    };

    [[nodiscard]] Work *find(const QByteArray &key);
    void showWork();

    QStatusBar &m_bar;
    std::vector<Work> m_works;
    QLabel *m_count;
    QLabel *m_loading;
    QLabel *m_work;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    QLabel *m_store;
};

}

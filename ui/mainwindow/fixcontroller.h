// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/messagebar.h"
#include "review/bulkfix.h"
#include "views/latest.h"

#include <QFutureWatcher>
#include <QObject>
#include <QPointer>

class QDialog;

namespace eventscope {

class Session;
class StatusLine;

// Mends stored events: one of the detail, or what a selection has in common, as a step that can be undone.
// One thing at a time. GUI thread; destruction stops what runs and waits for it.
class FixController : public QObject {
    Q_OBJECT

public:
    FixController(Session &session, StatusLine &status, QWidget &window, QObject *parent = nullptr);
    ~FixController() override;

public slots:
    // Looks for what can be mended in the events, and lets choose.
    void offer(const std::vector<eventscope::Row> &rows);
    // The same for all that the filter lets through.
    void offerAll();
    void fix(const std::vector<eventscope::Row> &rows, const QByteArray &rule, const QString &label);
    void fixOne(eventscope::Row row, const QByteArray &rule, const QString &label) { fix({row}, rule, label); }

signals:
    void posted(const eventscope::Message &message);
    // One event was mended, or is as it was again: its row now.
    void moved(eventscope::Row row);

private:
    [[nodiscard]] bool mayStart();
    void begin(const QString &sentence);
    void takeRows(const Result<SearchResult> &found);
    void takeFixes();
    void takeReport();
    void choose(const std::vector<SharedFix> &fixes);
    void follow(bool mended, const EventStore::Replacement &replacement, Row row);
    void sayError(const Error &error);

    Session &m_session;
    StatusLine &m_status;
    QWidget &m_window;
    std::vector<Row> m_rows;
    QByteArray m_rule;
    QString m_label;
    Latest<SearchResult> m_search;
    QFutureWatcher<Result<std::vector<SharedFix>>> m_fixes;
    QFutureWatcher<Result<BulkFixReport>> m_fixing;
    QPointer<QDialog> m_dialog;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/rejectmodel.h"
#include "views/latest.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace eventscope {

// What imports could not read, by import: file, line, reason, and the beginning of the bytes. Written
// to a file on request. GUI thread.
class RejectsPanel : public QWidget {
    Q_OBJECT

public:
    static constexpr int shownAtMost = 10'000;

    explicit RejectsPanel(EventStore &store, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

public slots:
    void refresh();                                  // imports may have come or gone
    void showOrigin(eventscope::OriginId origin);    // once it is known
    // One JSON object a line. What goes wrong is told by failed().
    void saveTo(const QString &path);

signals:
    void failed(const QString &sentence);
    void saved(const QString &sentence);

private:
    void takeOrigins(const std::vector<Origin> &origins);
    void loadRejects();
    void chooseFile();
    void copyRows();
    [[nodiscard]] std::optional<OriginId> current() const;

    EventStore &m_store;
    std::optional<OriginId> m_wanted;
    RejectModel *m_model;
    QComboBox *m_origins;
    QLabel *m_note;
    QPushButton *m_save;
    QTableView *m_table;
    Latest<std::vector<Origin>> m_originsAnswer;
    Latest<std::vector<Reject>> m_rejectsAnswer;
    Latest<qint64> m_saving;
};

// Writes rejects as RejectFile does, over none of the `precious` files; how many they were. Any thread.
[[nodiscard]] Result<qint64> writeRejects(
    const std::vector<Reject> &rejects, const QString &path, const QStringList &precious);

}

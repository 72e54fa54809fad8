// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/receptions.h"
#include "views/timetext.h"

#include <QAbstractTableModel>

#include <functional>
#include <vector>

namespace eventscope {

// What came to the receiver, as a table, in the order it was given: the newest first. GUI thread.
class ReceptionModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Verdict, Time, Request, Service, Events, Answer, Client, Note, ColumnCount };
    enum Role {
        VerdictRole = Qt::UserRole,    // int of eventscope::Verdict: the worst of its events
        FailedRole,                    // bool: answered with 400 or above
        IdRole,                        // ReceptionId
    };

    explicit ReceptionModel(QObject *parent = nullptr);

    // The service's title for people, by its id; none: the id.
    void setTitles(std::function<QString(const QByteArray &service)> titles);
    // Rows that stay keep their index: those that are new come first, those that are too many go at the end.
    void setReceptions(std::vector<Reception> receptions);
    void setTimeStyle(TimeStyle style);
    [[nodiscard]] const Reception *receptionAt(const QModelIndex &index) const;    // null for what is none
    [[nodiscard]] QModelIndex indexOf(ReceptionId id) const;                       // invalid when it is not there

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString text(const Reception &reception, int column) const;

    std::vector<Reception> m_receptions;
    std::function<QString(const QByteArray &service)> m_titles;
    TimeStyle m_style = TimeStyle::Utc;
};

// "3 events, 1 repeat"; "no event".
[[nodiscard]] QString receivedText(const Reception &reception);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/finding.h"

#include <QAbstractListModel>

#include <vector>

namespace eventscope {

// The findings about one event, the worst first. At most `limit` are listed; the last row then says
// how many are not. GUI thread.
class FindingModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        SeverityRole = Qt::UserRole,    // int of Severity; invalid for the row of those left out
        DetailRole,                     // QStringList: what was expected and found, source, fix
        PlaceRole,                      // QString: rule and pointer
    };
    static constexpr std::size_t limit = 500;

    explicit FindingModel(QObject *parent = nullptr);

    void setFindings(std::vector<Finding> findings);
    [[nodiscard]] const Finding *findingAt(const QModelIndex &index) const;    // null for what is none
    // Those that say something is wrong or could be better; "not judged" does not.
    [[nodiscard]] int judgedCount() const;
    // All of a finding, for the clipboard.
    [[nodiscard]] QString copyText(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<Finding> m_findings;
};

}

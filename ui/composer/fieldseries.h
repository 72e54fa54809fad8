// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldeditor.h"

class QPushButton;
class QVBoxLayout;

namespace eventscope {

// What an open map and a list have in common: rows by their place, of which the first are made, and a
// button for more.
class FieldSeries : public FieldEditor {
    Q_OBJECT

public:
    FieldSeries(FieldHost &host, FieldSite site, QWidget *parent);

    [[nodiscard]] bool isWide() const override { return true; }
    [[nodiscard]] bool hasMark() const override { return false; }
    [[nodiscard]] QWidget *inputAt(const JsonPointer &at) override;
    [[nodiscard]] std::vector<Finding> place(std::vector<Finding> findings) override;
    void rebind(const JsonPointer &base) override;
    void describe(const QString &name, const QString &description) override;

    static constexpr std::size_t pageOfLines = 200;
    static constexpr std::size_t pageOfBoxes = 50;
    static constexpr std::size_t mostShown = 2000;

protected:
    [[nodiscard]] QVBoxLayout *column() const { return m_column; }
    [[nodiscard]] const std::vector<FieldRow *> &rows() const { return m_rows; }
    [[nodiscard]] std::size_t limit() const { return m_limit; }
    // Gives up what shows the rows from that one on.
    void dropRows(std::size_t from);
    void addRow(FieldRow *row, QWidget *place);    // `place` is the row or what it stands in
    // How many rows there would be; offers those beyond the limit.
    void showCount(std::size_t count);
    // The place of the pointer's part below this field; nothing where there is none.
    [[nodiscard]] virtual std::optional<std::size_t> indexOf(const std::string &token) const = 0;
    [[nodiscard]] FieldRow *rowFor(const JsonPointer &at);

private:
    QVBoxLayout *m_column;
    QPushButton *m_more;
    std::vector<FieldRow *> m_rows;
    std::vector<QWidget *> m_places;
    std::size_t m_limit;
};

}

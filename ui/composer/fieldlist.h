// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldseries.h"

namespace eventscope {

// A list of values or of objects: items by their number; add, remove, move up and down (Alt+Up, Alt+Down).
class FieldList : public FieldSeries {
    Q_OBJECT

public:
    FieldList(FieldHost &host, FieldSite site, QWidget *parent);

    void showValue(JsonValue value) override;
    [[nodiscard]] QWidget *input() override;
    [[nodiscard]] bool draws(JsonValue value) const override { return value.isArray(); }
    void rebind(const JsonPointer &base) override;
    void describe(const QString &name, const QString &description) override;

    // Moves the item that the input stands in; the focus goes with it.
    void moveItem(QWidget *input, int by);

protected:
    [[nodiscard]] std::optional<std::size_t> indexOf(const std::string &token) const override;

private:
    void add();
    void addItemRow(std::size_t index);
    void focusAfterRemoval(std::size_t index);
    [[nodiscard]] QWidget *makeLead(std::size_t index);

    QPushButton *m_add;
    bool m_boxes;
    std::size_t m_count = 0;
};

}

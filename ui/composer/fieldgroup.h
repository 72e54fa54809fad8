// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldeditor.h"

class QVBoxLayout;

namespace eventscope {

// An object of known members as a box of rows; what else it holds is listed below them, and kept.
class FieldGroup : public FieldEditor {
    Q_OBJECT

public:
    FieldGroup(FieldHost &host, FieldSite site, QWidget *parent);

    void showValue(JsonValue value) override;
    [[nodiscard]] QWidget *input() override;
    [[nodiscard]] QWidget *inputAt(const JsonPointer &at) override;
    [[nodiscard]] std::vector<Finding> place(std::vector<Finding> findings) override;
    [[nodiscard]] bool isWide() const override { return true; }
    [[nodiscard]] bool hasMark() const override { return false; }
    [[nodiscard]] bool draws(JsonValue value) const override { return value.isObject(); }
    void rebind(const JsonPointer &base) override;
    void describe(const QString &name, const QString &description) override;

    static constexpr std::size_t mostOthers = 200;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void showOthers(JsonValue value);
    [[nodiscard]] std::vector<JsonPointer> others(JsonValue value) const;

    QVBoxLayout *m_column;
    std::vector<FieldRow *> m_rows;
    std::vector<FieldRow *> m_others;
};

}

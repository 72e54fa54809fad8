// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldseries.h"

class QLineEdit;

namespace eventscope {

// An open map as rows of key, value and type. The last row takes a new key: Return or Tab adds it with the
// least value and goes on to that; Return in a value goes on to the next key. A key that is changed is
// renamed on Return, Tab or leaving; Esc gives it back. A key cannot become one that is there already; of
// keys that the text has twice only the last can be edited, as it is the one that counts.
class FieldPairs : public FieldSeries {
    Q_OBJECT

public:
    FieldPairs(FieldHost &host, FieldSite site, QWidget *parent);

    void showValue(JsonValue value) override;
    [[nodiscard]] QWidget *input() override;
    [[nodiscard]] bool draws(JsonValue value) const override { return value.isObject(); }
    void rebind(const JsonPointer &base) override;
    void describe(const QString &name, const QString &description) override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    [[nodiscard]] std::optional<std::size_t> indexOf(const std::string &token) const override;

private:
    struct Pair {
        std::string key;
        QLineEdit *edit = nullptr;
        bool repeated = false;    // a later one of that key counts
    };

    void addPairRow(const std::string &key);
    void bind(std::size_t index, const std::string &key, bool repeated);
    void commitKey(std::size_t index);
    bool add();
    void focusAfterRemoval(std::size_t index);
    [[nodiscard]] JsonPointer placeOf(const std::string &key) const { return site().at().child(key); }

    QLineEdit *m_add;
    std::vector<Pair> m_pairs;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/formvalue.h"
#include "composer/fieldeditor.h"

class QBoxLayout;
class QLineEdit;
class QToolButton;

namespace eventscope {

// A line of text: strings decoded, anything else as it stands. Each keystroke is written. What is typed
// decides the type among those the field allows, but for a value whose type was chosen on purpose ("5"
// where 5 would be one too): that type stays while it can.
//
// A string that is emptied stays, as "". Where no string is allowed, an emptied field removes its member
// (but for items and values of open maps, which go with their place: they become "" and a finding).
// Objects, lists and texts that a line cannot hold are shown, not edited.
class FieldText : public FieldEditor {
    Q_OBJECT

public:
    FieldText(FieldHost &host, FieldSite site, QWidget *parent);

    void showValue(JsonValue value) override;
    [[nodiscard]] QWidget *input() override;

protected:
    [[nodiscard]] QLineEdit *line() const { return m_line; }
    [[nodiscard]] QBoxLayout *row() const { return m_row; }    // for buttons beside the line
    [[nodiscard]] QBoxLayout *column() const { return m_column; }
    // The type to keep; nothing: what is typed decides.
    [[nodiscard]] virtual std::optional<JsonType> kept() const { return m_kept; }

private:
    void takeTyped(const QString &text);
    void showPlaceholder(bool present);
    void showSourceButton(bool shown);
    [[nodiscard]] std::optional<JsonType> chosenType(const FieldValue &value) const;

    QBoxLayout *m_column;
    QBoxLayout *m_row;
    QToolButton *m_source = nullptr;    // made for the first value that only the source can edit
    QLineEdit *m_line;
    std::optional<JsonType> m_kept;
    bool m_typing = false;
};

// Shows the text in the line, if it is another, with the caret where it was.
void showText(QLineEdit *line, const QString &text);

// Whether a value is one that no text field edits: a container, a long text, one that is no valid Unicode.
[[nodiscard]] bool isBeyondText(JsonValue value);

}

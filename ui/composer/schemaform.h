// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "compose/formspec.h"
#include "validation/finding.h"

#include <QScrollArea>

#include <functional>
#include <memory>
#include <vector>

namespace eventscope {

// A draft as a form, generated from its definition: one view of the draft, beside the source. Every
// change goes through the draft; what the draft says is what is shown, in place: focus, caret and
// selection stay. While the text is broken it is inert and shows where the fault is. Everything can be
// reached and set by keyboard.
//
// A field's editor has the object name `field:` and its pointer (`field:/body/event`; of the envelope
// `envelope:/app_key`), so that tests and assistive tools find it; values of open maps and items of lists
// too, by their own pointers. What adds to a map or a list is `add:` and its pointer, the mark of a type
// `type:`, the key of a map's value `key:`, a section's title `section:` and its id (in the envelope
// `envelope-add:` and so on).
//
// An absent field is empty, and typing makes its member. A string that is emptied stays as "": only
// Ctrl+Delete, Ctrl+Backspace or its button removes it. A field that allows no string removes its member
// when it is emptied. GUI thread.
class SchemaForm : public QScrollArea {
    Q_OBJECT

public:
    // No service: an unknown one; everything is listed as unknown members then. `clock` tells now.
    explicit SchemaForm(Draft &draft, QWidget *parent = nullptr, std::function<Micros()> clock = currentMicros);
    ~SchemaForm() override;

    // The definition that the draft's service names; null for none. The form follows the draft's shape
    // and kind by itself.
    void setService(ServicePtr service);
    // What stands at the fields: symbol, colour and sentence.
    void setFindings(const std::vector<Finding> &findings);
    // Only fields that have a value; a view, nothing is removed.
    void setOnlyFilled(bool only);
    [[nodiscard]] bool onlyFilled() const;

public slots:
    // Unfolds, scrolls and gives the focus to the field that holds the pointer.
    void showField(eventscope::DraftPart part, const QByteArray &pointer);
    void focusFirst();    // the first field that needs something, else the first

signals:
    // A field got the focus: the source shows where it stands.
    void fieldFocused(eventscope::DraftPart part, const QByteArray &pointer);
    // The link at the fault, or at a value that only the source can edit: the source is to show that byte.
    void faultActivated(quint32 offset);
    // The user asks for the fix of a finding at a field (Alt+Return, or its button).
    void fixRequested(const eventscope::Finding &finding);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

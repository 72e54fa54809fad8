// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "compose/formspec.h"
#include "validation/finding.h"

#include <QScrollArea>

#include <memory>
#include <vector>

namespace eventscope {

// A draft as a form, generated from its definition: one view of the draft, beside the source. Every
// change goes through the draft; what the draft says is what is shown. While the text is broken it is
// inert and shows where the fault is. Everything can be reached and set by keyboard.
//
// A field's editor has the object name `field:` and its pointer (`field:/body/event`; of the envelope
// `envelope:/app_key`), so that tests and assistive tools find it. GUI thread.
class SchemaForm : public QScrollArea {
    Q_OBJECT

public:
    // No service: an unknown one; everything is listed as unknown members then.
    explicit SchemaForm(Draft &draft, QWidget *parent = nullptr);
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
    // The link at the fault: the source is to show that byte.
    void faultActivated(quint32 offset);
    // The user asks for the fix of a finding at a field (Alt+Return, or its button).
    void fixRequested(const eventscope::Finding &finding);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

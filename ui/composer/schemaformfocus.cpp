// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldrow.h"
#include "composer/schemaform_p.h"
#include "taborder.h"

#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace eventscope {

void SchemaForm::showField(DraftPart part, const QByteArray &pointer)
{
    const auto at = JsonPointer::parse({pointer.constData(), std::size_t(pointer.size())});
    if (at)
        (void)d->focusAt(part, *at);
}

void SchemaForm::focusFirst()
{
    const auto all = d->allSections();
    for (const bool needing : {true, false}) {
        for (SchemaFormSection *section : all) {
            const auto key = needing ? section->firstNeed() : section->firstField();
            if (key && d->focusKey(*key, {}))
                return;
        }
    }
    setFocus(Qt::OtherFocusReason);
}

bool SchemaForm::Private::focusAt(DraftPart part, const JsonPointer &at)
{
    if (!draft.isReadable())
        return false;
    // The field itself or the nearest around it; the unknown ones are no fields of the form.
    if (const FormField *field = spec.fieldAt(part, at); field != nullptr && focusKey(fieldKey(part, field->at), at))
        return true;
    for (JsonPointer around = at; !around.isRoot(); around = around.parent()) {
        if (focusKey(fieldKey(part, around), at))
            return true;
    }
    // An object that is drawn as its fields: the first of them.
    for (const FormSection &section : spec.sections) {
        for (const FormField &field : section.fields) {
            if (field.part == part && holds(at, field.at))
                return focusKey(fieldKey(part, field.at), field.at);
        }
    }
    return false;
}

bool SchemaForm::Private::focusKey(const QByteArray &key, const JsonPointer &at)
{
    for (SchemaFormSection *section : allSections()) {
        if (!section->hasField(key))
            continue;
        QWidget *input = nullptr;
        {
            const FieldHost::Showing showing(host);
            if (FieldRow *found = section->reveal(key))
                input = at.isRoot() ? found->editor().input() : found->editor().inputAt(at);
        }
        if (input == nullptr)
            return false;
        section->show();
        input->setFocus(Qt::OtherFocusReason);
        // Where it stands is known when the new rows are laid out.
        QTimer::singleShot(0, q, [this, shown = QPointer(input)] {
            if (shown != nullptr)
                q->ensureWidgetVisible(shown, 16, 48);
        });
        return true;
    }
    return false;
}

void SchemaForm::Private::takeFocus(FieldRow *focused, Qt::FocusReason reason)
{
    nextRow = focused;
    // Help that comes and goes moves the rows: not below a pressed button.
    if (reason == Qt::MouseFocusReason)
        helpTimer.start();
    else
        showHelp();
    emit q->fieldFocused(focused->site().field.part, focused->site().at().text());
}

void SchemaForm::Private::showHelp()
{
    if (QGuiApplication::mouseButtons() != Qt::NoButton) {
        helpTimer.start();
        return;
    }
    if (row == nextRow)
        return;
    if (row != nullptr)
        row->setHelpShown(false);
    row = nextRow;
    if (row != nullptr)
        row->setHelpShown(true);
}

void SchemaForm::Private::orderTabs()
{
    eventscope::orderTabs(q, body->layout());
}

}

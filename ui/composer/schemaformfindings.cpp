// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldeditor.h"
#include "composer/fieldfindings.h"
#include "composer/schemaform_p.h"

namespace eventscope {

void SchemaForm::setFindings(const std::vector<Finding> &findings)
{
    d->findings = findings;
    d->shareFindings();
}

void SchemaForm::Private::shareFindings()
{
    QHash<SchemaFormSection *, FieldFindingMap> shares;
    std::vector<Finding> rest;
    for (const Finding &finding : findings) {
        const QByteArray key = ownerOf(finding.inEnvelope ? DraftPart::Envelope : DraftPart::Event, finding);
        SchemaFormSection *owner = nullptr;
        for (SchemaFormSection *section : allSections()) {
            if (!key.isEmpty() && section->hasField(key))
                owner = section;
        }
        if (owner != nullptr)
            shares[owner][key].push_back(finding);
        else
            rest.push_back(finding);
    }
    for (SchemaFormSection *section : allSections())
        section->setFindings(shares.take(section));
    general->setFindings(std::move(rest));
    if (general->firstFix() != nullptr)
        host.noteRestructured();    // its buttons are stops of Tab
}

// The key of the field that holds what the finding means; empty for none.
QByteArray SchemaForm::Private::ownerOf(DraftPart part, const Finding &finding) const
{
    const auto at = JsonPointer::parse({finding.pointer.constData(), std::size_t(finding.pointer.size())});
    if (!at)
        return {};
    if (const FormField *field = spec.fieldAt(part, *at))
        return fieldKey(part, field->at);
    for (JsonPointer around = *at; !around.isRoot(); around = around.parent()) {
        if (others->hasField(fieldKey(part, around)))
            return fieldKey(part, around);
    }
    return missingOwner(part, *at, finding);
}

// An object that lacks a member is drawn as its fields: the one it lacks, where the sentence names it.
QByteArray SchemaForm::Private::missingOwner(DraftPart part, const JsonPointer &at, const Finding &finding) const
{
    const FormField *only = nullptr;
    for (const FormSection &section : spec.sections) {
        for (const FormField &field : section.fields) {
            if (field.part != part || field.at.isRoot() || !holds(at, field.at) || host.valueAt(part, field.at))
                continue;
            // Of a missing object, the fields in it stand for it.
            for (std::size_t depth = at.tokens().size() + 1; depth <= field.at.tokens().size(); ++depth) {
                JsonPointer lacking = at;
                for (std::size_t i = at.tokens().size(); i < depth; ++i)
                    lacking = lacking.child(field.at.tokens()[i]);
                if (!host.valueAt(part, lacking) && speaksOf(finding, lacking) && (only == nullptr || field.required))
                    only = only != nullptr && only->required ? only : &field;
            }
        }
    }
    return only != nullptr ? fieldKey(part, only->at) : QByteArray();
}

}

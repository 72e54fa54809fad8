// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/formrules.h"

#include <map>

namespace eventscope {

// Walks the schema of an event and lays its fields into sections.
class FormBuilder {
public:
    FormBuilder(const Service &service, QByteArrayView shape, QByteArrayView kind, QByteArrayView transport);

    [[nodiscard]] FormSpec build();
    // The event's fields and objects of known members, as they follow one another in the schema's order;
    // behind build().
    [[nodiscard]] const std::vector<JsonPointer> &order() const { return m_order; }

private:
    // Where a value stands.
    struct Spot {
        DraftPart part = DraftPart::Event;
        JsonPointer at;
        std::string name;
        bool required = false;
        std::optional<JsonPointer> parent;    // nearest object around it that may be absent
        QByteArray group;
        QStringList titles;    // of the objects around it within its group, its owner first
        QString object;        // the title of the nearest
        bool readOnly = false;
        bool deprecated = false;
        int level = 0;
        bool isTemplate = false;    // below an item: pointers are relative, rules do not speak of it
    };
    struct Laid {
        QByteArray group;
        QStringList titles;
        QString object;
        FormField field;
    };
    using Fields = std::vector<Laid>;
    struct Placed {
        double order = 0;
        FormSection section;
        std::vector<QStringList> titles;    // of each field
        std::vector<QString> objects;

        void label();
    };

    void layEnvelope();
    [[nodiscard]] Placed freshSection(const Laid &laid) const;
    [[nodiscard]] std::vector<FormSection> sections();
    void lay(const SchemaUse &use, const Spot &spot, Fields &fields);
    void layField(const SchemaFacts &facts, const Spot &spot, Fields &fields);
    void layMembers(const SchemaFacts &facts, const Spot &spot, Fields &fields);
    void layRest(const Spot &object, Fields &fields);
    void addTemplates(const SchemaFacts &facts, const Spot &spot, FormField &field);
    void noteObject(const SchemaFacts &facts, const Spot &spot);
    [[nodiscard]] Spot spotBelow(const SchemaFacts &facts, const Spot &spot, const std::string &name) const;
    [[nodiscard]] SchemaUse switched(const SchemaUse &use, const Spot &spot) const;
    [[nodiscard]] bool awaitsKind(const Spot &spot) const;
    [[nodiscard]] bool isRequired(const SchemaFacts &facts, const Spot &object, const std::string &name) const;
    [[nodiscard]] std::shared_ptr<const FormField> templateOf(const SchemaUse &use, const Spot &spot);

    const SchemaJson &m_definition;
    const QByteArray m_shape;
    SchemaReader m_schemas;
    FormRules m_rules;
    int m_laid = 0;
    Fields m_fields;
    std::vector<JsonPointer> m_needed;    // of the group that is being laid
    std::vector<FormObject> m_objects;
    std::vector<JsonPointer> m_order;
};

}

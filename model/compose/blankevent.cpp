// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/blankevent.h"

#include "compose/formbuilder.h"
#include "compose/jsonoutline.h"

#include <map>

namespace eventscope {

QByteArray blankEvent(const Service &service, QByteArrayView shape, QByteArrayView kind, QByteArrayView transport)
{
    FormBuilder builder(service, shape, kind, transport);
    const FormSpec spec = builder.build();
    std::map<QByteArray, QByteArray> needed;    // by pointer; empty: an object of known members
    for (const FormObject &object : spec.objects)
        if (object.part == DraftPart::Event && object.required && !object.parent)
            needed.emplace(object.at.text(), QByteArray());
    for (const FormSection &section : spec.sections)
        for (const FormField &field : section.fields)
            if (field.part == DraftPart::Event && field.required && !field.parent && !field.at.isRoot())
                needed.emplace(field.at.text(), placeholderOf(field, kind));
    JsonOutline outline;
    for (const JsonPointer &at : builder.order()) {
        const auto found = needed.find(at.text());
        if (found == needed.end())
            continue;
        if (found->second.isEmpty())
            outline.object(at);
        else
            outline.set(at, found->second);
    }
    return outline.indented();
}

}

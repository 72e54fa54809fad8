// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/drafttitle.h"

#include "service/redaction.h"

#include <QCoreApplication>

namespace eventscope {

QString draftTitle(const Draft &draft, const Services &services)
{
    const DraftState &state = draft.state();
    const ServicePtr service = services.find(state.service);
    if (!service)
        return QCoreApplication::translate("DraftTitle", "Draft");
    if (draft.isReadable()) {
        const JsonTape &envelope = draft.tape(DraftPart::Envelope);
        const Identity identity =
            service->identify(draft.tape().root(), envelope.isEmpty() ? JsonValue() : envelope.root(), state.shape);
        // It stands in tabs and in lists of drafts: a key that was typed there does not.
        if (!identity.name.isEmpty())
            return QString::fromUtf8(redactedBytes(identity.name, services.all()));
    }
    return QCoreApplication::translate("DraftTitle", "%1 draft").arg(service->title());
}

}

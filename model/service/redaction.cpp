// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/redaction.h"

#include "event/utf8.h"
#include "service/redactor.h"

#include <algorithm>

namespace eventscope {

namespace {

bool mayHoldSecret(const Service &service, const Service *own, std::string_view text)
{
    return !own || own == &service || service.redactor().keys().mayHoldMasked(text);
}

bool isAmong(const Services &services, const Service *service)
{
    return !service || std::any_of(services.all().begin(), services.all().end(),
                           [service](const ServicePtr &one) { return one.get() == service; });
}

// Several services may mean the same bytes, so each reads what the one before wrote.
class Redaction {
public:
    Redaction(JsonValue root, QByteArray &text)
        : m_value(root)
        , m_text(text)
    {}

    void apply(const Service &service)
    {
        std::vector<TextEdit> edits = m_value ? service.redactions(m_value) : std::vector<TextEdit>();
        if (edits.empty())
            return;
        for (TextEdit &edit : edits)
            edit.offset -= m_value.offset();
        m_text = applied(bytesOf(m_value.raw()), edits);
        m_changed = true;
        m_value = m_tape.read(viewOf(m_text), {UINT32_MAX, UINT32_MAX}) ? m_tape.root() : JsonValue();
    }

    [[nodiscard]] std::string_view text() const { return m_value ? m_value.raw() : std::string_view(); }
    [[nodiscard]] bool changed() const { return m_changed; }

private:
    JsonValue m_value;
    QByteArray &m_text;
    JsonTape m_tape;
    bool m_changed = false;
};

}

bool redact(JsonValue root, const Service *service, const Services &services, QByteArray &text)
{
    if (isAmong(services, service) && !services.mayHoldSecret(root))
        return false;
    Redaction redaction(root, text);
    if (service)
        redaction.apply(*service);
    for (const ServicePtr &one : services.all())
        if (one.get() != service && mayHoldSecret(*one, service, redaction.text()))
            redaction.apply(*one);
    return redaction.changed();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/draftdestination.h"

#include "compose/newdraft.h"
#include "event/utf8.h"

namespace eventscope {

namespace {

// Where the key stands in each event of that endpoint, if it does.
const AuthForm *memberAuth(const Address &address)
{
    for (const int form : address.endpoint.auth) {
        const auto &forms = address.form->auth();
        if (form >= 0 && form < static_cast<int>(forms.size()) && forms[form].kind == AuthForm::Kind::Member)
            return &forms[form];
    }
    return nullptr;
}

}

DraftDestination::DraftDestination(Draft &draft, const EndpointWorld &world, const EndpointCache &endpoints)
    : m_draft(draft)
    , m_services(world.services)
    , m_secrets(world.secrets)
    , m_endpoints(endpoints)
{}

Result<Address> DraftDestination::of(const DraftState &state) const
{
    return addressOf(state, m_services.services(), m_endpoints, m_secrets);
}

Result<Address> DraftDestination::current() const
{
    return of(m_draft.state());
}

bool DraftDestination::hasEndpoint() const
{
    return m_endpoints.find(m_draft.state().endpoint) != nullptr;
}

// An endpoint whose key stands in the event: its kind and fingerprint are shown there.
void DraftDestination::replace(DraftState state)
{
    const Result<Address> to = of(state);
    const AuthForm *form = to && to->keys && !to->keys->parts.empty() ? memberAuth(*to) : nullptr;
    JsonTape tape;
    if (form && tape.read(viewOf(state.text)) && tape.root().isObject()) {
        const QByteArray shown = to->keys->masked(*to->service).parts.front();
        if (const auto edits = editToSet(tape, form->member, quoted(viewOf(shown))))
            state.text = applied(state.text, *edits);
    }
    m_draft.replace(state);
}

void DraftDestination::useEndpoint(EndpointId id)
{
    const Endpoint *endpoint = m_endpoints.find(id);
    if (!endpoint)
        return;
    const ServicePtr service = m_services.services().find(endpoint->service);
    replace(readdressed(m_draft.state(), service, m_services.services(), endpoint->transport, id));
}

void DraftDestination::takeTypedKey()
{
    const Result<Address> to = current();
    const AuthForm *form = to && !to->keys && to->endpoint.id != 0 ? memberAuth(*to) : nullptr;
    if (!form || !m_draft.isReadable())
        return;
    const JsonValue value = form->member.in(m_draft.tape().root());
    const std::string key = value && value.isString() ? value.string() : std::string();
    if (key.empty() || isFingerprint(key))
        return;
    m_secrets.enter(to->endpoint.id, 0, bytesOf(key));
    replace(m_draft.state());    // the key is not to be read over a shoulder any longer
}

}

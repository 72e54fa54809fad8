// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/preview.h"
#include "endpoints/endpointdialog.h"

namespace eventscope {

// Where a draft goes, and the key in its event, for services whose keys stand there: the draft shows the
// kind and fingerprint of a key that is known, never the key. GUI thread.
class DraftDestination {
public:
    DraftDestination(Draft &draft, const EndpointWorld &world, const EndpointCache &endpoints);

    // BadInput or NotFound says why it goes nowhere.
    [[nodiscard]] Result<Address> current() const;
    // An endpoint was chosen, and is still there.
    [[nodiscard]] bool hasEndpoint() const;
    // Takes the draft there, as one step of undo.
    void replace(DraftState state);
    // Likewise, to an endpoint of the store; nothing is done where it is gone.
    void useEndpoint(EndpointId id);
    // A key that was typed into the event serves for this run, where none was entered otherwise.
    void takeTypedKey();

private:
    [[nodiscard]] Result<Address> of(const DraftState &state) const;

    Draft &m_draft;
    const ServiceSet &m_services;
    Secrets &m_secrets;
    const EndpointCache &m_endpoints;
};

}

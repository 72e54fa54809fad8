// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/service.h"
#include "store/endpoints.h"

#include <functional>
#include <map>
#include <optional>

namespace eventscope {

// The parts of one endpoint's key and what its extra headers take from the environment, for one
// request. Real values: never written, shown or logged.
struct Keys {
    std::vector<QByteArray> parts;
    std::vector<NamedValue> variables;    // what `${NAME}` stands for

    // The same with each replaced by kind and fingerprint (`sch_dev_…#3fa9`, `…#3fa9`), for eyes and disk.
    [[nodiscard]] Keys masked(const Service &service) const;
};

// The secrets of this run: what was entered, and what the environment holds. Nothing of it is written.
// A value type for the thread that owns it; Keys are what travels.
class Secrets {
public:
    using Environment = std::function<std::optional<QByteArray>(const QString &variable)>;

    // The process's environment when empty.
    explicit Secrets(Environment environment = {});

    void enter(EndpointId endpoint, int part, const QByteArray &value);
    void forget(EndpointId endpoint);
    [[nodiscard]] bool isEntered(EndpointId endpoint, int part) const;

    // All that the endpoint needs. NotFound names the variable that is not set, or the part that is to
    // be entered; BadInput for a key with a line break or another character no header can carry.
    [[nodiscard]] Result<Keys> keysFor(const Endpoint &endpoint) const;

private:
    Environment m_environment;
    std::map<std::pair<EndpointId, int>, QByteArray> m_entered;
};

}

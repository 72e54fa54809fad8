// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/service.h"
#include "store/endpoints.h"

#include <QStringList>

#include <functional>
#include <map>
#include <optional>

namespace eventscope {

// The parts of one endpoint's key and what its extra headers take from the environment, for one
// request. Real values: never written, shown or logged.
struct Keys {
    std::vector<QByteArray> parts;
    std::vector<NamedValue> variables;    // what `${NAME}` stands for
    bool isMasked = false;                // these are what masked() made: no request can be sent with them

    // The same with each replaced by its known prefix and fingerprint (`sch_dev_…#3fa9`, `…#3fa9`), for
    // eyes and disk. What is empty stays so.
    [[nodiscard]] Keys masked(const Service &service) const;
};

// The secrets of this run: what was entered, and what the environment holds. Nothing of it is written.
// A value type for the thread that owns it; Keys are what travels.
class Secrets {
public:
    using Environment = std::function<std::optional<QByteArray>(const QString &variable)>;

    // The process's environment when none is given.
    explicit Secrets(Environment environment = {});

    void enter(EndpointId endpoint, int part, const QByteArray &value);
    void forget(EndpointId endpoint);
    [[nodiscard]] bool isEntered(EndpointId endpoint, int part) const;

    // All that the endpoint needs; a part without a source is empty. NotFound names the variable that is
    // not set or empty, or the part that is to be entered; BadInput for a key with a line break or another
    // character that no header can carry. No message holds a key, nor what was taken for a variable's
    // name and is none.
    [[nodiscard]] Result<Keys> keysFor(const Endpoint &endpoint) const;

private:
    [[nodiscard]] Result<QByteArray> fromEnvironment(const QString &variable) const;
    [[nodiscard]] Result<QByteArray> entered(const Endpoint &endpoint, int part) const;

    Environment m_environment;
    std::map<std::pair<EndpointId, int>, QByteArray> m_entered;
};

// Why a key cannot travel in a header, as a sentence without the key; empty when it can: visible ASCII, and
// spaces inside.
[[nodiscard]] QString keyFault(QByteArrayView key);
// The names of the environment variables that `${NAME}` in a header's value stands for, each once.
// BadInput for a `${` that is not closed or closes over no name.
[[nodiscard]] Result<QStringList> variablesIn(const QByteArray &headerValue);
// Letters, digits and '_', no digit first.
[[nodiscard]] bool isVariableName(QStringView name);

}

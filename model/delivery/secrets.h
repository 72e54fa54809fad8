// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/service.h"
#include "store/endpoints.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace eventscope {

class Keyring;

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

// The secrets of this run: what was entered, what the environment holds, and what was read from the system's
// keyring. Nothing of it is written, but what the keyring keeps. Any thread may call: the window, a command and
// what sends share one. Lives on the thread that made it, where its signal leaves.
class Secrets : public QObject {
    Q_OBJECT

public:
    using Environment = std::function<std::optional<QByteArray>(const QString &variable)>;

    // The process's environment when none is given; no keyring when there is none, which is said when one is
    // needed. The keyring outlives this.
    explicit Secrets(Environment environment = {}, Keyring *keyring = nullptr);
    ~Secrets() override;

    void enter(EndpointId endpoint, int part, const QByteArray &value);
    void forget(EndpointId endpoint);
    // Of a part that is in the keyring: entered in its stead, for this run.
    [[nodiscard]] bool isEntered(EndpointId endpoint, int part) const;
    // The parts that a person may be asked for: to be entered and not entered yet, or in the keyring and not read
    // (yet).
    [[nodiscard]] std::vector<int> missingParts(const Endpoint &endpoint) const;

    // All that the endpoint needs, as far as it is at hand; a part without a source is empty. NotFound names the
    // variable that is not set or empty, or the part that is to be entered or read; BadInput for a key with a line
    // break or another character that no header can carry. No message holds a key, nor what was taken for a
    // variable's name and is none.
    [[nodiscard]] Result<Keys> keysFor(const Endpoint &endpoint) const;
    // The same for what sends: a part that is in the keyring and was not looked for yet is read. NotFound until
    // then, and changed() when it is there.
    [[nodiscard]] Result<Keys> keysOrRead(const Endpoint &endpoint);

    // Reads what the endpoint has in the keyring, unless it is at hand, also what could not be read before. Good
    // at once when there is nothing to read. Errors as Keyring's, NotFound names the endpoint. Not to be cancelled.
    [[nodiscard]] QFuture<Result<void>> prepare(const Endpoint &endpoint);
    // Keeps values of parts in the keyring, under these entries. For this run they are at hand, whatever the keyring
    // says.
    using Kept = std::vector<std::pair<QString, QByteArray>>;
    [[nodiscard]] QFuture<Result<void>> keep(const Kept &entries);
    [[nodiscard]] QFuture<Result<void>> keep(const QString &entry, const QByteArray &value);
    // Removes the entries from the keyring, and forgets them.
    [[nodiscard]] QFuture<Result<void>> discard(const QStringList &entries);
    // Whether there is a keyring to be used; else a sentence.
    [[nodiscard]] QFuture<Result<void>> isKeyringAvailable() const;

signals:
    // Something came to hand: what waits for a key may ask again.
    void changed();

private:
    struct Private;
    std::shared_ptr<Private> d;    // what a keyring answers may come after the end
};

// The entries in the keyring that the endpoint's key has parts in.
[[nodiscard]] QStringList keyringEntries(const Endpoint &endpoint);

// Why a key cannot travel in a header, as a sentence without the key; empty when it can: visible ASCII, and
// spaces inside.
[[nodiscard]] QString keyFault(QByteArrayView key);
// The names of the environment variables that `${NAME}` in a header's value stands for, each once.
// BadInput for a `${` that is not closed or closes over no name.
[[nodiscard]] Result<QStringList> variablesIn(const QByteArray &headerValue);
// Letters, digits and '_', no digit first.
[[nodiscard]] bool isVariableName(QStringView name);

}

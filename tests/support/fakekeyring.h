// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/keyring.h"

#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace eventscope::test {

// What a keyring holds, in memory; or one that cannot be used, or does not answer. Any thread may call.
class FakeKeyring {
public:
    [[nodiscard]] KeyringBackend backend()
    {
        return [state = m_state](const KeyringRequest &request, const KeyringAnswer &answer) {
            const std::scoped_lock lock(state->guard);
            ++state->asked;
            if (state->isSilent)
                state->silenced.push_back(answer);
            else
                answer(state->fault ? Result<QByteArray>(failure(*state->fault)) : state->answerTo(request));
        };
    }

    void setFault(std::optional<Error> fault)
    {
        const std::scoped_lock lock(m_state->guard);
        m_state->fault = std::move(fault);
    }
    void setSilent(bool silent)
    {
        const std::scoped_lock lock(m_state->guard);
        m_state->isSilent = silent;
    }
    [[nodiscard]] std::map<QString, QByteArray> entries() const
    {
        const std::scoped_lock lock(m_state->guard);
        return m_state->entries;
    }
    void put(const QString &entry, const QByteArray &value)
    {
        const std::scoped_lock lock(m_state->guard);
        m_state->entries[entry] = value;
    }
    [[nodiscard]] int asked() const
    {
        const std::scoped_lock lock(m_state->guard);
        return m_state->asked;
    }

private:
    struct State {
        mutable std::mutex guard;
        std::map<QString, QByteArray> entries;
        std::optional<Error> fault;
        bool isSilent = false;
        int asked = 0;
        std::vector<KeyringAnswer> silenced;

        Result<QByteArray> answerTo(const KeyringRequest &request)
        {
            const auto found = entries.find(request.entry);
            if (request.kind == KeyringRequest::Kind::Write) {
                entries[request.entry] = request.value;
                return QByteArray();
            }
            if (found == entries.end())
                return failure(Error::Kind::NotFound, QStringLiteral("No such entry."));
            const QByteArray value = found->second;
            if (request.kind == KeyringRequest::Kind::Remove)
                entries.erase(found);
            return value;
        }
    };

    std::shared_ptr<State> m_state = std::make_shared<State>();
};

}

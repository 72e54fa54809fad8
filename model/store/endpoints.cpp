// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/endpoints.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "store/endpointrows.h"
#include "store/notejson.h"
#include "store/storenotes.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string>
#include <tuple>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

Error unknownEndpoint()
{
    return {Error::Kind::NotFound, tr("The endpoint is not in the store any more. Choose another, or add it.")};
}

// What two names are compared by.
QString nameKey(const QString &name)
{
    return name.normalized(QString::NormalizationForm_C)
        .trimmed()
        .toCaseFolded()
        .normalized(QString::NormalizationForm_C);
}

Result<void> checkName(SQLite::Database &database, const QString &name, EndpointId self)
{
    const QString key = nameKey(name);
    if (key.isEmpty())
        return failure(Error::Kind::BadInput, tr("The endpoint has no name. Give it one."));
    SQLite::Statement select(database, "SELECT name FROM endpoint WHERE deleted = 0 AND id <> ?");
    bindNumber(select, 1, self);
    while (select.executeStep()) {
        const QString other = textAt(select, 0);
        if (nameKey(other) == key) {
            return failure(Error::Kind::BadInput,
                tr("There is an endpoint named \"%1\" already. Choose another name.").arg(other));
        }
    }
    return {};
}

// As they are kept, by their kind.
constexpr std::array proxyWords{"none", "system", "given"};

ProxySetting::Kind proxyKindIn(const QString &word)
{
    const auto found = std::ranges::find(proxyWords, word, [](const char *one) { return QLatin1String(one); });
    if (found == proxyWords.end())
        throw SQLite::Exception("a kind of proxy cannot be read", SQLITE_CORRUPT);
    return static_cast<ProxySetting::Kind>(found - proxyWords.begin());
}

// The index of the last.
int bindColumns(SQLite::Statement &statement, const Endpoint &endpoint)
{
    int at = 0;
    bindText(statement, ++at, endpoint.name.trimmed());
    bindBytes(statement, ++at, viewOf(endpoint.service));
    bindBytes(statement, ++at, viewOf(endpoint.transport));
    bindText(statement, ++at, endpoint.base);
    statement.bind(++at, jsonOf(endpoint.auth));
    statement.bind(++at, jsonOf(endpoint.secrets));
    statement.bind(++at, jsonOf(endpoint.options));
    statement.bind(++at, jsonOf(endpoint.headers));
    bindNumber(statement, ++at, endpoint.timeoutMs);
    bindBytes(statement, ++at, viewOf(endpoint.customer));
    bindBytes(statement, ++at, viewOf(endpoint.userPointer));
    bindNumber(statement, ++at, endpoint.production ? 1 : 0);
    statement.bind(++at, endpoint.perSecond);
    bindNumber(statement, ++at, endpoint.concurrency);
    bindNumber(statement, ++at, endpoint.resumeUnknown ? 1 : 0);
    bindText(statement, ++at, QLatin1String(proxyWords[static_cast<std::size_t>(endpoint.proxy.kind)]));
    bindText(statement, ++at, endpoint.proxy.host);
    bindNumber(statement, ++at, endpoint.proxy.port);
    bindText(statement, ++at, endpoint.authorities);
    bindText(statement, ++at, endpoint.certificate);
    bindText(statement, ++at, endpoint.certificateKey);
    return at;
}

EndpointId insertEndpoint(SQLite::Database &database, const Endpoint &endpoint)
{
    SQLite::Statement insert(database,
        "INSERT INTO endpoint (name, service, transport, base, auth, secrets, options, headers, timeout_ms, customer, "
        "user_pointer, production, per_second, concurrency, resume_unknown, proxy, proxy_host, proxy_port, "
        "authorities, "
        "certificate, certificate_key) VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), "
        "CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bindColumns(insert, endpoint);
    insert.exec();
    return database.getLastInsertRowid();
}

bool updateEndpoint(SQLite::Database &database, const Endpoint &endpoint)
{
    SQLite::Statement update(database,
        "UPDATE endpoint SET name = ?, service = CAST(? AS TEXT), transport = CAST(? AS TEXT), base = ?, auth = ?, "
        "secrets = ?, options = ?, headers = ?, timeout_ms = ?, customer = CAST(? AS TEXT), "
        "user_pointer = CAST(? AS TEXT), production = ?, per_second = ?, concurrency = ?, resume_unknown = ?, "
        "proxy = ?, proxy_host = ?, proxy_port = ?, authorities = ?, certificate = ?, certificate_key = ? "
        "WHERE id = ? AND deleted = 0");
    const int last = bindColumns(update, endpoint);
    bindNumber(update, last + 1, endpoint.id);
    return update.exec() > 0;
}

Result<EndpointId> saveEndpoint(WriteSession &session, const Endpoint &endpoint)
{
    SQLite::Database &database = session.database();
    if (auto named = checkName(database, endpoint.name, endpoint.id); !named)
        return failure(named.error());
    EndpointId id = endpoint.id;
    if (id == 0)
        id = insertEndpoint(database, endpoint);
    else if (!updateEndpoint(database, endpoint))
        return failure(unknownEndpoint());
    session.tellChange(ChangeKind::Endpoint, id);
    return id;
}

Result<void> removeEndpoint(WriteSession &session, EndpointId id)
{
    SQLite::Statement update(session.database(), "UPDATE endpoint SET deleted = 1 WHERE id = ? AND deleted = 0");
    bindNumber(update, 1, id);
    if (update.exec() == 0)
        return failure(unknownEndpoint());
    session.tellChange(ChangeKind::Endpoint, id);
    return {};
}

Result<void> restoreEndpoint(WriteSession &session, EndpointId id)
{
    SQLite::Database &database = session.database();
    SQLite::Statement select(database, "SELECT name FROM endpoint WHERE id = ? AND deleted = 1");
    bindNumber(select, 1, id);
    if (!select.executeStep())
        return failure(Error::Kind::NotFound, tr("There is no deleted endpoint to bring back."));
    const QString name = textAt(select, 0);
    select.reset();
    if (!checkName(database, name, id)) {
        return failure(Error::Kind::BadInput,
            tr("The endpoint cannot be brought back: another one is named \"%1\" by now. Rename that one first.")
                .arg(name));
    }
    SQLite::Statement update(database, "UPDATE endpoint SET deleted = 0 WHERE id = ?");
    bindNumber(update, 1, id);
    update.exec();
    session.tellChange(ChangeKind::Endpoint, id);
    return {};
}

constexpr const char *selectEndpoints =
    "SELECT id, name, service, transport, base, auth, secrets, options, headers, timeout_ms, customer, "
    "user_pointer, production, per_second, concurrency, resume_unknown, proxy, proxy_host, proxy_port, "
    "authorities, certificate, certificate_key FROM endpoint WHERE deleted = 0";

// Of the columns of selectEndpoints.
Endpoint endpointAt(SQLite::Statement &select)
{
    Endpoint endpoint;
    int at = 0;
    endpoint.id = numberAt(select, at++);
    endpoint.name = textAt(select, at++);
    endpoint.service = bytesAt(select, at++);
    endpoint.transport = bytesAt(select, at++);
    endpoint.base = textAt(select, at++);
    endpoint.auth = numbersIn(viewAt(select, at++));
    endpoint.secrets = secretSourcesIn(viewAt(select, at++));
    endpoint.options = namedValuesIn(viewAt(select, at++));
    endpoint.headers = namedValuesIn(viewAt(select, at++));
    endpoint.timeoutMs = static_cast<int>(numberAt(select, at++));
    endpoint.customer = bytesAt(select, at++);
    endpoint.userPointer = bytesAt(select, at++);
    endpoint.production = numberAt(select, at++) != 0;
    endpoint.perSecond = select.getColumn(at++).getDouble();
    endpoint.concurrency = static_cast<int>(numberAt(select, at++));
    endpoint.resumeUnknown = numberAt(select, at++) != 0;
    endpoint.proxy.kind = proxyKindIn(textAt(select, at++));
    endpoint.proxy.host = textAt(select, at++);
    endpoint.proxy.port = static_cast<quint16>(numberAt(select, at++));
    endpoint.authorities = textAt(select, at++);
    endpoint.certificate = textAt(select, at++);
    endpoint.certificateKey = textAt(select, at++);
    return endpoint;
}

Result<std::vector<Endpoint>> readEndpoints(SQLite::Database &database)
{
    std::vector<std::pair<QString, Endpoint>> keyed;
    SQLite::Statement select(database, selectEndpoints);
    while (select.executeStep()) {
        Endpoint endpoint = endpointAt(select);
        keyed.emplace_back(nameKey(endpoint.name), std::move(endpoint));
    }
    std::sort(keyed.begin(), keyed.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<Endpoint> endpoints;
    endpoints.reserve(keyed.size());
    for (auto &[key, endpoint] : keyed)
        endpoints.push_back(std::move(endpoint));
    return endpoints;
}

}

bool sendAlike(const Endpoint &one, const Endpoint &other)
{
    const auto what = [](const Endpoint &endpoint) {
        return std::tie(endpoint.name, endpoint.service, endpoint.transport, endpoint.base, endpoint.auth,
            endpoint.options, endpoint.headers, endpoint.production);
    };
    return what(one) == what(other);
}

std::optional<Endpoint> readEndpoint(SQLite::Database &database, EndpointId id)
{
    SQLite::Statement select(database, std::string(selectEndpoints) + " AND id = ?");
    bindNumber(select, 1, id);
    if (!select.executeStep())
        return std::nullopt;
    return endpointAt(select);
}

Endpoints::Endpoints(StoreNotes &notes)
    : m_notes(notes)
{}

Endpoints::~Endpoints() = default;

QFuture<Result<std::vector<Endpoint>>> Endpoints::all()
{
    return m_notes.read<std::vector<Endpoint>>(readEndpoints);
}

QFuture<Result<EndpointId>> Endpoints::save(const Endpoint &endpoint)
{
    return m_notes.write<EndpointId>(
        WritePriority::Drafts, 1, [endpoint](WriteSession &session) { return saveEndpoint(session, endpoint); });
}

QFuture<Result<void>> Endpoints::remove(EndpointId id)
{
    return m_notes.write<void>(
        WritePriority::Drafts, 1, [id](WriteSession &session) { return removeEndpoint(session, id); });
}

QFuture<Result<void>> Endpoints::restore(EndpointId id)
{
    return m_notes.write<void>(
        WritePriority::Drafts, 1, [id](WriteSession &session) { return restoreEndpoint(session, id); });
}

}

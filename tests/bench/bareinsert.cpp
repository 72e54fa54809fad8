// SPDX-License-Identifier: GPL-3.0-or-later
#include "bareinsert.h"

#include "benchkit.h"
#include "store/eventstore.h"

#include <QFile>

#include <sqlite3.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace eventscope::bench {

namespace {

constexpr std::size_t transactionEvents = 8'192;

struct BareRow {
    std::string_view text;
    std::string_view key;
    qint64 tenant = 0;
    qint64 name = 0;
    qint64 user = 0;
    qint64 time = 0;
};

struct Rows {
    QByteArray bytes;
    std::vector<BareRow> rows;
    std::vector<std::string_view> users;    // in the order of their numbers, from 1
};

std::string_view valueOf(std::string_view line, std::string_view before)
{
    const std::size_t begin = line.find(before) + before.size();
    return line.substr(begin, line.find('"', begin) - begin);
}

qint64 numberOf(std::string_view digits)
{
    qint64 number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

bool readRows(const QString &path, Rows &rows)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    rows.bytes = file.readAll();
    std::unordered_map<std::string_view, qint64> users;
    std::string_view rest(rows.bytes.constData(), std::size_t(rows.bytes.size()));
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const auto [user, isNew] = users.try_emplace(valueOf(line, R"("user_id":")"), qint64(users.size()) + 1);
        if (isNew)
            rows.users.push_back(user->first);
        rows.rows.push_back({line, valueOf(line, R"("event_id":")"), numberOf(valueOf(line, R"(:"tenant_)")),
            numberOf(valueOf(line, R"("thing_)")), user->second, 1'790'812'800'000'000 + qint64(rows.rows.size())});
    }
    return true;
}

class BareStore {
public:
    explicit BareStore(const QString &path) { sqlite3_open(QFile::encodeName(path).constData(), &m_database); }
    ~BareStore()
    {
        for (sqlite3_stmt *statement : {m_event, m_payload, m_term})
            sqlite3_finalize(statement);
        sqlite3_close(m_database);
    }
    BareStore(const BareStore &) = delete;
    BareStore &operator=(const BareStore &) = delete;

    bool insert(const Rows &rows)
    {
        m_good = m_database != nullptr;
        run("PRAGMA synchronous = NORMAL");
        prepare(m_event, "INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        prepare(m_payload, "INSERT INTO payload VALUES (?,?,?,?)");
        prepare(m_term, "INSERT INTO term VALUES (5,?,?)");
        qint64 users = 0;
        for (std::size_t from = 0; m_good && from < rows.rows.size(); from += transactionEvents) {
            run("BEGIN IMMEDIATE");
            const std::size_t end = std::min(rows.rows.size(), from + transactionEvents);
            for (std::size_t i = from; i < end; ++i) {
                const BareRow &row = rows.rows[i];
                if (row.user > users) {
                    users = row.user;
                    insertUser(users, rows.users[std::size_t(users) - 1]);
                }
                insertEvent(qint64(i) + 1, row);
            }
            run("COMMIT");
        }
        return m_good;
    }

private:
    void run(const char *sql)
    {
        m_good = m_good && sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    }
    void prepare(sqlite3_stmt *&statement, const char *sql)
    {
        m_good = m_good && sqlite3_prepare_v2(m_database, sql, -1, &statement, nullptr) == SQLITE_OK;
    }
    void step(sqlite3_stmt *statement)
    {
        sqlite3_step(statement);
        m_good = sqlite3_reset(statement) == SQLITE_OK && m_good;
    }
    static void bindText(sqlite3_stmt *statement, int index, std::string_view text)
    {
        sqlite3_bind_text(statement, index, text.data(), int(text.size()), SQLITE_STATIC);
    }

    void insertUser(qint64 number, std::string_view user)
    {
        sqlite3_bind_int64(m_term, 1, number);
        bindText(m_term, 2, user);
        step(m_term);
    }

    void insertEvent(qint64 id, const BareRow &row)
    {
        const std::array<qint64, 15> numbers{id, 1, row.time, row.time, row.tenant, row.user, row.name, 1, 1,
            qint64(row.text.size()), 1, 0, 1, qint64(quint64(id) * 0x9e3779b97f4a7c15), 0};
        for (std::size_t i = 0; i < numbers.size(); ++i)
            sqlite3_bind_int64(m_event, int(i) + 1, numbers[i]);
        step(m_event);
        sqlite3_bind_int64(m_payload, 1, id);
        bindText(m_payload, 2, row.text);
        bindText(m_payload, 4, row.key);
        step(m_payload);
    }

    sqlite3 *m_database = nullptr;
    sqlite3_stmt *m_event = nullptr;
    sqlite3_stmt *m_payload = nullptr;
    sqlite3_stmt *m_term = nullptr;
    bool m_good = false;
};

}

int insertBare(const QString &file, const QString &path)
{
    Rows rows;
    StoreOptions options;
    options.path = path;
    // Our own schema and settings of the file.
    if (!readRows(file, rows) || !EventStore::open(options))
        return 1;
    const Stopwatch clock;
    auto store = std::make_unique<BareStore>(path);
    const bool good = store->insert(rows);
    store.reset();
    std::printf("%.3f\n", clock.seconds());
    return good ? 0 : 1;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "benchstore.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <iterator>
#include <string>
#include <thread>

namespace eventscope::bench {

inline constexpr Micros firstMicro = firstMoment * 1'000;
inline constexpr Micros lastMicro = lastMoment * 1'000;
inline constexpr int questionBuckets = 1'200;

// What texts are asked for: one, those that begin with something, or those that contain it; or all others.
struct Texts {
    QByteArray glob;    // x, x* or *x*
    bool others = false;

    [[nodiscard]] bool hold(const QByteArray &text) const
    {
        const bool held = glob.startsWith('*') ? text.contains(glob.mid(1, glob.size() - 2))
                          : glob.endsWith('*') ? text.startsWith(glob.first(glob.size() - 1))
                                               : text == glob;
        return held != others;
    }
    [[nodiscard]] std::string sql() const
    {
        return (others ? " NOT GLOB '" : glob.contains('*') ? " GLOB '" : " = '") + glob.toStdString() + "'";
    }
    [[nodiscard]] QString term(const QString &field) const
    {
        return QString::fromLatin1(others ? "-" : "") + field + u':' + QString::fromUtf8(glob);
    }
};

// A filter on four fields, the same for everybody.
struct Question {
    const char *title;
    Texts tenants;
    Texts users;
    Texts names;
    Micros from = firstMicro + (lastMicro - firstMicro) / 4;    // the middle half
    Micros to = lastMicro - (lastMicro - firstMicro) / 4;

    [[nodiscard]] EventFilter filter() const
    {
        const QString text = tenants.term(QStringLiteral("tenant")) + u' ' + users.term(QStringLiteral("user")) + u' ' +
                             names.term(QStringLiteral("name"));
        const auto filter = EventFilter::parse(text, 0);
        if (!filter)
            giveUp(filter.error().error.message);
        return filter->withTime(from, to);
    }
};

// A copy of the columns as anybody would hold them, and a question answered by one plain loop a thread: rows,
// histogram and facets.
class Bare {
public:
    explicit Bare(const Columns &columns)
        : m_columns(columns)
    {
        for (Row row = 0; row < columns.size(); ++row) {
            m_time.push_back(columns.time(row));
            m_tenant.push_back(columns.tenant(row));
            m_user.push_back(columns.user(row));
            m_name.push_back(columns.name(row));
        }
    }

    void prepare(const Question &question)
    {
        m_from = question.from;
        m_to = question.to;
        m_tenants = table(m_tenant, question.tenants, &Columns::tenantText);
        m_users = table(m_user, question.users, &Columns::userText);
        m_names = table(m_name, question.names, &Columns::nameText);
    }

    // The number of rows that match.
    [[nodiscard]] std::size_t answer() const
    {
        const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
        std::vector<Counts> counts(threads);
        {
            std::vector<std::jthread> working;
            for (std::size_t i = 0; i < threads; ++i) {
                working.emplace_back([this, i, threads, &mine = counts[i]] {
                    loop(m_time.size() * i / threads, m_time.size() * (i + 1) / threads, mine);
                });
            }
        }
        for (std::size_t i = 1; i < threads; ++i)
            counts[0].add(counts[i]);
        return counts[0].rows.size();
    }

private:
    struct Counts {
        std::vector<Row> rows;
        std::vector<quint32> histogram;
        std::vector<quint32> tenants;
        std::vector<quint32> users;
        std::vector<quint32> names;

        void add(const Counts &other)
        {
            rows.insert(rows.end(), other.rows.begin(), other.rows.end());
            for (const auto counts : {&Counts::histogram, &Counts::tenants, &Counts::users, &Counts::names}) {
                std::vector<quint32> &sums = this->*counts;
                std::transform(sums.begin(), sums.end(), (other.*counts).begin(), sums.begin(), std::plus<>());
            }
        }
    };
    using TextOf = QByteArray (Columns::*)(Term) const;

    [[nodiscard]] std::vector<quint8> table(const std::vector<Term> &terms, const Texts &texts, TextOf textOf) const
    {
        const Term last = terms.empty() ? 0 : *std::max_element(terms.begin(), terms.end());
        std::vector<quint8> table;
        for (Term term = 0; term <= last; ++term)
            table.push_back(texts.hold((m_columns.*textOf)(term)));
        return table;
    }

    void loop(std::size_t begin, std::size_t end, Counts &counts) const
    {
        const Micros width = (m_to - m_from + questionBuckets - 1) / questionBuckets;
        counts.histogram.resize(m_names.size() * questionBuckets);
        counts.tenants.resize(m_tenants.size());
        counts.users.resize(m_users.size());
        counts.names.resize(m_names.size());
        for (std::size_t i = begin; i < end; ++i) {
            if (m_time[i] < m_from || m_time[i] >= m_to)
                continue;
            const bool tenant = m_tenants[m_tenant[i]];
            const bool user = m_users[m_user[i]];
            const bool name = m_names[m_name[i]];
            if (tenant && user && name) {
                counts.rows.push_back(static_cast<Row>(i));
                const auto bucket = static_cast<std::size_t>((m_time[i] - m_from) / width);
                ++counts.histogram[m_name[i] * questionBuckets + bucket];
            }
            if (user && name)
                ++counts.tenants[m_tenant[i]];
            if (tenant && name)
                ++counts.users[m_user[i]];
            if (tenant && user)
                ++counts.names[m_name[i]];
        }
    }

    const Columns &m_columns;
    std::vector<Micros> m_time;
    std::vector<Term> m_tenant;
    std::vector<Term> m_user;
    std::vector<Term> m_name;
    Micros m_from = 0;
    Micros m_to = 0;
    std::vector<quint8> m_tenants;
    std::vector<quint8> m_users;
    std::vector<quint8> m_names;
};

// What SQLite can be given for such questions, everything in its cache: the texts in a covering index, as anybody
// would have them; and numbers for tenants and names, whose texts are looked up first, in covering indexes that begin
// with what a question seeks, which is the best there is.
class Sqlite {
public:
    Sqlite(const QDir &folder, const Columns &columns)
        : m_path(folder.filePath(QStringLiteral("covering-%1.sqlite").arg(columns.size())).toStdString())
    {
        if (!QFileInfo::exists(QString::fromStdString(m_path)))
            make(columns);
        m_database = std::make_unique<SQLite::Database>(m_path, SQLite::OPEN_READWRITE);
        m_database->exec("PRAGMA cache_size = -4000000; PRAGMA mmap_size = 8000000000");
        m_database->exec("CREATE INDEX IF NOT EXISTS by_tenant_time ON event (tenant, time, name, user);"
                         "CREATE INDEX IF NOT EXISTS by_tenant_name ON event (tenant, name, time, user);"
                         "CREATE INDEX IF NOT EXISTS by_tenant_user ON event (tenant, user, name, time);"
                         "CREATE INDEX IF NOT EXISTS by_time ON event (time, tenant, name, user)");
        if (!m_database->tableExists("texts")) {
            m_database->exec("BEGIN; CREATE TABLE texts (tenant TEXT, name TEXT, time INT, user TEXT, id INT, "
                             "PRIMARY KEY (tenant, name, time, user, id)) WITHOUT ROWID;"
                             "INSERT INTO texts SELECT tenant.text, name.text, time, user, event.id FROM event "
                             "JOIN tenant ON tenant.id = event.tenant JOIN name ON name.id = event.name "
                             "ORDER BY 1, 2, 3, 4, 5; COMMIT; ANALYZE");
        }
    }

    static constexpr const char *indexes[]{"by_tenant_time", "by_tenant_name", "by_tenant_user", "by_time"};

    [[nodiscard]] std::size_t count(const Question &question, const char *index) const
    {
        SQLite::Statement select(
            *m_database, std::string("SELECT count(*) FROM event INDEXED BY ") + index +
                             " WHERE tenant IN (SELECT id FROM tenant WHERE text" + question.tenants.sql() +
                             ") AND name IN (SELECT id FROM name WHERE text" + question.names.sql() +
                             ") AND time >= ? AND time < ? AND user" + question.users.sql());
        return answerOf(select, question);
    }

    [[nodiscard]] std::size_t countTexts(const Question &question) const
    {
        SQLite::Statement select(*m_database, "SELECT count(*) FROM texts WHERE tenant" + question.tenants.sql() +
                                                  " AND name" + question.names.sql() +
                                                  " AND time >= ? AND time < ? AND user" + question.users.sql());
        return answerOf(select, question);
    }

private:
    static std::size_t answerOf(SQLite::Statement &select, const Question &question)
    {
        select.bind(1, static_cast<int64_t>(question.from));
        select.bind(2, static_cast<int64_t>(question.to));
        select.executeStep();
        return static_cast<std::size_t>(select.getColumn(0).getInt64());
    }

    void make(const Columns &columns) const
    {
        std::fprintf(stderr, "making %s\n", m_path.c_str());
        const std::string unfinished = m_path + ".part";
        QFile::remove(QString::fromStdString(unfinished));
        {
            SQLite::Database database(unfinished, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            database.exec("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -1000000;"
                          "CREATE TABLE tenant (id INTEGER PRIMARY KEY, text TEXT);"
                          "CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT);"
                          "CREATE TABLE event (id INTEGER PRIMARY KEY, tenant INT, name INT, time INT, user TEXT);"
                          "BEGIN");
            fillTerms(database, "tenant", [&](Term term) { return columns.tenantText(term); });
            fillTerms(database, "name", [&](Term term) { return columns.nameText(term); });
            fillEvents(database, columns);
            database.exec("COMMIT; ANALYZE");
        }
        QFile::rename(QString::fromStdString(unfinished), QString::fromStdString(m_path));
    }

    static void fillTerms(
        SQLite::Database &database, const std::string &table, const std::function<QByteArray(Term)> &textOf)
    {
        SQLite::Statement insert(database, "INSERT INTO " + table + " VALUES (?, ?)");
        for (Term term = 0; term == 0 || !textOf(term).isEmpty(); ++term) {
            insert.bind(1, term);
            insert.bind(2, textOf(term).toStdString());
            insert.exec();
            insert.reset();
        }
    }

    static void fillEvents(SQLite::Database &database, const Columns &columns)
    {
        SQLite::Statement insert(database, "INSERT INTO event VALUES (?, ?, ?, ?, ?)");
        for (Row row = 0; row < columns.size(); ++row) {
            const std::string user = columns.userText(columns.user(row)).toStdString();
            insert.bind(1, row);
            insert.bind(2, columns.tenant(row));
            insert.bind(3, columns.name(row));
            insert.bind(4, static_cast<int64_t>(columns.time(row)));
            insert.bindNoCopy(5, user);
            insert.exec();
            insert.reset();
        }
    }

    std::string m_path;
    std::unique_ptr<SQLite::Database> m_database;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/plans.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "store/storenotes.h"

namespace eventscope {

namespace {

std::size_t weightOf(const StoredPlan &plan)
{
    return 1 + static_cast<std::size_t>(plan.text.size()) / 4096;
}

Result<PlanId> savePlan(WriteSession &session, const StoredPlan &plan)
{
    if (plan.text.size() > largestText) {
        return failure(
            Error::Kind::Limit, tr("The plan is larger than a store can hold. Divide it, or keep it in a file."));
    }
    if (plan.inForce)
        session.database().exec("UPDATE plan SET in_force = 0 WHERE in_force <> 0");
    SQLite::Statement write(session.database(),
        "INSERT INTO plan (id, title, text, in_force, changed) VALUES (nullif(?, 0), ?, CAST(? AS TEXT), ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET title = excluded.title, text = excluded.text, in_force = excluded.in_force, "
        "changed = excluded.changed");
    bindNumber(write, 1, plan.id);
    bindText(write, 2, plan.title);
    bindBytes(write, 3, viewOf(plan.text));
    bindNumber(write, 4, plan.inForce ? 1 : 0);
    bindNumber(write, 5, session.now());
    write.exec();
    return plan.id != 0 ? plan.id : session.database().getLastInsertRowid();
}

Result<void> removePlan(WriteSession &session, PlanId id)
{
    SQLite::Statement erase(session.database(), "DELETE FROM plan WHERE id = ?");
    bindNumber(erase, 1, id);
    if (erase.exec() == 0)
        return failure(Error::Kind::NotFound, tr("The plan is not in the store any more."));
    return {};
}

Result<std::vector<StoredPlan>> readPlans(SQLite::Database &database)
{
    std::vector<StoredPlan> plans;
    SQLite::Statement select(database, "SELECT id, title, text, in_force, changed FROM plan ORDER BY title, id");
    while (select.executeStep()) {
        plans.push_back({numberAt(select, 0), textAt(select, 1), bytesAt(select, 2), numberAt(select, 3) != 0,
            numberAt(select, 4)});
    }
    return plans;
}

Result<JudgedBy> readJudgedBy(SQLite::Database &database)
{
    JudgedBy judged;
    SQLite::Statement select(database, "SELECT rules FROM judged");
    if (select.executeStep())
        judged.rules = bytesAt(select, 0);
    judged.noEvents = queryNumber(database, "SELECT NOT EXISTS (SELECT 1 FROM event)") != 0;
    return judged;
}

Result<void> writeJudgedBy(WriteSession &session, const QByteArray &rules)
{
    session.database().exec("DELETE FROM judged");
    if (rules.isEmpty())
        return {};
    SQLite::Statement insert(session.database(), "INSERT INTO judged VALUES (CAST(? AS TEXT))");
    bindBytes(insert, 1, viewOf(rules));
    insert.exec();
    return {};
}

}

Plans::Plans(StoreNotes &notes)
    : m_notes(notes)
{}

QFuture<Result<PlanId>> Plans::save(StoredPlan plan)
{
    const std::size_t weight = weightOf(plan);
    return m_notes.write<PlanId>(WritePriority::Drafts, weight,
        [plan = std::move(plan)](WriteSession &session) { return savePlan(session, plan); });
}

QFuture<Result<std::vector<StoredPlan>>> Plans::all()
{
    return m_notes.read<std::vector<StoredPlan>>(readPlans);
}

QFuture<Result<void>> Plans::remove(PlanId id)
{
    return m_notes.write<void>(
        WritePriority::Drafts, 1, [id](WriteSession &session) { return removePlan(session, id); });
}

QFuture<Result<JudgedBy>> Plans::judgedBy()
{
    return m_notes.read<JudgedBy>(readJudgedBy);
}

QFuture<Result<void>> Plans::setJudgedBy(const QByteArray &rules)
{
    return m_notes.write<void>(
        WritePriority::Drafts, 1, [rules](WriteSession &session) { return writeJudgedBy(session, rules); });
}

}

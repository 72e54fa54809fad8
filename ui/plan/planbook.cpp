// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planbook.h"

#include <QUndoCommand>
#include <QtConcurrentRun>

#include <algorithm>

namespace eventscope {

namespace {

constexpr int mostSteps = 500;

using LoadedPlans = std::vector<std::pair<StoredPlan, PlanContent>>;

PlanContent loadedPlan(const StoredPlan &stored)
{
    PlanContent content{{}, stored.text, stored.title, {}};
    Result<Plan> plan = Plan::load(stored.text, stored.title);
    if (plan)
        content.plan = std::move(*plan);
    else
        content.fault = plan.error().message;
    return content;
}

}

class PlanBook::Step : public QUndoCommand {
public:
    struct Side {
        std::optional<PlanContent> content;
        QByteArray event;
    };

    Step(PlanBook &book, int key, Side before, Side after, const QString &sentence)
        : QUndoCommand(sentence)
        , m_book(book)
        , m_key(key)
        , m_before(std::move(before))
        , m_after(std::move(after))
    {}

    void undo() override { m_book.put(m_key, m_before.content, m_before.event); }
    void redo() override { m_book.put(m_key, m_after.content, m_after.event); }

private:
    PlanBook &m_book;
    const int m_key;
    const Side m_before;
    const Side m_after;
};

PlanBook::PlanBook(Plans &plans, QObject *parent)
    : QObject(parent)
    , m_plans(plans)
    , m_keeper(plans)
    , m_list(this,
          [this](Result<std::vector<StoredPlan>> stored) {
              if (!stored) {
                  emit failed(stored.error().message);
                  return;
              }
              m_load.follow(QtConcurrent::run([plans = std::move(*stored)]() -> Result<LoadedPlans> {
                  LoadedPlans loaded;
                  for (const StoredPlan &plan : plans)
                      loaded.emplace_back(plan, loadedPlan(plan));
                  return loaded;
              }));
          })
    , m_load(this, [this](Result<LoadedPlans> loaded) { take(std::move(*loaded)); })
{
    m_undo.setUndoLimit(mostSteps);
    connect(&m_keeper, &PlanKeeper::kept, this, &PlanBook::kept);
    connect(&m_keeper, &PlanKeeper::failed, this, [this](const Error &error) { emit failed(error.message); });
    m_list.follow(m_plans.all());
}

void PlanBook::take(LoadedPlans plans)
{
    for (auto &[stored, content] : plans) {
        const int key = ++m_last;
        m_keeper.know(key, stored.id);
        m_contents.emplace(key, std::move(content));
        if (stored.inForce && m_inForce == 0)
            m_inForce = key;
    }
    m_isLoaded = true;
    if (m_current == 0)
        m_current = inForce() != 0 ? inForce() : neighbourOf(0);
    emit loaded();
    emit listChanged();
    emit currentChanged();
}

std::vector<int> PlanBook::keys() const
{
    std::vector<int> keys;
    for (const auto &[key, content] : m_contents)
        keys.push_back(key);
    std::ranges::stable_sort(keys, [this](int a, int b) {
        return QString::localeAwareCompare(m_contents.at(a).title, m_contents.at(b).title) < 0;
    });
    return keys;
}

const PlanContent *PlanBook::content(int key) const
{
    const auto found = m_contents.find(key);
    return found == m_contents.end() ? nullptr : &found->second;
}

int PlanBook::inForce() const
{
    return m_contents.contains(m_inForce) ? m_inForce : 0;
}

const Plan &PlanBook::plan() const
{
    static const Plan none;
    const PlanContent *content = this->content(m_current);
    return content && content->plan ? *content->plan : none;
}

bool PlanBook::canEdit() const
{
    const PlanContent *content = this->content(m_current);
    return content && content->plan;
}

std::optional<PlanContent> PlanBook::judged() const
{
    const PlanContent *content = this->content(inForce());
    return content ? std::optional(*content) : std::nullopt;
}

void PlanBook::setCurrent(int key)
{
    if (key == m_current || (key != 0 && !m_contents.contains(key)))
        return;
    m_current = key;
    emit currentChanged();
}

void PlanBook::setInForce(int key)
{
    const int before = inForce();
    if (key == before)
        return;
    m_inForce = key;
    for (const int one : {before, key})
        if (const PlanContent *content = this->content(one))
            m_keeper.keep(one, *content, one == key);
    emit listChanged();
    emit judgedChanged();
}

QString PlanBook::titleOf(const Plan &plan)
{
    const QString title = plan.title().simplified();
    return title.isEmpty() ? tr("Plan without a title") : title;
}

PlanContent PlanBook::contentOf(const Plan &plan)
{
    return {plan, {}, titleOf(plan), {}};
}

int PlanBook::add(const PlanContent &content, const QString &sentence)
{
    const int key = ++m_last;
    m_undo.push(new Step(*this, key, {}, {content, {}}, sentence));
    return key;
}

void PlanBook::change(const Plan &plan, const QString &sentence, const QByteArray &before, const QByteArray &after)
{
    const PlanContent *now = content(m_current);
    if (!now || (now->plan && *now->plan == plan))
        return;
    m_undo.push(new Step(*this, m_current, {*now, before}, {contentOf(plan), after}, sentence));
}

void PlanBook::remove(int key)
{
    if (const PlanContent *now = content(key))
        m_undo.push(new Step(*this, key, {*now, {}}, {}, tr("remove the plan \"%1\"").arg(now->title)));
}

// The one before it by title, else the one behind.
int PlanBook::neighbourOf(int key) const
{
    const std::vector<int> keys = this->keys();
    const auto at = std::ranges::find(keys, key);
    if (at != keys.end() && at != keys.begin())
        return *(at - 1);
    const auto next = at == keys.end() ? keys.begin() : at + 1;
    return next == keys.end() ? 0 : *next;
}

void PlanBook::put(int key, const std::optional<PlanContent> &content, const QByteArray &event)
{
    const int next = content ? key : neighbourOf(key);
    const PlanContent *was = this->content(key);
    const bool isListed = was && content && was->title == content->title;
    if (content)
        m_contents.insert_or_assign(key, *content);
    else
        m_contents.erase(key);
    m_keeper.keep(key, content, key == m_inForce);
    const bool isOther = next != m_current;
    m_current = next;
    if (!isListed)
        emit listChanged();
    if (isOther)
        emit currentChanged();
    emit changed(event);
    if (key == m_inForce)
        emit judgedChanged();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/latest.h"
#include "views/plankeeper.h"

#include <QObject>
#include <QUndoStack>

#include <map>

namespace eventscope {

// The tracking plans of a store as they are edited: one is current, at most one is in force. Each change is a
// step that can be undone, and is kept in the store. Plans are told apart by keys, from 1; 0 is none. GUI thread;
// destruction waits until all is kept.
class PlanBook : public QObject {
    Q_OBJECT

public:
    explicit PlanBook(Plans &plans, QObject *parent = nullptr);

    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }
    [[nodiscard]] std::vector<int> keys() const;    // by title
    // Null for one that is not there (any more).
    [[nodiscard]] const PlanContent *content(int key) const;
    [[nodiscard]] int current() const { return m_current; }
    [[nodiscard]] int inForce() const;
    // The current one; an empty one where there is none, or it has a fault.
    [[nodiscard]] const Plan &plan() const;
    [[nodiscard]] bool canEdit() const;    // there is a current one, without a fault
    [[nodiscard]] QUndoStack &undoStack() { return m_undo; }
    // The plan in force as the judging takes it, still to be written; nothing: none.
    [[nodiscard]] std::optional<PlanContent> judged() const;

    void setCurrent(int key);
    void setInForce(int key);    // 0: none

    // Steps. `sentence` follows "Undo"; `event` is what was changed and is shown again when it is undone.
    int add(const PlanContent &content, const QString &sentence);
    void change(const Plan &plan, const QString &sentence, const QByteArray &before = {}, const QByteArray &after = {});
    void remove(int key);

    [[nodiscard]] static PlanContent contentOf(const Plan &plan);
    [[nodiscard]] static QString titleOf(const Plan &plan);

signals:
    void loaded();
    void listChanged();                       // plans, titles, which is in force
    void currentChanged();                    // another plan
    void changed(const QByteArray &event);    // the current plan; the event that it is about, where it is one
    void judgedChanged();                     // what is in force is another plan, or the same with other content
    void kept();
    void failed(const QString &sentence);

private:
    class Step;

    void take(std::vector<std::pair<StoredPlan, PlanContent>> plans);
    void put(int key, const std::optional<PlanContent> &content, const QByteArray &event);
    [[nodiscard]] int neighbourOf(int key) const;

    Plans &m_plans;
    PlanKeeper m_keeper;
    Latest<std::vector<StoredPlan>> m_list;
    Latest<std::vector<std::pair<StoredPlan, PlanContent>>> m_load;
    std::map<int, PlanContent> m_contents;
    QUndoStack m_undo;
    int m_last = 0;
    int m_current = 0;
    int m_inForce = 0;    // perhaps of one that is removed: it comes back in force
    bool m_isLoaded = false;
};

}

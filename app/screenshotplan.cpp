// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshotplan.h"

#include "mainwindow/mainwindow.h"
#include "plan/inference.h"
#include "plan/planactions.h"
#include "plan/planpage.h"
#include "plan/plantree.h"
#include "review/storeprofile.h"

#include <QDialog>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Named = std::pair<QByteArray, qint64>;

// Those first of which there is the most to see.
std::vector<Named> mostFrequent(const Profile &profile)
{
    std::vector<Named> names;
    for (const auto &[name, event] : profile.events())
        names.emplace_back(name, event.count * static_cast<qint64>(event.properties.size()));
    std::ranges::stable_sort(names, std::greater(), &Named::second);
    return names;
}

// One that is not planned, one that does not come, and a property of another type and one too many.
Plan altered(Plan plan, const std::vector<Named> &names)
{
    if (names.size() > 3)
        plan = plan.withoutEvent(names[2].first);
    PlannedEvent event = *plan.event(names.front().first);
    event.description = u"Agreed upon with everybody who reads it."_s;
    event.owner = u"Analytics"_s;
    std::vector<PlannedProperty> properties = propertiesOf(event);
    if (properties.size() > 2) {
        event = withoutProperty(event, properties.back().name);
        PlannedProperty other = properties[1];
        other.types = {"boolean"};
        other.values.clear();
        event = withProperty(event, other.name, other);
    }
    if (const auto changed = plan.withEvent(event.name, event))
        plan = *changed;
    PlannedEvent unseen;
    unseen.name = names.front().first + ".confirmed";
    unseen.description = u"Not built in everywhere yet."_s;
    const auto more = plan.withEvent({}, unseen);
    return more ? *more : plan;
}

}

ScreenshotPlan::ScreenshotPlan(MainWindow &window)
    : m_window(window)
{}

void ScreenshotPlan::showEmpty() const
{
    for (QDialog *dialog : m_window.findChildren<QDialog *>())
        dialog->close();
    m_window.session()->filter().setFilter({});
    if (auto *messages = m_window.findChild<MessageBar *>())
        messages->clear();
    m_window.findChild<QTabWidget *>(u"tabs"_s)->setCurrentWidget(m_window.findChild<PlanPage *>());
}

void ScreenshotPlan::showInference() const
{
    m_window.findChild<PlanPage *>()->actions().infer->trigger();
}

void ScreenshotPlan::showPlan() const
{
    for (QDialog *dialog : m_window.findChildren<QDialog *>())
        dialog->close();
    Session &session = *m_window.session();
    auto future = profileOf(session.store(), session.services(), {});
    future.waitForFinished();
    const Result<Profile> profile = future.result();
    if (!profile || profile->events().empty())
        return;
    const std::vector<Named> names = mostFrequent(*profile);
    InferenceOptions options;
    options.title = u"Tracking plan, spring"_s;
    auto *page = m_window.findChild<PlanPage *>();
    const int key = page->book().add(PlanBook::contentOf(altered(inferPlan(*profile, options), names)), {});
    page->book().setInForce(key);
    auto *tree = page->findChild<PlanTree *>();
    tree->setCurrent(names.front().first);
    tree->expand(tree->currentIndex());
    tree->setFocus();
}

void ScreenshotPlan::showSchema() const
{
    auto *tabs = m_window.findChild<PlanPage *>()->findChild<QTabWidget *>(u"planEditorTabs"_s);
    tabs->setCurrentIndex(1);
}

void ScreenshotPlan::showComparison() const
{
    m_window.findChild<QToolButton *>(u"planCompare"_s)->click();
}

}

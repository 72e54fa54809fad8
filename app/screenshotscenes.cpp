// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshotscenes.h"

#include "compose/newdraft.h"
#include "composer/composerpage.h"
#include "deliveries/deliverydialog.h"
#include "explorer/explorerpage.h"
#include "mainwindow/composecontroller.h"
#include "mainwindow/judgingreporter.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/windowdocks.h"
#include "mainwindow/windowjudging.h"
#include "problems/problemspanel.h"
#include "views/eventtablemodel.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDockWidget>
#include <QEventLoop>
#include <QKeyEvent>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int deliveriesTab = 4;
constexpr int requestTab = 1;

// The errors of a sample that can be sent; -1 for one that cannot, or cannot be read.
int errorsIn(const ServiceSet &services, const Service &service, const Sample &sample)
{
    const std::shared_ptr<const Judge> judge = services.judge(service.id());
    const DraftState state = sampleDraft(service, sample);
    JsonTape tape;
    if (!judge || state.transport.isEmpty() || !tape.read({state.text.constData(), std::size_t(state.text.size())}) ||
        !tape.root().isObject())
        return -1;
    const Judgement judgement = judge->judge(tape, nullptr, state.shape, {});
    return static_cast<int>(std::ranges::count_if(
        judgement.findings, [](const Finding &finding) { return finding.severity == Severity::Error; }));
}

// What is the more worth looking at: that something went wrong, and that there is a reply which says what.
int interest(const Delivery &delivery)
{
    const bool isSmall = delivery.events <= 3;
    switch (delivery.end.state) {
    case DeliveryState::Partly:
        return isSmall ? 6 : 5;
    case DeliveryState::Rejected:
        return isSmall ? 4 : 3;
    case DeliveryState::Accepted:
        return isSmall ? 2 : 1;
    default:
        return 0;
    }
}

template <typename T>
std::optional<T> valueOf(QFuture<Result<T>> future)
{
    future.waitForFinished();
    if (future.resultCount() == 0)
        return {};
    Result<T> result = future.result();
    return result ? std::optional<T>(std::move(*result)) : std::nullopt;
}

}

struct ScreenshotScenes::Chosen {
    ServicePtr service;
    const Sample *sample = nullptr;
};

ScreenshotScenes::ScreenshotScenes(MainWindow &window)
    : m_window(window)
{
    const auto recent = valueOf(window.session()->store().deliveries().recent());
    if (!recent || recent->empty())
        return;
    const auto best = std::ranges::max_element(
        *recent, [](const Delivery &a, const Delivery &b) { return interest(a) < interest(b); });
    const auto events = valueOf(window.session()->store().deliveries().eventsOf(best->id));
    if (!events || events->empty())
        return;
    m_event = events->front();
    m_delivery = *best;
}

ComposeController &ScreenshotScenes::compose() const
{
    return *m_window.findChild<ComposeController *>();
}

std::optional<ScreenshotScenes::Chosen> ScreenshotScenes::choose(bool sound) const
{
    const ServiceSet &services = m_window.session()->services();
    std::optional<Chosen> chosen;
    qsizetype most = 0;
    for (const ServicePtr &service : services.services().all()) {
        for (const Sample &sample : service->samples()) {
            const int errors = errorsIn(services, *service, sample);
            const qsizetype weight = sound ? (errors == 0 ? sample.text.size() : 0) : errors;
            if (weight <= most)
                continue;
            most = weight;
            chosen = Chosen{service, &sample};
        }
    }
    return chosen;
}

void ScreenshotScenes::open(const Chosen &chosen) const
{
    DraftState state = sampleDraft(*chosen.service, *chosen.sample);
    const auto endpoints = valueOf(m_window.session()->store().endpoints().all());
    const auto fits = [&](const Endpoint &endpoint) {
        const Transport *transport =
            endpoint.service == state.service ? findTransport(*chosen.service, endpoint.transport) : nullptr;
        return transport && transport->shape == state.shape;
    };
    if (endpoints) {
        if (const auto found = std::ranges::find_if(*endpoints, fits); found != endpoints->end())
            state = readdressed(
                state, chosen.service, m_window.session()->services().services(), found->transport, found->id);
    }
    compose().drafts().open(state);
}

void ScreenshotScenes::composeSound() const
{
    m_window.findChild<MessageBar *>()->clear();
    if (auto *problems = m_window.findChild<QDockWidget *>(u"problemsDock"_s))
        problems->hide();
    if (const auto chosen = choose(true))
        open(*chosen);
}

void ScreenshotScenes::composeFaulty() const
{
    if (const auto chosen = choose(false))
        open(*chosen);
}

void ScreenshotScenes::showRequest() const
{
    if (ComposerPage *page = compose().drafts().current())
        page->findChild<QTabWidget *>(u"composerResults"_s)->setCurrentIndex(requestTab);
}

void ScreenshotScenes::showDeliveries() const
{
    m_window.findChild<QTabWidget *>(u"tabs"_s)->setCurrentIndex(0);
    m_window.findChild<QTabWidget *>(u"detailTabs"_s)->setCurrentIndex(deliveriesTab);
    m_window.findChild<ExplorerPage *>()->focusTable();
    auto *table = m_window.findChild<QTableView *>(u"eventTable"_s);
    const auto *model = qobject_cast<const EventTableModel *>(table->model());
    const std::optional<Row> row = m_window.session()->store().columns().rowOf(m_event);
    if (const int at = model && row ? model->positionOf(*row) : -1; at >= 0)
        table->setCurrentIndex(table->model()->index(at, 0));
    table->scrollTo(table->currentIndex(), QAbstractItemView::PositionAtTop);
}

void ScreenshotScenes::showDelivery() const
{
    if (!m_delivery)
        return;
    auto *dialog = new DeliveryDialog(m_window.session()->store(), m_delivery->id, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void ScreenshotScenes::showEndpoints() const
{
    compose().showEndpoints();
}

void ScreenshotScenes::showProblems() const
{
    m_window.findChild<WindowDocks *>()->showProblems();
    auto *tree = m_window.findChild<QTreeView *>(u"problemsTree"_s);
    tree->expand(tree->model()->index(0, 0));
    tree->setCurrentIndex(tree->model()->index(0, 0));
    QKeyEvent enter(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier);
    QCoreApplication::sendEvent(tree, &enter);
}

void ScreenshotScenes::showRules() const
{
    m_window.findChild<WindowJudging *>()->showRules();
}

void ScreenshotScenes::showRejudged() const
{
    closeDialogs();
    ProblemsPanel &problems = *m_window.findChild<ProblemsPanel *>();
    const auto worst = problems.model().keyAt(problems.model().index(0, 0));
    if (!worst)
        return;
    JudgingController &judging = m_window.session()->judging();
    JudgingReporter *reporter = m_window.findChild<JudgingReporter *>();
    QEventLoop loop;
    QObject::connect(&judging, &JudgingController::judgedAgain, &loop, [&loop, reporter](const RejudgeReport &report) {
        reporter->showReport(report);
        loop.quit();
    });
    QObject::connect(&judging, &JudgingController::failed, &loop, &QEventLoop::quit);
    SeverityChanges changes;
    changes.set(worst->service, worst->rule, RuleLevel::Off);
    judging.setSeverities(changes);
    loop.exec();
}

void ScreenshotScenes::closeDialogs() const
{
    for (QDialog *dialog : m_window.findChildren<QDialog *>())
        dialog->close();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshots.h"

#include "explorer/explorerpage.h"
#include "mainwindow/mainwindow.h"
#include "screenshotmany.h"
#include "screenshotplan.h"
#include "screenshotscenes.h"
#include "screenshottraffic.h"
#include "theme.h"
#include "views/timelinemodel.h"
#include "views/timelinerange.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPainter>
#include <QTableView>
#include <QTimer>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int patience = 120'000;    // milliseconds
constexpr int calm = 350;

// Bytes that are no event each, in ways that happen.
constexpr auto brokenLines = R"({"tenant_id":"customer_7","event_name":"api.call"
{"tenant_id":"customer_7","event_name":"api.call",}
{"tenant_id":"customer_7","event_name":tru}
"page_view"
{"tenant_id":"customer_7","numeric_props":{"tokens":0150}}
)";

struct State {
    QString name;
    std::function<void()> enter;
};

class Driver {
public:
    Driver(MainWindow &window, const QString &folder)
        : m_window(window)
        , m_folder(folder)
    {}

    Result<int> run(const QStringList &files, const QByteArray &service);
    Result<int> runMany();

private:
    Result<void> makeFolder();
    Result<void> pictures(const std::vector<State> &states);
    Result<void> picture(const State &state);
    void settle();
    void zoomIn();
    void lookAtOne();
    [[nodiscard]] TimelineModel &timeline() const { return *m_window.findChild<TimelineModel *>(); }
    [[nodiscard]] std::vector<State> states(const QStringList &files, const QByteArray &service);
    [[nodiscard]] std::vector<State> composerStates();
    [[nodiscard]] std::vector<State> planStates();
    [[nodiscard]] std::vector<State> trafficStates();
    [[nodiscard]] QPixmap grabbed() const;
    void pause(int milliseconds);

    MainWindow &m_window;
    QDir m_folder;
    int m_pictures = 0;
};

void Driver::pause(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

// Nothing is under way, and has not been for a moment.
void Driver::settle()
{
    QElapsedTimer waited;
    waited.start();
    QElapsedTimer quiet;
    quiet.start();
    while (quiet.elapsed() < calm && waited.elapsed() < patience) {
        pause(20);
        if (m_window.isImporting() || timeline().isLoading() || timeline().isBusy())
            quiet.restart();
    }
}

// To a third of what is shown, around the tallest bar, with some of it selected.
void Driver::zoomIn()
{
    const TimeRange shown = timeline().shown().value_or(TimeRange{});
    const std::vector<qint64> totals = bucketTotals(timeline().histogram());
    if (totals.empty())
        return;
    const auto tallest = static_cast<int>(std::ranges::max_element(totals) - totals.begin());
    const Micros middle = timeline().buckets().at(tallest).from;
    timeline().show({middle - shown.span() / 6, middle + shown.span() / 6});
    settle();
    const TimeBuckets &buckets = timeline().buckets();
    timeline().select({buckets.at(buckets.count * 2 / 5).from, buckets.at(buckets.count * 3 / 5).to});
}

// What was said of the import is read, and one event is looked at.
void Driver::lookAtOne()
{
    settle();
    m_window.findChild<MessageBar *>()->clear();
    auto *page = m_window.findChild<ExplorerPage *>();
    page->focusTable();
    if (auto *table = page->findChild<QTableView *>())
        table->setCurrentIndex(table->model()->index(std::min(3, table->model()->rowCount() - 1), 0));
}

std::vector<State> Driver::states(const QStringList &files, const QByteArray &service)
{
    FilterState &filter = m_window.session()->filter();
    std::vector<State> states{
        {u"events-empty"_s, [] {}},
        {u"events-data"_s,
            [this, files, service] {
                if (!files.isEmpty())
                    m_window.importFiles(files, service);
                lookAtOne();
            }},
        {u"events-zoomed"_s, [this] { zoomIn(); }},
        {u"events-nothing"_s,
            [&filter] {
                filter.setWindow({});
                filter.setFilter(EventFilter().withValues(Field::Tenant, {"nobody"}));
            }},
        {u"events-rejects"_s,
            [this, &filter] {
                filter.setFilter({});
                m_window.pasteText(brokenLines);
                settle();
                m_window.showRejects(0);
            }},
    };
    const ScreenshotScenes scenes(m_window);
    states.push_back({u"problems"_s, [scenes] { scenes.showProblems(); }});
    states.push_back({u"rules"_s, [scenes] { scenes.showRules(); }});
    states.push_back({u"rejudged"_s, [scenes] { scenes.showRejudged(); }});
    if (files.isEmpty())
        states.erase(states.begin());
    return states;
}

// Tracking plans, from none on.
std::vector<State> Driver::planStates()
{
    const ScreenshotPlan scenes(m_window);
    return {
        {u"plan-empty"_s, [scenes] { scenes.showEmpty(); }},
        {u"plan-infer"_s, [scenes] { scenes.showInference(); }},
        {u"plan"_s, [scenes] { scenes.showPlan(); }},
        {u"plan-schema"_s, [scenes] { scenes.showSchema(); }},
        {u"plan-compare"_s, [scenes] { scenes.showComparison(); }},
    };
}

// Composing and sending. Nothing is sent.
std::vector<State> Driver::composerStates()
{
    const ScreenshotScenes scenes(m_window);
    std::vector<State> states{
        {u"composer"_s,
            [scenes] {
                scenes.closeDialogs();
                scenes.composeSound();
            }},
        {u"composer-request"_s, [scenes] { scenes.showRequest(); }},
        {u"composer-findings"_s, [scenes] { scenes.composeFaulty(); }},
        {u"endpoints"_s, [scenes] { scenes.showEndpoints(); }},
    };
    if (!scenes.hasDeliveries())
        return states;
    states.push_back({u"deliveries"_s, [scenes] {
                          scenes.closeDialogs();
                          scenes.showDeliveries();
                      }});
    states.push_back({u"delivery"_s, [scenes] { scenes.showDelivery(); }});
    return states;
}

// Sending to the receiver of this computer, and nowhere else.
std::vector<State> Driver::trafficStates()
{
    const ScreenshotScenes scenes(m_window);
    const ScreenshotTraffic traffic(m_window);
    return {
        {u"receiver-ways"_s,
            [scenes, traffic] {
                scenes.closeDialogs();
                traffic.showWaysIn();
            }},
        {u"outbox"_s, [traffic] { traffic.showOutbox(); }},
        {u"receiver"_s, [traffic] { traffic.showReceiver(); }},
        {u"outbox-batch"_s, [traffic] { traffic.showFailedBatch(); }},
    };
}

// The window, with a dialog in its middle where one is open.
QPixmap Driver::grabbed() const
{
    QPixmap picture = m_window.grab();
    QPainter painter(&picture);
    for (QDialog *dialog : m_window.findChildren<QDialog *>()) {
        if (!dialog->isVisible())
            continue;
        const QPixmap front = dialog->grab();
        QRect place(QPoint(), front.deviceIndependentSize().toSize());
        place.moveCenter(m_window.rect().center());
        painter.fillRect(m_window.rect(), QColor(0, 0, 0, 96));
        painter.drawPixmap(place, front);
        painter.setPen(m_window.palette().color(QPalette::Mid));
        painter.drawRect(place.adjusted(-1, -1, 0, 0));
    }
    return picture;
}

Result<void> Driver::picture(const State &state)
{
    for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
        m_window.resize(size);
        for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
            applyTheme(theme);
            settle();
            const QString name = u"%1-%2-%3x%4.png"_s.arg(
                state.name, themeChoiceId(theme), QString::number(size.width()), QString::number(size.height()));
            // Without alpha, and packed tightly: some of them are kept.
            if (!grabbed().toImage().convertToFormat(QImage::Format_RGB888).save(m_folder.filePath(name), "PNG", 0))
                return failure(
                    Error::Kind::Io, QCoreApplication::translate("eventscope::Application", "%1 cannot be written.")
                                         .arg(m_folder.filePath(name)));
            ++m_pictures;
        }
    }
    return {};
}

Result<void> Driver::makeFolder()
{
    if (m_folder.mkpath(u"."_s))
        return {};
    return failure(Error::Kind::Io,
        QCoreApplication::translate("eventscope::Application", "The folder %1 cannot be made.").arg(m_folder.path()));
}

Result<void> Driver::pictures(const std::vector<State> &states)
{
    for (const State &state : states) {
        state.enter();
        settle();
        if (Result<void> taken = picture(state); !taken)
            return taken;
    }
    return {};
}

Result<int> Driver::run(const QStringList &files, const QByteArray &service)
{
    if (const Result<void> made = makeFolder(); !made)
        return failure(made.error());
    // Each is made when what came before has been shown.
    for (const auto &make :
        {std::function([&] { return states(files, service); }), std::function([this] { return composerStates(); }),
            std::function([this] { return trafficStates(); }), std::function([this] { return planStates(); })}) {
        if (const Result<void> taken = pictures(make()); !taken)
            return failure(taken.error());
    }
    return m_pictures;
}

Result<int> Driver::runMany()
{
    if (const Result<void> made = makeFolder(); !made)
        return failure(made.error());
    const ScreenshotMany scenes(m_window, [this] { settle(); });
    const Result<void> taken = pictures({
        {u"many"_s, [&scenes] { scenes.showAll(); }},
        {u"many-second"_s, [&scenes] { scenes.showSecond(); }},
        {u"many-lanes"_s, [&scenes] { scenes.showLanes(); }},
    });
    if (!taken)
        return failure(taken.error());
    return m_pictures;
}

}

QStringList sampleFiles()
{
    QStringList files;
    for (const QFileInfo &info :
        QDir(u":/eventscope/samples"_s).entryInfoList({u"*.ndjson"_s}, QDir::Files, QDir::Name))
        files << info.filePath();
    return files;
}

Result<int> takeScreenshots(
    MainWindow &window, const QStringList &files, const QByteArray &service, const QString &folder)
{
    return Driver(window, folder).run(files, service);
}

Result<int> takeScreenshotsOfMany(MainWindow &window, const QString &folder)
{
    return Driver(window, folder).runMany();
}

}

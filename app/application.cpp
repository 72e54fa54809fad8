// SPDX-License-Identifier: GPL-3.0-or-later
#include "application.h"

#include "delivery/keyring.h"
#include "demo.h"
#include "event/tr.h"
#include "exporter.h"
#include "forwarding.h"
#include "intake/eventreader.h"
#include "logwriter.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/statusline.h"
#include "screenshots.h"
#include "service/services.h"
#include "store/threads.h"
#include "theme.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QIcon>
#include <QLocale>
#include <QSettings>
#include <QTemporaryDir>
#include <QTextStream>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString lastStoreKey = u"stores/last"_s;
const QByteArray exportKey = "export";
const QByteArray logKey = "log";
constexpr int faultsShown = 3;

Result<PassingOn> passingOn(EventStore &store, const Services &services, const Endpoint &endpoint, const Keys &keys)
{
    auto made = Forwarding::to(store, services, endpoint, keys);
    if (!made)
        return failure(made.error());
    const std::shared_ptr<const Forwarding> kept = std::move(*made);
    return PassingOn{kept->forward(), kept->url(), kept};
}

// Puts one of each together, and opens stores when the window asks for one.
class Application : public QObject {
public:
    Application(const WindowOptions &options, QSettings &settings);

    // Shows the window with its store; false when that could not be opened.
    bool start();
    [[nodiscard]] MainWindow &window() { return m_window; }
    // Nothing is being made for the demo any more.
    [[nodiscard]] bool isReady() const { return !m_demo; }

private:
    Result<void> startDemo();
    void sayDemo(const QString &text);
    Result<void> openStore(const QString &path);
    Result<void> openStore(const QString &path, QSettings &settings);
    void changeStore(const QString &path);
    void exportTo(const ExportRequest &request);
    void endExport();
    void writeLog(const QString &path);
    void tellFaults();
    [[nodiscard]] QString firstStore() const;

    const WindowOptions &m_options;
    QSettings &m_settings;
    std::vector<Error> m_faults;
    ServiceSet m_services;
    Keyring m_keyring;                         // outlives the window's session
    std::unique_ptr<DemoPlace> m_demoPlace;    // likewise
    MainWindow m_window;
    std::unique_ptr<Exporter> m_exporter;      // of the window's session, so it goes before that
    std::unique_ptr<LogWriter> m_logWriter;    // likewise
    std::unique_ptr<DemoRun> m_demo;           // likewise
};

Application::Application(const WindowOptions &options, QSettings &settings)
    : m_options(options)
    , m_settings(settings)
    , m_window(settings)
{
    letLongWorkGiveWay();
    Services::Loaded loaded = Services::load(QDir(options.definitions));
    m_faults = std::move(loaded.faults);
    m_services = ServiceSet::compile(loaded.services, &m_faults, SeverityChanges::load(settings));
    connect(&m_window, &MainWindow::storeRequested, this, &Application::changeStore);
    connect(&m_window, &MainWindow::exportRequested, this, &Application::exportTo);
    connect(&m_window, &MainWindow::logRequested, this, &Application::writeLog);
    connect(&m_window.status(), &StatusLine::cancelRequested, this, [this](const QByteArray &key) {
        if (key != exportKey || !m_exporter)
            return;
        m_exporter->disconnect(&m_window);
        endExport();
        m_window.post({Message::Kind::Notice, tr("The export was cancelled. No file was written."), exportKey, {}});
    });
}

QString Application::firstStore() const
{
    if (!m_options.store.isEmpty())
        return m_options.store;
    const QString last = m_settings.value(lastStoreKey).toString();
    return QFileInfo::exists(last) ? last : m_options.defaultStore;
}

bool Application::start()
{
    const bool first =
        !m_options.demo && firstStore() == m_options.defaultStore && !QFileInfo::exists(m_options.defaultStore);
    m_window.show();
    const Result<void> opened = m_options.demo ? startDemo() : openStore(firstStore());
    if (!opened) {
        m_window.showNoStore(opened.error().message);
        QTextStream(stderr) << opened.error().message << Qt::endl;
    }
    tellFaults();
    if (!m_options.files.isEmpty())
        m_window.importFiles(m_options.files, m_options.service);
    else if (first && m_options.screenshots.isEmpty())
        m_window.importFiles(sampleFiles());
    return opened.has_value();
}

Result<void> Application::startDemo()
{
    m_demoPlace = std::make_unique<DemoPlace>();
    const Result<QString> path = m_demoPlace->storePath();
    if (!path)
        return failure(path.error());
    if (Result<void> opened = openStore(*path, m_demoPlace->settings()); !opened)
        return opened;
    RecentStores(m_settings).forget(*path);    // nothing to come back to
    m_demo = std::make_unique<DemoRun>();
    connect(m_demo.get(), &DemoRun::finished, &m_window, [this] {
        m_demo.release()->deleteLater();
        sayDemo(tr("This is the demo: made-up events of ten customers, and what might have become of sending them. "
                   "None of it was "
                   "sent. The demo is gone when the program ends."));
    });
    connect(m_demo.get(), &DemoRun::failed, &m_window, [this](const Error &error) {
        m_demo.release()->deleteLater();
        m_window.post({Message::Kind::Error, error.message, "demo", {}});
    });
    sayDemo(tr("The demo's events are being made…"));
    m_demo->start(m_window.session()->store(), m_services, currentMicros());
    return {};
}

void Application::sayDemo(const QString &text)
{
    m_window.post({Message::Kind::Notice, text, "demo",
        {{tr("Open your own store"), [this] { changeStore(m_options.defaultStore); }}}});
}

Result<void> Application::openStore(const QString &path)
{
    Result<void> opened = openStore(path, m_settings);
    if (opened)
        m_settings.setValue(lastStoreKey, QFileInfo(path).absoluteFilePath());
    return opened;
}

Result<void> Application::openStore(const QString &path, QSettings &settings)
{
    QDir().mkpath(QFileInfo(path).absolutePath());    // if it fails, opening says why
    Result<std::unique_ptr<EventStore>> store = EventStore::open({path, false, {}});
    if (!store)
        return failure(store.error());
    m_exporter.reset();
    m_window.status().endWork(exportKey);
    m_logWriter.reset();
    m_demo.reset();
    auto session =
        std::make_unique<Session>(std::move(*store), m_services, settings, m_options.definitions, &m_keyring);
    session->setForwardMaker(passingOn);
    // The next store begins with what is in force here.
    const JudgingController &judging = session->judging();
    connect(
        &judging, &JudgingController::rulesChanged, this, [this, &judging] { m_services = judging.currentServices(); });
    m_window.setSession(std::move(session));
    return {};
}

void Application::changeStore(const QString &path)
{
    Session *session = m_window.session();
    if (session && QFileInfo(session->store().path()) == QFileInfo(path))
        return;
    if (const Result<void> opened = openStore(path); opened)
        return;
    else if (session)    // which stays
        m_window.post({Message::Kind::Error, opened.error().message, "open", {}});
    else
        m_window.showNoStore(opened.error().message);
}

void Application::exportTo(const ExportRequest &request)
{
    const Session *session = m_window.session();
    if (!session)
        return;
    if (m_exporter) {
        m_window.post({Message::Kind::Notice,
            tr("%1 is still being written. Start the next export when that is done.")
                .arg(QFileInfo(m_exporter->path()).fileName()),
            "export-busy", {}});
        return;
    }
    const QString name = QFileInfo(request.path).fileName();
    const QString writing = tr("Writing events to %1…").arg(name);
    m_exporter = std::make_unique<Exporter>(m_window.session()->store(), session->services().services(), request);
    connect(m_exporter.get(), &Exporter::progressed, &m_window, [this, writing](int perMille, const QString &left) {
        const QString share = tr("%1 %2 %").arg(writing).arg(perMille / 10);
        m_window.status().setWorkSentence(exportKey, left.isEmpty() ? share : tr("%1, %2").arg(share, left));
        m_window.status().setWork(exportKey, perMille, left);
    });
    connect(m_exporter.get(), &Exporter::finished, &m_window, [this, name](qint64 events) {
        endExport();
        m_window.post({Message::Kind::Notice,
            events == 1 ? tr("1 event written to %1.").arg(name)
                        : tr("%1 events written to %2.").arg(QLocale().toString(qlonglong{events}), name),
            exportKey, {}});
    });
    connect(m_exporter.get(), &Exporter::failed, &m_window, [this](const Error &error) {
        endExport();
        m_window.post({Message::Kind::Error, error.message, exportKey, {}});
    });
    m_window.status().beginWork(exportKey, writing);
    m_exporter->start();
}

// It may be what is calling.
void Application::endExport()
{
    m_window.status().endWork(exportKey);
    if (m_exporter)
        m_exporter.release()->deleteLater();
}

void Application::writeLog(const QString &path)
{
    Session *session = m_window.session();
    if (!session)
        return;
    m_logWriter = std::make_unique<LogWriter>(session->store(), path);
    const QString name = QFileInfo(path).fileName();
    connect(m_logWriter.get(), &LogWriter::finished, &m_window, [this, name](const Result<qint64> &written) {
        m_logWriter.release()->deleteLater();
        if (!written)
            m_window.post({Message::Kind::Error, written.error().message, logKey, {}});
        else
            m_window.post({Message::Kind::Notice,
                tr("The log was written to %1: %2 requests.").arg(name, QLocale().toString(qlonglong{*written})),
                logKey, {}});
    });
}

void Application::tellFaults()
{
    for (size_t i = 0; i < m_faults.size() && i < faultsShown; ++i)
        m_window.post(
            {Message::Kind::Warning, m_faults[i].message, "definition" + QByteArray::number(qulonglong{i}), {}});
}

std::unique_ptr<QSettings> makeSettings(const QString &path)
{
    return path.isEmpty() ? std::make_unique<QSettings>() : std::make_unique<QSettings>(path, QSettings::IniFormat);
}

int runScreenshots(WindowOptions options)
{
    const QTemporaryDir scratch;
    options.settings = scratch.filePath(u"settings.ini"_s);
    const QStringList files = std::exchange(options.files, {});
    const bool ofMany = files.isEmpty() && !options.store.isEmpty() && QFileInfo::exists(options.store);
    if (options.store.isEmpty() && !options.demo)
        options.store = scratch.filePath(tr("events") + u".eventscope"_s);
    QSettings settings(options.settings, QSettings::IniFormat);
    applyTheme(ThemeChoice::Light);
    Application application(options, settings);
    if (!application.start())
        return 2;
    while (!application.isReady())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    const QStringList samples = options.demo ? QStringList() : sampleFiles();
    const Result<int> pictures = ofMany ? takeScreenshotsOfMany(application.window(), options.screenshots)
                                        : takeScreenshots(application.window(), files.isEmpty() ? samples : files,
                                              options.service, options.screenshots);
    if (pictures)
        return 0;
    QTextStream(stderr) << pictures.error().message << Qt::endl;
    return 2;
}

}

int runWindow(const WindowOptions &options)
{
    QApplication::setApplicationDisplayName(u"Eventscope"_s);
    QApplication::setDesktopFileName(u"org.eventscope.Eventscope"_s);
    QApplication::setWindowIcon(QIcon(u":/eventscope/icons/eventscope.svg"_s));
    if (!options.screenshots.isEmpty())
        return runScreenshots(options);
    const std::unique_ptr<QSettings> settings = makeSettings(options.settings);
    applyTheme(themeChoiceFromId(settings->value(u"window/theme"_s).toString()));
    Application application(options, *settings);
    application.start();
    return QApplication::exec();
}

}

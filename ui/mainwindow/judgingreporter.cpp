// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/judgingreporter.h"

#include "mainwindow/session.h"
#include "mainwindow/statusline.h"
#include "problems/rejudgedialog.h"
#include "views/rulemodel.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QByteArray judgingWork = "judging";
const QByteArray judgingMessage = "judging";
constexpr std::size_t faultsShown = 3;

}

JudgingReporter::JudgingReporter(
    Session &session, MessageBar &messages, StatusLine &status, QWidget &window, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_messages(messages)
    , m_status(status)
    , m_window(window)
{
    JudgingController &judging = session.judging();
    connect(&judging, &JudgingController::started, this, [this] {
        m_messages.dismiss(judgingMessage);
        m_status.beginWork(judgingWork, tr("Judging the events again…"));
    });
    connect(&judging, &JudgingController::progressed, this, [this](qint64 done, qint64 total) {
        const QString of =
            tr("%1 of %2").arg(QLocale().toString(qlonglong{done}), QLocale().toString(qlonglong{total}));
        m_status.setWork(judgingWork, static_cast<int>(done * 1000 / std::max<qint64>(1, total)), of);
        m_status.setWorkSentence(judgingWork, tr("Judging again: %1").arg(of));
    });
    connect(&judging, &JudgingController::judgedAgain, this, &JudgingReporter::report);
    connect(&judging, &JudgingController::stopped, this, &JudgingReporter::tellStopped);
    connect(&judging, &JudgingController::failed, this, [this](const Error &error) {
        m_status.endWork(judgingWork);
        m_messages.post({Message::Kind::Error, error.message, judgingMessage, {}});
    });
    connect(&judging, &JudgingController::faultsFound, this, &JudgingReporter::tellFaults);
    connect(&judging, &JudgingController::nothingReloaded, this, [this] {
        m_messages.post({Message::Kind::Notice, tr("The definitions were read again; nothing in them changed."),
            "definitions", {}});
    });
    connect(&status, &StatusLine::cancelRequested, this, [this](const QByteArray &key) {
        if (key == judgingWork)
            m_session.judging().cancel();
    });
}

JudgingReporter::~JudgingReporter()
{
    delete m_dialog.data();
    m_status.endWork(judgingWork);
}

void JudgingReporter::report(const RejudgeReport &report, bool asked)
{
    m_status.endWork(judgingWork);
    if (report.changed == 0 && !asked)    // nobody asked, and there is nothing to tell
        return;
    Message message{Message::Kind::Notice, sentenceOf(report), judgingMessage, {}};
    if (!asked)
        message.text = tr("The rules are not those of the last time. %1").arg(message.text);
    if (report.changed > 0)
        message.actions.push_back({tr("Details…"), [this, report] { showReport(report); }});
    m_messages.post(std::move(message));
}

void JudgingReporter::showReport(const RejudgeReport &report)
{
    delete m_dialog.data();
    const ServiceSet &services = m_session.services();
    QHash<QByteArray, QString> titles;
    for (const ServicePtr &service : services.services().all())
        titles.insert(service->id(), service->title());
    const RuleBook book = ruleBook(ruleLists(services, m_session.judging().currentPlan().get()));
    m_dialog = new RejudgeDialog(report, book, titles, &m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->open();
}

void JudgingReporter::tellStopped()
{
    m_status.endWork(judgingWork);
    m_messages.post({Message::Kind::Warning,
        tr("Judging again was stopped: some verdicts are by the rules in force, the others by those before."),
        judgingMessage, {{tr("Judge again"), [this] { m_session.judging().judgeAll(); }}}});
}

void JudgingReporter::tellFaults(const std::vector<Error> &faults)
{
    for (std::size_t i = 0; i < std::min(faults.size(), faultsShown); ++i)
        m_messages.post(
            {Message::Kind::Warning, faults[i].message, "definition" + QByteArray::number(qulonglong{i}), {}});
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/outboxtext.h"

#include "views/celltext.h"
#include "views/deliverytext.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// The worst first.
constexpr std::array outboxSeverity{OutboxState::Queued, OutboxState::InFlight, OutboxState::Unknown,
    OutboxState::Rejected, OutboxState::Failed, OutboxState::Partly, OutboxState::Cancelled, OutboxState::Accepted};
constexpr std::array outboxOrder{OutboxState::Accepted, OutboxState::Partly, OutboxState::Rejected, OutboxState::Failed,
    OutboxState::Unknown, OutboxState::Cancelled, OutboxState::InFlight, OutboxState::Queued};

QString outboxTr(const char *text)
{
    return QCoreApplication::translate("eventscope::OutboxText", text);
}

qint64 countOf(const OutboxJob &job, OutboxState state)
{
    return job.counts[static_cast<std::size_t>(state)];
}

QString stateCount(OutboxState state, qint64 count)
{
    const QString number = QLocale().toString(count);
    switch (state) {
    case OutboxState::Queued:
        return outboxTr("%1 waiting").arg(number);
    case OutboxState::InFlight:
        return outboxTr("%1 in flight").arg(number);
    case OutboxState::Accepted:
        return outboxTr("%1 accepted").arg(number);
    case OutboxState::Partly:
        return outboxTr("%1 partly accepted").arg(number);
    case OutboxState::Rejected:
        return outboxTr("%1 rejected").arg(number);
    case OutboxState::Failed:
        return outboxTr("%1 not sent").arg(number);
    case OutboxState::Unknown:
        return outboxTr("%1 unknown").arg(number);
    case OutboxState::Cancelled:
        return outboxTr("%1 cancelled").arg(number);
    }
    return {};
}

QString adviceFor(const OutboxJob &job, bool guarded)
{
    if (countOf(job, OutboxState::Unknown) > 0 && guarded) {
        return outboxTr("Of the unknown ones nobody knows whether they were taken. They have keys by which the service "
                        "knows them, so they may be resumed.");
    }
    if (countOf(job, OutboxState::Unknown) > 0) {
        return outboxTr("Of the unknown ones nobody knows whether they were taken: look there before you send them "
                        "again.");
    }
    if (countOf(job, OutboxState::Partly) > 0)
        return outboxTr("The service does not say which events of a partly accepted request it left out.");
    if (countOf(job, OutboxState::Rejected) > 0)
        return outboxTr("Mend the rejected ones before you send them again.");
    return {};
}

}

QString outboxStateTitle(OutboxState state)
{
    switch (state) {
    case OutboxState::Queued:
        return outboxTr("Queued");
    case OutboxState::InFlight:
        return outboxTr("In flight");
    case OutboxState::Accepted:
        return outboxTr("Accepted");
    case OutboxState::Partly:
        return outboxTr("Partly accepted");
    case OutboxState::Rejected:
        return outboxTr("Rejected");
    case OutboxState::Failed:
        return outboxTr("Not sent");
    case OutboxState::Unknown:
        return outboxTr("Unknown");
    case OutboxState::Cancelled:
        return outboxTr("Cancelled");
    }
    return {};
}

bool needsWord(const OutboxJob &job)
{
    return !job.isOver() && (job.hold != OutboxJob::Hold::None || (job.endpoint.production && !job.sending));
}

OutboxState jobState(const OutboxJob &job)
{
    for (const OutboxState state : outboxSeverity) {
        if (countOf(job, state) > 0)
            return state;
    }
    return OutboxState::Queued;
}

QString jobStatus(const OutboxJob &job)
{
    if (countOf(job, OutboxState::InFlight) > 0)
        return outboxTr("Sending");
    if (job.isOver())
        return countOf(job, OutboxState::Accepted) == job.events() ? outboxTr("All accepted") : outboxTr("Done");
    switch (job.hold) {
    case OutboxJob::Hold::Person:
        return outboxTr("Paused");
    case OutboxJob::Hold::Endpoint:
        return outboxTr("Endpoint paused");
    case OutboxJob::Hold::Key:
        return outboxTr("Needs a key");
    case OutboxJob::Hold::Changed:
        return outboxTr("Endpoint changed");
    case OutboxJob::Hold::None:
        break;
    }
    if (needsWord(job))
        return outboxTr("Waits to be resumed");
    return job.due > 0 ? outboxTr("Waits to try again") : outboxTr("Waits for its turn");
}

QString jobCounts(const OutboxJob &job)
{
    QStringList parts;
    for (const OutboxState state : outboxOrder) {
        if (const qint64 count = countOf(job, state); count > 0)
            parts << stateCount(state, count);
    }
    return parts.join(u" · "_s);
}

QString dueText(Micros due, Micros now)
{
    if (due <= 0)
        return {};
    return due <= now ? outboxTr("at once") : outboxTr("in %1").arg(elapsedText(due - now));
}

QString placesText(const OutboxPart &part)
{
    const QLocale locale;
    if (part.count <= 1)
        return locale.toString(part.first + 1);
    return outboxTr("%1 to %2").arg(locale.toString(part.first + 1), locale.toString(part.first + part.count));
}

QString jobSentence(const OutboxJob &job, Micros now, bool guarded)
{
    QStringList sentences{outboxTr("%1: %2.").arg(jobStatus(job), jobCounts(job))};
    if (!job.holdMessage.isEmpty())
        sentences << lineOf(job.holdMessage.toStdString());
    else if (!job.isOver() && job.due > now)
        sentences << outboxTr("The next attempt is %1.").arg(dueText(job.due, now));
    if (job.sending && !job.ours && !job.isOver())
        sentences << outboxTr("Another process sends it.");
    if (const QString advice = adviceFor(job, guarded); !advice.isEmpty())
        sentences << advice;
    return sentences.join(u' ');
}

}

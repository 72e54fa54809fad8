// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/summarytext.h"

#include "event/tr.h"
#include "views/bodytext.h"
#include "views/celltext.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qsizetype longestMessage = 500;

}

QString summaryCounts(const DeliverySummary &summary)
{
    const QLocale locale;
    QStringList parts;
    const auto add = [&](qint64 count, const QString &text) {
        if (count > 0)
            parts << text.arg(locale.toString(count));
    };
    add(summary.accepted, tr("%1 accepted"));
    add(summary.rejected, tr("%1 rejected"));
    add(summary.failed, tr("%1 not sent"));
    add(summary.unknown, tr("%1 unknown"));
    add(summary.cancelled, tr("%1 cancelled"));
    return parts.join(u" \u00B7 "_s);
}

bool isAllAccepted(const DeliverySummary &summary, qint64 wanted)
{
    return summary.accepted == wanted && summary.events == wanted;
}

QString summaryResult(const DeliverySummary &summary, qint64 wanted)
{
    if (isAllAccepted(summary, wanted))
        return counted(wanted, tr("The event was accepted."), tr("All %1 events were accepted."));
    QStringList sentences;
    if (const QString counts = summaryCounts(summary); !counts.isEmpty())
        sentences << counts + u'.';
    if (const QString message = visibleLine(summary.message.left(longestMessage)); !message.isEmpty())
        sentences << message;
    if (summary.unknown > 0)
        sentences << tr("Unknown: the request went out and no answer came; it may or may not have arrived.");
    const qint64 left = std::max<qint64>(0, wanted - summary.events);
    if (summary.paused && left > 0)
        sentences << counted(left, tr("The endpoint refuses the key, so one more event was not tried."),
            tr("The endpoint refuses the key, so %1 more events were not tried."));
    else if (left > 0)
        sentences << counted(left, tr("One event was not tried."), tr("%1 events were not tried."));
    return sentences.join(u' ');
}

}

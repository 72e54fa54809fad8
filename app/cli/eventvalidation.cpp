// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/eventvalidation.h"

namespace eventscope {

EventValidation::EventValidation(ServiceSet services, ImportOptions options, ReportOptions report, Take take)
    : m_services(std::move(services))
    , m_options(std::move(options))
    , m_report(std::move(report))
    , m_series(m_services)
    , m_pool([this](std::vector<Piece> pieces) { return judge(std::move(pieces)); }, std::move(take))
{}

Result<void> EventValidation::read(const ImportSource &source)
{
    ReadVisitor visitor;
    visitor.event = [this](ReadEvent &&event) {
        const qint64 column = m_place.columnOf(event.file, event.line, event.offset);
        m_place.setNumber(event.number);
        const qsizetype bytes = event.event.text.size();
        m_pool.add(Pending{std::move(event), column}, bytes);
    };
    visitor.reject = [this](const Reject &reject) {
        const qint64 column = m_place.columnOf(reject.file, reject.line, reject.offset);
        m_pool.add(rejectedItem(reject, column, m_place.nextNumber()), 0);
    };
    visitor.request = [this](const QString &file, qint64 line, const std::vector<Finding> &findings) {
        m_pool.add(requestItem(file, line, findings), 0);
    };
    return readEvents(m_services, source, m_options, visitor, &m_series);
}

Judgement EventValidation::findings(EventReader &reader, ReadEvent &event) const
{
    // An event that breaks nothing has nothing to be told, unless others than its service are as likely.
    const bool clean = event.event.verdict == Verdict::Valid && !event.event.partlyJudged &&
                       event.event.rules.isEmpty() && !event.inDoubt;
    Judgement alone = clean ? Judgement() : reader.findings(event.event, m_report.fixes());
    if (event.series.rules.isEmpty() && event.series.findings.empty())
        return alone;
    return joined(std::move(alone), std::move(event.series));
}

ReportedBatch EventValidation::judge(std::vector<Piece> pieces) const
{
    EventReader reader(m_services, m_options.read);
    std::vector<JudgedItem> items;
    items.reserve(pieces.size());
    for (Piece &piece : pieces) {
        if (auto *pending = std::get_if<Pending>(&piece))
            items.push_back(judgedItem(pending->event, pending->column, findings(reader, pending->event)));
        else
            items.push_back(std::move(std::get<JudgedItem>(piece)));
    }
    return reported(std::move(items), m_report);
}

}

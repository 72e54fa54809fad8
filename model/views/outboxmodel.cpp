// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/outboxmodel.h"

#include "views/bodytext.h"
#include "views/outboxtext.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

OutboxModel::OutboxModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void OutboxModel::setJobs(std::vector<OutboxJob> jobs)
{
    // New ones come first, as the list is the newest first; what was there stays behind them.
    const auto sameId = [](const OutboxJob &a, const OutboxJob &b) { return a.id == b.id; };
    const std::size_t fresh = jobs.size() - std::min(jobs.size(), m_jobs.size());
    const auto behind = jobs.begin() + static_cast<std::ptrdiff_t>(fresh);
    if (jobs.size() < m_jobs.size() || !std::equal(m_jobs.begin(), m_jobs.end(), behind, sameId)) {
        beginResetModel();
        m_jobs = std::move(jobs);
        endResetModel();
        return;
    }
    if (fresh > 0) {
        beginInsertRows({}, 0, static_cast<int>(fresh) - 1);
        m_jobs.insert(m_jobs.begin(), jobs.begin(), behind);
        endInsertRows();
    }
    m_jobs = std::move(jobs);
    if (!m_jobs.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void OutboxModel::setTimeStyle(TimeStyle style)
{
    if (std::exchange(m_style, style) != style && !m_jobs.empty())
        emit dataChanged(index(0, Queued), index(rowCount() - 1, Queued));
}

const OutboxJob *OutboxModel::jobAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return nullptr;
    return &m_jobs[static_cast<std::size_t>(index.row())];
}

QModelIndex OutboxModel::indexOf(OutboxJobId id) const
{
    const auto found = std::ranges::find_if(m_jobs, [id](const OutboxJob &job) { return job.id == id; });
    return found == m_jobs.end() ? QModelIndex() : index(static_cast<int>(found - m_jobs.begin()), 0);
}

int OutboxModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_jobs.size());
}

int OutboxModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString OutboxModel::text(const OutboxJob &job, int column) const
{
    switch (column) {
    case Status:
        return jobStatus(job);
    case Label:
        return visibleLine(job.label);
    case Endpoint: {
        const QString name = visibleLine(job.endpoint.name.isEmpty() ? job.endpoint.base : job.endpoint.name);
        return job.endpoint.production ? tr("%1 (production)").arg(name) : name;
    }
    case Events:
        return QLocale().toString(job.events());
    case Progress:
        return jobCounts(job);
    case Queued:
        return timeText(job.queued - job.queued % microsPerMilli, m_style, currentMicros());
    default:
        return {};
    }
}

QVariant OutboxModel::data(const QModelIndex &index, int role) const
{
    const OutboxJob *job = jobAt(index);
    if (!job)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*job, index.column());
    case Qt::ToolTipRole:
        return jobSentence(*job, currentMicros());
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == Events ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case StateRole:
        return static_cast<int>(jobState(*job));
    case ProductionRole:
        return job->endpoint.production;
    case IdRole:
        return job->id;
    case ShareRole: {
        const qint64 open = job->counts[static_cast<std::size_t>(OutboxState::Queued)] +
                            job->counts[static_cast<std::size_t>(OutboxState::InFlight)];
        const qint64 all = job->events();
        return all > 0 ? static_cast<double>(all - open) / static_cast<double>(all) : 1.0;
    }
    default:
        return {};
    }
}

QVariant OutboxModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Status:
        return tr("Status");
    case Label:
        return tr("What");
    case Endpoint:
        return tr("Endpoint");
    case Events:
        return tr("Events");
    case Progress:
        return tr("Outcomes");
    case Queued:
        return tr("Queued");
    default:
        return {};
    }
}

OutboxPartModel::OutboxPartModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void OutboxPartModel::setParts(std::vector<OutboxPart> parts, Micros now)
{
    m_now = now;
    const auto sameFirst = [](const OutboxPart &a, const OutboxPart &b) {
        return a.job == b.job && a.first == b.first;
    };
    if (parts.size() == m_parts.size() && std::equal(parts.begin(), parts.end(), m_parts.begin(), sameFirst)) {
        m_parts = std::move(parts);
        if (!m_parts.empty())
            emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_parts = std::move(parts);
    endResetModel();
}

void OutboxPartModel::setNow(Micros now)
{
    m_now = now;
    if (!m_parts.empty())
        emit dataChanged(index(0, Next), index(rowCount() - 1, Next));
}

const OutboxPart *OutboxPartModel::partAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return nullptr;
    return &m_parts[static_cast<std::size_t>(index.row())];
}

int OutboxPartModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_parts.size());
}

int OutboxPartModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString OutboxPartModel::text(const OutboxPart &part, int column) const
{
    switch (column) {
    case State:
        return outboxStateTitle(part.state);
    case Places:
        return placesText(part);
    case Attempts:
        return part.attempts > 0 ? QLocale().toString(part.attempts) : QString();
    case Next:
        return part.state == OutboxState::Queued ? dueText(part.due, m_now) : QString();
    case Message:
        return visibleLine(part.message);
    default:
        return {};
    }
}

QVariant OutboxPartModel::data(const QModelIndex &index, int role) const
{
    const OutboxPart *part = partAt(index);
    if (!part)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*part, index.column());
    case Qt::ToolTipRole:
        return part->message.isEmpty() ? QVariant() : QVariant(visibleLine(part->message));
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == Attempts ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case StateRole:
        return static_cast<int>(part->state);
    case DeliveryRole:
        return part->delivery;
    default:
        return {};
    }
}

QVariant OutboxPartModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("Outcome");
    case Places:
        return tr("Events");
    case Attempts:
        return tr("Attempts");
    case Next:
        return tr("Next attempt");
    case Message:
        return tr("Why");
    default:
        return {};
    }
}

}

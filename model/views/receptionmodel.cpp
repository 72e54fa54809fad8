// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/receptionmodel.h"

#include "views/bodytext.h"
#include "views/celltext.h"
#include "views/deliverytext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

ReceptionModel::ReceptionModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void ReceptionModel::setTitles(std::function<QString(const QByteArray &)> titles)
{
    m_titles = std::move(titles);
    if (!m_receptions.empty())
        emit dataChanged(index(0, Service), index(rowCount() - 1, Service));
}

void ReceptionModel::setReceptions(std::vector<Reception> receptions)
{
    // What was first before may stand further down now; what followed it must follow it still.
    const auto isFirst = [this](const Reception &one) { return one.id == m_receptions.front().id; };
    const auto sameId = [](const Reception &a, const Reception &b) { return a.id == b.id; };
    const auto found = m_receptions.empty() ? receptions.end() : std::ranges::find_if(receptions, isFirst);
    const std::size_t kept = static_cast<std::size_t>(receptions.end() - found);
    if (found == receptions.end() || kept > m_receptions.size() ||
        !std::equal(found, receptions.end(), m_receptions.begin(), sameId)) {
        beginResetModel();
        m_receptions = std::move(receptions);
        endResetModel();
        return;
    }
    if (kept < m_receptions.size()) {
        beginRemoveRows({}, static_cast<int>(kept), rowCount() - 1);
        m_receptions.resize(kept);
        endRemoveRows();
    }
    if (const int fresh = static_cast<int>(found - receptions.begin()); fresh > 0) {
        beginInsertRows({}, 0, fresh - 1);
        m_receptions.insert(m_receptions.begin(), receptions.begin(), found);
        endInsertRows();
    }
    m_receptions = std::move(receptions);
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void ReceptionModel::setTimeStyle(TimeStyle style)
{
    if (std::exchange(m_style, style) != style && !m_receptions.empty())
        emit dataChanged(index(0, Time), index(rowCount() - 1, Time));
}

const Reception *ReceptionModel::receptionAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return nullptr;
    return &m_receptions[static_cast<std::size_t>(index.row())];
}

QModelIndex ReceptionModel::indexOf(ReceptionId id) const
{
    const auto found = std::ranges::find_if(m_receptions, [id](const Reception &one) { return one.id == id; });
    return found == m_receptions.end() ? QModelIndex() : index(static_cast<int>(found - m_receptions.begin()), 0);
}

int ReceptionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_receptions.size());
}

int ReceptionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ReceptionModel::text(const Reception &reception, int column) const
{
    switch (column) {
    case Time:
        return timeText(reception.received - reception.received % microsPerMilli, m_style, currentMicros());
    case Request:
        return visibleLine(QString::fromUtf8(reception.method + ' ' + reception.target));
    case Service: {
        if (reception.service.isEmpty())
            return tr("not recognised");
        const QString title = m_titles ? m_titles(reception.service) : QString();
        return title.isEmpty() ? QString::fromUtf8(reception.service) : title;
    }
    case Events:
        return receivedText(reception);
    case Answer:
        return reception.status > 0 ? statusText(reception.status) : tr("none");
    case Client:
        return QString::fromUtf8(reception.client);
    case Note:
        return visibleLine(reception.tag.isEmpty() || reception.note.isEmpty()
                               ? QString::fromUtf8(reception.tag) + reception.note
                               : tr("%1 · %2").arg(QString::fromUtf8(reception.tag), reception.note));
    default:
        return {};
    }
}

QVariant ReceptionModel::data(const QModelIndex &index, int role) const
{
    const Reception *reception = receptionAt(index);
    if (!reception)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(*reception, index.column());
    case VerdictRole:
        return static_cast<int>(reception->worst);
    case FailedRole:
        return reception->status == 0 || reception->status >= 400;
    case IdRole:
        return reception->id;
    default:
        return {};
    }
}

QVariant ReceptionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
        return {};
    switch (section) {
    case Verdict:
        return role == Qt::DisplayRole ? QString() : tr("Verdict");
    case Time:
        return tr("Received");
    case Request:
        return tr("Request");
    case Service:
        return tr("Service");
    case Events:
        return tr("Events");
    case Answer:
        return tr("Answer");
    case Client:
        return tr("From");
    case Note:
        return tr("Note");
    default:
        return {};
    }
}

QString receivedText(const Reception &reception)
{
    QStringList parts;
    if (reception.events > 0)
        parts << counted(reception.events, ReceptionModel::tr("%1 event"), ReceptionModel::tr("%1 events"));
    if (reception.repeats > 0)
        parts << counted(reception.repeats, ReceptionModel::tr("%1 repeat"), ReceptionModel::tr("%1 repeats"));
    if (reception.rejects > 0)
        parts << counted(reception.rejects, ReceptionModel::tr("%1 unreadable"), ReceptionModel::tr("%1 unreadable"));
    return parts.isEmpty() ? ReceptionModel::tr("no event") : parts.join(u", "_s);
}

}

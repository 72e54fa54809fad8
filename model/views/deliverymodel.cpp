// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/deliverymodel.h"

#include "views/bodytext.h"
#include "views/deliverytext.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

DeliveryModel::DeliveryModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void DeliveryModel::setDeliveries(std::vector<Delivery> deliveries)
{
    // New ones come first, as the list is the newest first; what was there stays behind them.
    const auto sameId = [](const Delivery &a, const Delivery &b) { return a.id == b.id; };
    const std::size_t fresh = deliveries.size() - std::min(deliveries.size(), m_deliveries.size());
    const bool grows = deliveries.size() >= m_deliveries.size() &&
                       std::equal(m_deliveries.begin(), m_deliveries.end(),
                           deliveries.begin() + static_cast<std::ptrdiff_t>(fresh), sameId);
    if (!grows) {
        beginResetModel();
        m_deliveries = std::move(deliveries);
        endResetModel();
        return;
    }
    if (fresh > 0) {
        beginInsertRows({}, 0, static_cast<int>(fresh) - 1);
        m_deliveries.insert(
            m_deliveries.begin(), deliveries.begin(), deliveries.begin() + static_cast<std::ptrdiff_t>(fresh));
        endInsertRows();
    }
    m_deliveries = std::move(deliveries);
    if (!m_deliveries.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void DeliveryModel::setTimeStyle(TimeStyle style)
{
    if (std::exchange(m_style, style) != style && !m_deliveries.empty())
        emit dataChanged(index(0, Time), index(rowCount() - 1, Time));
}

const Delivery *DeliveryModel::deliveryAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return nullptr;
    return &m_deliveries[static_cast<std::size_t>(index.row())];
}

QModelIndex DeliveryModel::indexOf(DeliveryId id) const
{
    const auto found = std::ranges::find_if(m_deliveries, [id](const Delivery &delivery) { return delivery.id == id; });
    return found == m_deliveries.end() ? QModelIndex() : index(static_cast<int>(found - m_deliveries.begin()), 0);
}

int DeliveryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_deliveries.size());
}

int DeliveryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString DeliveryModel::text(const Delivery &delivery, int column) const
{
    switch (column) {
    case Time:
        return timeText(delivery.started, m_style, currentMicros());
    case Endpoint: {
        const QString name = visibleLine(delivery.endpointName);
        return delivery.production ? tr("%1 (production)").arg(name) : name;
    }
    case State:
        return deliveryStateTitle(delivery.end.state);
    case Status:
        return statusText(delivery.end.status);
    case Events:
        return QLocale().toString(delivery.events);
    default:
        return {};
    }
}

QVariant DeliveryModel::data(const QModelIndex &index, int role) const
{
    const Delivery *delivery = deliveryAt(index);
    if (!delivery)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*delivery, index.column());
    case Qt::ToolTipRole:
        return delivery->end.message.isEmpty() ? deliveryHeadline(*delivery) : visibleLine(delivery->end.message);
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == Events ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case StateRole:
        return static_cast<int>(delivery->end.state);
    case ProductionRole:
        return delivery->production;
    case IdRole:
        return delivery->id;
    default:
        return {};
    }
}

QVariant DeliveryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Sent");
    case Endpoint:
        return tr("Endpoint");
    case State:
        return tr("Outcome");
    case Status:
        return tr("Status");
    case Events:
        return tr("Events");
    default:
        return {};
    }
}

}

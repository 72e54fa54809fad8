// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries/deliveryicon.h"
#include "deliveries/deliveryview.h"
#include "rowtable.h"
#include "views/deliverymodel.h"
#include "views/latest.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int listHeight = 130;
constexpr int patience = 100;    // milliseconds

// Puts the outcome's symbol before its word.
class OutcomeDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() != DeliveryModel::State)
            return;
        option->features |= QStyleOptionViewItem::HasDecoration;
        const auto state = static_cast<DeliveryState>(index.data(DeliveryModel::StateRole).toInt());
        const bool isSelected = option->state.testFlag(QStyle::State_Selected);
        option->icon = isSelected ? deliveryIcon(state, option->palette.color(QPalette::HighlightedText))
                                  : deliveryIcon(state, option->palette);
        option->decorationSize = {14, 14};
    }
};

}

struct DeliveriesPane::Private {
    Private(DeliveriesPane *pane, EventStore &eventStore);

    void layOut();
    void load();
    void take(Result<std::vector<Delivery>> result);
    void showCurrent();

    DeliveriesPane *q;
    EventStore &store;
    std::optional<EventId> event;
    QByteArray text;
    QTimer soon;    // several changes are one look
    Latest<std::vector<Delivery>> latest;
    DeliveryModel *model;
    QStackedWidget *stack;
    QLabel *nothing;
    QSplitter *splitter;
    QTableView *list;
    DeliveryView *view;
};

DeliveriesPane::Private::Private(DeliveriesPane *pane, EventStore &eventStore)
    : q(pane)
    , store(eventStore)
    , latest(pane, [this](Result<std::vector<Delivery>> result) { take(std::move(result)); })
    , model(new DeliveryModel(pane))
    , stack(new QStackedWidget(pane))
    , nothing(new QLabel(stack))
    , splitter(new QSplitter(Qt::Vertical, stack))
    , list(new QTableView(splitter))
    , view(new DeliveryView(splitter))
{}

void DeliveriesPane::Private::layOut()
{
    nothing->setObjectName(u"deliveriesNothing"_s);
    nothing->setWordWrap(true);
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setMargin(24);
    nothing->setForegroundRole(QPalette::PlaceholderText);
    list->setObjectName(u"deliveriesList"_s);
    list->setAccessibleName(tr("Deliveries of this event"));
    list->setModel(model);
    list->setItemDelegate(new OutcomeDelegate(list));
    dressRowTable(*list);
    list->horizontalHeader()->setStretchLastSection(false);
    list->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    list->horizontalHeader()->setSectionResizeMode(DeliveryModel::Endpoint, QHeaderView::Stretch);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({listHeight, listHeight * 4});
    stack->addWidget(nothing);
    stack->addWidget(splitter);
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(stack);
    q->setFocusProxy(list);
}

void DeliveriesPane::Private::load()
{
    if (event)
        latest.follow(store.deliveries().ofEvent(*event));
}

void DeliveriesPane::Private::take(Result<std::vector<Delivery>> result)
{
    if (!result) {
        if (result.error().kind == Error::Kind::Cancelled)
            return;
        nothing->setText(result.error().message);
        stack->setCurrentWidget(nothing);
        return;
    }
    const QVariant chosen = list->currentIndex().data(DeliveryModel::IdRole);
    model->setDeliveries(std::move(*result));
    const bool isEmpty = model->rowCount() == 0;
    nothing->setText(tr("Not sent yet. Choose Send… (Ctrl+Return) to send this event to an endpoint, or Edit to "
                        "change it first."));
    stack->setCurrentWidget(isEmpty ? static_cast<QWidget *>(nothing) : splitter);
    QModelIndex current = chosen.isValid() ? model->indexOf(chosen.toLongLong()) : QModelIndex();
    if (!current.isValid())
        current = model->index(0, 0);
    list->setCurrentIndex(current);
    showCurrent();
    emit q->titleChanged();
}

void DeliveriesPane::Private::showCurrent()
{
    if (const Delivery *delivery = model->deliveryAt(list->currentIndex()))
        view->setDelivery(*delivery, text);
}

DeliveriesPane::DeliveriesPane(EventStore &store, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, store))
{
    setObjectName(u"deliveriesPane"_s);
    d->layOut();
    d->soon.setSingleShot(true);
    d->soon.setInterval(patience);
    connect(&d->soon, &QTimer::timeout, this, [this] { d->load(); });
    connect(d->list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] { d->showCurrent(); });
    connect(&store.deliveries(), &Deliveries::changed, this, [this] {
        if (!d->soon.isActive())
            d->soon.start();
    });
    setEvent({}, {});
}

DeliveriesPane::~DeliveriesPane() = default;

void DeliveriesPane::setEvent(std::optional<EventId> event, const QByteArray &text)
{
    d->text = text;
    if (event && event == d->event) {
        d->load();
        return;
    }
    d->event = event;
    d->latest.cancel();
    d->model->setDeliveries({});
    d->nothing->setText(event ? QString() : tr("Select an event to see where it was sent."));
    d->stack->setCurrentWidget(d->nothing);
    emit titleChanged();
    d->load();
}

QString DeliveriesPane::title() const
{
    const int count = d->model->rowCount();
    return count > 0 ? tr("Deliveries (%1)").arg(count) : tr("Deliveries");
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries/deliveryview.h"

#include "composer/noticebox.h"
#include "composer/requestview.h"
#include "deliveries/deliveryicon.h"
#include "deliveries/replyview.h"
#include "deliveries/threepanes.h"
#include "deliveries/writtenview.h"
#include "delivery/request.h"
#include "endpoints/productionmark.h"
#include "views/bodytext.h"
#include "views/deliverytext.h"
#include "views/timetext.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QStackedWidget>

#include <functional>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qsizetype mostIds = 20;
constexpr qsizetype longestMessage = 2000;

enum Pane { Written, Out, Back };

bool wentOut(DeliveryState state)
{
    return state != DeliveryState::Failed && state != DeliveryState::Cancelled;
}

Request requestOf(const Delivery &delivery)
{
    Request request;
    request.method = delivery.method;
    request.url = delivery.url;
    request.headers = delivery.headers;
    request.body = delivery.body;
    request.events = delivery.events;
    return request;
}

QString idsText(const std::vector<QByteArray> &ids)
{
    QStringList shown;
    for (qsizetype i = 0; i < std::min<qsizetype>(mostIds, std::ssize(ids)); ++i)
        shown << visibleLine(QString::fromUtf8(ids[static_cast<std::size_t>(i)]));
    if (std::ssize(ids) > mostIds)
        shown << u"\u2026"_s;
    return DeliveryView::tr("The service's ids: %1").arg(shown.join(u", "_s));
}

QLabel *makeLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

}

struct DeliveryView::Private {
    explicit Private(DeliveryView *view);

    void layOut();
    QBoxLayout *headline();
    void dress();
    void tell(const Delivery &delivery);

    DeliveryView *q;
    std::optional<DeliveryState> state;
    QStackedWidget *stack;
    QLabel *nothing;
    QWidget *page;
    QLabel *icon;
    QLabel *title;
    ProductionMark *production;
    QLabel *where;
    NoticeBox *meaning;
    QLabel *message;
    QLabel *timings;
    QLabel *ids;
    ThreePanes *panes;
    WrittenView *written;
    RequestView *request;
    ReplyView *reply;
};

DeliveryView::Private::Private(DeliveryView *view)
    : q(view)
    , stack(new QStackedWidget(view))
    , nothing(makeLabel(u"deliveryNothing"_s, stack))
    , page(new QWidget(stack))
    , icon(new QLabel(page))
    , title(makeLabel(u"deliveryHeadline"_s, page))
    , production(new ProductionMark(page))
    , where(makeLabel(u"deliveryWhere"_s, page))
    , meaning(new NoticeBox(Severity::Warning, page))
    , message(makeLabel(u"deliveryMessage"_s, page))
    , timings(makeLabel(u"deliveryTimings"_s, page))
    , ids(makeLabel(u"deliveryIds"_s, page))
    , panes(new ThreePanes(page))
    , written(new WrittenView(panes))
    , request(new RequestView(panes))
    , reply(new ReplyView(panes))
{
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setMargin(24);
    nothing->setForegroundRole(QPalette::PlaceholderText);
    icon->setObjectName(u"deliveryIcon"_s);
    meaning->setObjectName(u"deliveryMeaning"_s);
    QFont large = title->font();
    large.setBold(true);
    large.setPointSizeF(large.pointSizeF() * 1.2);
    title->setFont(large);
    where->setForegroundRole(QPalette::PlaceholderText);
    timings->setForegroundRole(QPalette::PlaceholderText);
    // What has nothing to say yet takes no room from what stands above.
    for (QWidget *part : std::initializer_list<QWidget *>{production, message, meaning, timings, ids})
        part->hide();
}

QBoxLayout *DeliveryView::Private::headline()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addWidget(title, 1);
    row->addWidget(production, 0, Qt::AlignTop);
    return row;
}

void DeliveryView::Private::layOut()
{
    auto *head = new QVBoxLayout;
    head->setContentsMargins(8, 8, 8, 4);
    head->setSpacing(4);
    head->addLayout(headline());
    for (QWidget *part : std::initializer_list<QWidget *>{message, meaning, where, timings, ids})
        head->addWidget(part);
    panes->addPane(written, tr("What you wrote"));
    panes->addPane(request, tr("What went out"));
    panes->addPane(reply, tr("What came back"));
    panes->showPane(Back);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(panes, 1);
    stack->addWidget(nothing);
    stack->addWidget(page);
    auto *outer = new QVBoxLayout(q);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(stack);
}

void DeliveryView::Private::dress()
{
    if (!state)
        return;
    icon->setPixmap(deliveryIcon(*state, q->palette()).pixmap(20, 20));
    QPalette own = q->palette();
    own.setColor(QPalette::WindowText, deliveryColor(*state, Theme::of(own)));
    title->setPalette(own);
}

void DeliveryView::Private::tell(const Delivery &delivery)
{
    title->setText(deliveryHeadline(delivery));
    production->setVisible(delivery.production);
    where->setText(
        tr("%1 · sent %2 UTC").arg(visibleLine(delivery.endpointName), timeText(delivery.started, TimeStyle::Utc, 0)));
    message->setText(visibleText(delivery.end.message.left(longestMessage)));
    const bool told = delivery.end.message.isEmpty() || delivery.end.message == statusText(delivery.end.status);
    message->setVisible(!told);    // the headline has the status
    meaning->setText(deliveryStateMeaning(delivery.end.state));
    meaning->setSeverity(delivery.end.state == DeliveryState::Unknown ? Severity::Warning : Severity::Info);
    meaning->setVisible(!meaning->text().isEmpty());
    QString times = deliveryTimings(delivery.end.times).join(u" \u00B7 "_s);
    if (!times.isEmpty())
        times.replace(0, 1, times.at(0).toUpper());
    timings->setText(times);
    timings->setVisible(!times.isEmpty());
    ids->setText(idsText(delivery.end.ids));
    ids->setVisible(!delivery.end.ids.empty());
}

DeliveryView::DeliveryView(QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this))
{
    setObjectName(u"deliveryView"_s);
    d->layOut();
    clear(tr("Nothing was sent."));
}

DeliveryView::~DeliveryView() = default;

void DeliveryView::setDelivery(const Delivery &delivery, const QByteArray &written)
{
    d->state = delivery.end.state;
    d->tell(delivery);
    d->dress();
    d->written->setText(written);
    d->request->setRequest(requestOf(delivery));
    d->panes->setTitle(Out, wentOut(delivery.end.state) ? tr("What went out") : tr("What would have gone out"));
    d->reply->setEnd(delivery.end);
    d->stack->setCurrentWidget(d->page);
}

void DeliveryView::clear(const QString &sentence)
{
    d->state.reset();
    d->nothing->setText(sentence);
    d->stack->setCurrentWidget(d->nothing);
}

void DeliveryView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        d->dress();
}

}

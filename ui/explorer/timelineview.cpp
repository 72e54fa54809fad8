// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelineview.h"

#include "explorer/lanelayout.h"
#include "explorer/laneview.h"
#include "explorer/timelinechart.h"
#include "explorer/timelinehead.h"
#include "explorer/timelinelegend.h"
#include "explorer/timelineoverview.h"
#include "views/timelinemodel.h"

#include <QAction>
#include <QActionGroup>
#include <QEvent>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString stackKey = u"timeline/stack"_s;
const QString logKey = u"timeline/logarithmic"_s;
const QString viewKey = u"timeline/view"_s;
const QString laneFieldKey = u"timeline/laneField"_s;
const QString laneOrderKey = u"timeline/laneOrder"_s;
const QString lanesId = u"lanes"_s;

}

struct TimelineView::Private {
    Private(TimelineView &view, EventStore &store, FilterState &filter, EventMarks &marks, QSettings &settings_);

    QAction *action(const QString &name, const QString &title, const QKeySequence &key);
    void makeActions();
    void connectParts(TimelineView &view);
    void restore();
    void follow();
    void align();
    void setLogarithmic(bool on);
    void showLanes(bool on);
    void setLanes(Field field, LaneSpec::Order order);
    void zoom(bool in);
    [[nodiscard]] bool hasLanes() const { return stack->currentWidget() == lanes; }

    QSettings &settings;
    TimelineModel *model;
    LaneModel *laneModel;
    TimelineHead *head;
    TimelineLegend *legend;
    QStackedWidget *stack;
    TimelineChart *chart;
    LaneView *lanes;
    TimelineOverview *overview;
    QAction *histogram = nullptr;
    QAction *laneSwitch = nullptr;
    QAction *zoomIn = nullptr;
    QAction *zoomOut = nullptr;
    QAction *fit = nullptr;
    QAction *clear = nullptr;
    QAction *logarithmic = nullptr;
};

TimelineView::Private::Private(
    TimelineView &view, EventStore &store, FilterState &filter, EventMarks &marks, QSettings &settings_)
    : settings(settings_)
    , model(new TimelineModel(store, filter, &view))
    , laneModel(new LaneModel(store, filter, &view))
    , head(new TimelineHead(*model, &view))
    , legend(new TimelineLegend(&view))
    , stack(new QStackedWidget(&view))
    , chart(new TimelineChart(*model, marks, stack))
    , lanes(new LaneView(*laneModel, *model, marks, stack))
    , overview(new TimelineOverview(*model, &view))
{
    stack->addWidget(chart);
    stack->addWidget(lanes);
    makeActions();
    auto *layout = new QVBoxLayout(&view);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(head);
    layout->addWidget(legend);
    layout->addWidget(stack, 1);
    layout->addWidget(overview);
    connectParts(view);
    restore();
    follow();
}

QAction *TimelineView::Private::action(const QString &name, const QString &title, const QKeySequence &key)
{
    auto *made = new QAction(title, stack);
    made->setObjectName(name);
    made->setShortcut(key);
    made->setShortcutContext(Qt::WidgetShortcut);
    made->setToolTip(key.isEmpty() ? title : u"%1 (%2)"_s.arg(title, key.toString(QKeySequence::NativeText)));
    chart->addAction(made);
    lanes->addAction(made);
    return made;
}

void TimelineView::Private::makeActions()
{
    histogram = action(u"timelineHistogram"_s, TimelineView::tr("Histogram"), Qt::Key_H);
    laneSwitch = action(u"timelineLanes"_s, TimelineView::tr("Lanes"), Qt::Key_L);
    auto *views = new QActionGroup(stack);
    for (QAction *each : {histogram, laneSwitch}) {
        each->setCheckable(true);
        views->addAction(each);
        head->addView(each);
    }
    histogram->setChecked(true);
    logarithmic = action(u"timelineLog"_s, TimelineView::tr("Logarithmic scale"), Qt::Key_G);
    logarithmic->setIconText(TimelineView::tr("Log"));
    logarithmic->setCheckable(true);
    logarithmic->setToolTip(TimelineView::tr(
        "<p>Logarithmic scale (G): each power of ten takes the same height, so that a single event is seen beside "
        "millions. The height of a bar is that of its whole count; its colours share it in proportion.</p>"));
    zoomIn = action(u"timelineZoomIn"_s, TimelineView::tr("Zoom in"), Qt::Key_W);
    zoomOut = action(u"timelineZoomOut"_s, TimelineView::tr("Zoom out"), Qt::Key_S);
    fit = action(u"timelineFit"_s, TimelineView::tr("Fit to selection, then to all"), Qt::Key_F);
    clear = action(u"timelineClear"_s, TimelineView::tr("Clear the time range"), {});
    head->addButton(logarithmic, {});
    head->addButton(zoomIn, u"zoom-in"_s);
    head->addButton(zoomOut, u"zoom-out"_s);
    head->addButton(fit, u"fit"_s);
    head->addButton(clear, u"clear-range"_s);
}

void TimelineView::Private::connectParts(TimelineView &view)
{
    connect(model, &TimelineModel::changed, &view, [this] { follow(); });
    connect(model, &TimelineModel::failed, head, [this](const Error &error) { head->showError(error.message); });
    connect(head, &TimelineHead::allRequested, model, &TimelineModel::showAll);
    connect(head, &TimelineHead::stackChosen, model, [this](HistogramSpec::Stack by) {
        model->setStack(by);
        settings.setValue(stackKey, head->stackId());
    });
    connect(legend, &TimelineLegend::valueClicked, model, &TimelineModel::toggleValue);
    connect(legend, &TimelineLegend::valueExcluded, model, &TimelineModel::excludeValue);
    connect(zoomIn, &QAction::triggered, &view, [this] { zoom(true); });
    connect(zoomOut, &QAction::triggered, &view, [this] { zoom(false); });
    connect(fit, &QAction::triggered, model, &TimelineModel::fit);
    connect(clear, &QAction::triggered, model, &TimelineModel::clearSelection);
    connect(logarithmic, &QAction::toggled, &view, [this](bool on) { setLogarithmic(on); });
    connect(laneSwitch, &QAction::toggled, &view, [this](bool on) { showLanes(on); });
    connect(head, &TimelineHead::lanesChosen, laneModel,
        [this](Field field, LaneSpec::Order order) { setLanes(field, order); });
    connect(laneModel, &LaneModel::failed, head, [this](const Error &error) { head->showError(error.message); });
    connect(lanes, &LaneView::eventChosen, &view, &TimelineView::eventChosen);
}

void TimelineView::Private::restore()
{
    head->setStackId(settings.value(stackKey, u"name"_s).toString());
    model->setStack(head->stack());
    logarithmic->setChecked(settings.value(logKey, false).toBool());
    // Both read before either is set, which writes both.
    const QString field = settings.value(laneFieldKey).toString();
    const QString order = settings.value(laneOrderKey).toString();
    head->setLaneFieldId(field);
    head->setLaneOrderId(order);
    setLanes(head->laneField(), head->laneOrder());
    laneSwitch->setChecked(settings.value(viewKey).toString() == lanesId);
}

void TimelineView::Private::follow()
{
    legend->follow(*model, chart->colors());
    legend->setVisible(model->total() > 0 && !hasLanes());
    for (QAction *each : {zoomIn, zoomOut, fit})
        each->setEnabled(model->extent().has_value());
    clear->setEnabled(model->selection().has_value());
    align();
}

// The overview lies below what it is an overview of.
void TimelineView::Private::align()
{
    if (hasLanes()) {
        const QSize size = lanes->viewport()->size();
        const QRectF plot = LaneLayout(size, lanes->fontMetrics(), model->shown(), false).plot();
        return overview->setInsets(qRound(plot.left()), lanes->width() - qRound(plot.right()));
    }
    const QMarginsF margins = plotMargins(chart->fontMetrics());
    overview->setInsets(qRound(margins.left()), qRound(margins.right()));
}

void TimelineView::Private::showLanes(bool on)
{
    const bool focus = stack->currentWidget()->hasFocus();
    stack->setCurrentWidget(on ? static_cast<QWidget *>(lanes) : chart);
    if (focus)
        stack->currentWidget()->setFocus(Qt::OtherFocusReason);
    head->setLanes(on);
    logarithmic->setEnabled(!on);
    settings.setValue(viewKey, on ? lanesId : u"histogram"_s);
    follow();
}

void TimelineView::Private::setLanes(Field field, LaneSpec::Order order)
{
    laneModel->setField(field);
    laneModel->setOrder(order);
    settings.setValue(laneFieldKey, head->laneFieldId());
    settings.setValue(laneOrderKey, head->laneOrderId());
}

void TimelineView::Private::zoom(bool in)
{
    if (hasLanes())
        in ? lanes->zoomIn() : lanes->zoomOut();
    else
        in ? chart->zoomIn() : chart->zoomOut();
}

void TimelineView::Private::setLogarithmic(bool on)
{
    chart->setLogarithmic(on);
    overview->setLogarithmic(on);
    settings.setValue(logKey, on);
}

TimelineView::TimelineView(
    EventStore &store, FilterState &filter, EventMarks &marks, QSettings &settings, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(*this, store, filter, marks, settings))
{
    setObjectName(u"timeline"_s);
}

TimelineView::~TimelineView() = default;

QSize TimelineView::sizeHint() const
{
    return {700, 19 * fontMetrics().height()};
}

QList<QAction *> TimelineView::zoomActions() const
{
    return {d->histogram, d->laneSwitch, d->logarithmic, d->zoomIn, d->zoomOut, d->fit, d->clear};
}

HistogramSpec::Stack TimelineView::stack() const
{
    return d->model->stack();
}

void TimelineView::setStack(HistogramSpec::Stack stack)
{
    d->head->setStack(stack);
}

void TimelineView::setServiceTitles(const QHash<QByteArray, QString> &titles)
{
    d->model->setServiceTitles(titles);
    d->laneModel->setServiceTitles(titles);
}

void TimelineView::setLocalTime(bool local)
{
    d->model->setZone(local ? QTimeZone::systemTimeZone() : QTimeZone::utc());
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    QTimer::singleShot(0, this, [this] { d->align(); });    // once the layout has moved the others
}

void TimelineView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        d->align();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelineview.h"

#include "explorer/timelinechart.h"
#include "explorer/timelinehead.h"
#include "explorer/timelinelegend.h"
#include "explorer/timelineoverview.h"
#include "views/timelinemodel.h"

#include <QAction>
#include <QEvent>
#include <QSettings>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString stackKey = u"timeline/stack"_s;
const QString logKey = u"timeline/logarithmic"_s;

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

    QSettings &settings;
    TimelineModel *model;
    TimelineHead *head;
    TimelineLegend *legend;
    TimelineChart *chart;
    TimelineOverview *overview;
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
    , head(new TimelineHead(*model, &view))
    , legend(new TimelineLegend(&view))
    , chart(new TimelineChart(*model, marks, &view))
    , overview(new TimelineOverview(*model, &view))
{
    makeActions();
    auto *layout = new QVBoxLayout(&view);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(head);
    layout->addWidget(legend);
    layout->addWidget(chart, 1);
    layout->addWidget(overview);
    align();
    connectParts(view);
    restore();
    follow();
}

QAction *TimelineView::Private::action(const QString &name, const QString &title, const QKeySequence &key)
{
    auto *made = new QAction(title, chart);
    made->setObjectName(name);
    made->setShortcut(key);
    made->setShortcutContext(Qt::WidgetShortcut);
    made->setToolTip(key.isEmpty() ? title : u"%1 (%2)"_s.arg(title, key.toString(QKeySequence::NativeText)));
    chart->addAction(made);
    return made;
}

void TimelineView::Private::makeActions()
{
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
    connect(head, &TimelineHead::stackChosen, model, [this](HistogramSpec::Stack stack) {
        model->setStack(stack);
        settings.setValue(stackKey, head->stackId());
    });
    connect(legend, &TimelineLegend::valueClicked, model, &TimelineModel::toggleValue);
    connect(legend, &TimelineLegend::valueExcluded, model, &TimelineModel::excludeValue);
    connect(zoomIn, &QAction::triggered, chart, &TimelineChart::zoomIn);
    connect(zoomOut, &QAction::triggered, chart, &TimelineChart::zoomOut);
    connect(fit, &QAction::triggered, model, &TimelineModel::fit);
    connect(clear, &QAction::triggered, model, &TimelineModel::clearSelection);
    connect(logarithmic, &QAction::toggled, &view, [this](bool on) { setLogarithmic(on); });
}

void TimelineView::Private::restore()
{
    head->setStackId(settings.value(stackKey, u"name"_s).toString());
    model->setStack(head->stack());
    logarithmic->setChecked(settings.value(logKey, false).toBool());
}

void TimelineView::Private::follow()
{
    legend->setSeries(model->histogram().series, model->stack(), chart->colors(), model->chosenValues());
    legend->setVisible(model->total() > 0);
    for (QAction *each : {zoomIn, zoomOut, fit})
        each->setEnabled(model->extent().has_value());
    clear->setEnabled(model->selection().has_value());
}

void TimelineView::Private::align()
{
    const QMarginsF margins = plotMargins(chart->fontMetrics());
    overview->setInsets(qRound(margins.left()), qRound(margins.right()));
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
    return {d->zoomIn, d->zoomOut, d->fit, d->clear, d->logarithmic};
}

HistogramSpec::Stack TimelineView::stack() const
{
    return d->model->stack();
}

void TimelineView::setStack(HistogramSpec::Stack stack)
{
    d->head->setStack(stack);
}

void TimelineView::setLocalTime(bool local)
{
    d->model->setZone(local ? QTimeZone::systemTimeZone() : QTimeZone::utc());
}

void TimelineView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        d->align();
}

}

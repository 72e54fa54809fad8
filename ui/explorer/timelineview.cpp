// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelineview.h"

#include "explorer/timelinechart.h"
#include "explorer/timelinelegend.h"
#include "views/timelinemodel.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString stackKey = u"timeline/stack"_s;

struct StackChoice {
    HistogramSpec::Stack stack;
    const char *id;
    const char *title;
};

constexpr std::array stackChoices{
    StackChoice{HistogramSpec::Stack::Name, "name", QT_TRANSLATE_NOOP("eventscope::TimelineView", "Event name")},
    StackChoice{HistogramSpec::Stack::Service, "service", QT_TRANSLATE_NOOP("eventscope::TimelineView", "Service")},
    StackChoice{HistogramSpec::Stack::Verdict, "verdict", QT_TRANSLATE_NOOP("eventscope::TimelineView", "Verdict")},
    StackChoice{HistogramSpec::Stack::Tenant, "tenant", QT_TRANSLATE_NOOP("eventscope::TimelineView", "Tenant")},
};

}

struct TimelineView::Private {
    Private(TimelineView &view, EventStore &store, FilterState &filter, QSettings &settings_);

    QAction *action(const QString &name, const QString &icon, const QString &title, const QKeySequence &key);
    QHBoxLayout *header(TimelineView &view);
    void paintIcons(const QPalette &palette);
    void follow();
    void setStack(HistogramSpec::Stack stack);

    QSettings &settings;
    TimelineModel *model;
    TimelineChart *chart;
    TimelineLegend *legend;
    QComboBox *stacks;
    QLabel *width;
    QLabel *notice;
    QAction *zoomIn = nullptr;
    QAction *zoomOut = nullptr;
    QAction *fit = nullptr;
    QAction *clear = nullptr;
    QList<std::pair<QAction *, QString>> icons;
};

TimelineView::Private::Private(TimelineView &view, EventStore &store, FilterState &filter, QSettings &settings_)
    : settings(settings_)
    , model(new TimelineModel(store, filter, &view))
    , chart(new TimelineChart(*model, &view))
    , legend(new TimelineLegend(&view))
    , stacks(new QComboBox(&view))
    , width(new QLabel(&view))
    , notice(new QLabel(&view))
{
    stacks->setObjectName(u"timelineStack"_s);
    stacks->setAccessibleName(TimelineView::tr("Colour the timeline by"));
    stacks->setToolTip(TimelineView::tr("What the colours of the timeline stand for"));
    for (const StackChoice &choice : stackChoices)
        stacks->addItem(TimelineView::tr(choice.title), QString::fromLatin1(choice.id));
    width->setObjectName(u"timelineBucket"_s);
    notice->setObjectName(u"timelineNotice"_s);
    notice->setTextInteractionFlags(Qt::TextBrowserInteraction);
    zoomIn = action(u"timelineZoomIn"_s, u"zoom-in"_s, TimelineView::tr("Zoom in"), Qt::Key_W);
    zoomOut = action(u"timelineZoomOut"_s, u"zoom-out"_s, TimelineView::tr("Zoom out"), Qt::Key_S);
    fit = action(u"timelineFit"_s, u"fit"_s, TimelineView::tr("Fit to selection, then to all"), Qt::Key_F);
    clear = action(u"timelineClear"_s, u"clear-range"_s, TimelineView::tr("Clear the time range"), {});
}

QAction *TimelineView::Private::action(
    const QString &name, const QString &icon, const QString &title, const QKeySequence &key)
{
    auto *made = new QAction(title, chart);
    made->setObjectName(name);
    made->setShortcut(key);
    made->setShortcutContext(Qt::WidgetShortcut);
    made->setToolTip(key.isEmpty() ? title : u"%1 (%2)"_s.arg(title, key.toString(QKeySequence::NativeText)));
    chart->addAction(made);
    icons.append({made, icon});
    return made;
}

QHBoxLayout *TimelineView::Private::header(TimelineView &view)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(stacks);
    row->addSpacing(6);
    row->addWidget(width);
    row->addSpacing(6);
    row->addWidget(notice, 1);
    for (QAction *each : {zoomIn, zoomOut, fit, clear}) {
        auto *button = new QToolButton(&view);
        button->setObjectName(each->objectName() + u"Button"_s);
        button->setDefaultAction(each);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(each->text());
        row->addWidget(button);
    }
    return row;
}

void TimelineView::Private::paintIcons(const QPalette &palette)
{
    for (const auto &[action, icon] : std::as_const(icons))
        action->setIcon(themedIcon(icon, palette));
    QPalette subtle = palette;
    subtle.setColor(QPalette::WindowText, Theme::of(palette).subtleText);
    width->setPalette(subtle);
    notice->setPalette(subtle);
}

void TimelineView::Private::follow()
{
    legend->setSeries(model->histogram().series, model->stack(), chart->colors(), model->chosenValues());
    const bool empty = model->total() == 0;
    legend->setVisible(!empty);
    width->setText(empty ? QString() : TimelineView::tr("1 bar = %1").arg(spanText(model->buckets().width)));
    const qint64 outside = model->outside();
    const QString count = QLocale().toString(qlonglong{outside});
    notice->setText(
        outside == 0
            ? QString()
            : (outside == 1 ? TimelineView::tr("1 event lies far outside. <a href='#all'>Show all</a>")
                            : TimelineView::tr("%1 events lie far outside. <a href='#all'>Show all</a>").arg(count)));
    for (QAction *each : {zoomIn, zoomOut, fit})
        each->setEnabled(model->extent().has_value());
    clear->setEnabled(model->selection().has_value());
}

void TimelineView::Private::setStack(HistogramSpec::Stack stack)
{
    model->setStack(stack);
    for (size_t i = 0; i < stackChoices.size(); ++i) {
        if (stackChoices[i].stack == stack)
            stacks->setCurrentIndex(static_cast<int>(i));
    }
    settings.setValue(stackKey, stacks->currentData());
}

TimelineView::TimelineView(EventStore &store, FilterState &filter, QSettings &settings, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(*this, store, filter, settings))
{
    setObjectName(u"timeline"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(d->header(*this));
    layout->addWidget(d->legend);
    layout->addWidget(d->chart, 1);
    d->paintIcons(palette());

    connect(d->model, &TimelineModel::changed, this, [this] { d->follow(); });
    connect(d->model, &TimelineModel::failed, this, [this](const Error &error) { d->notice->setText(error.message); });
    connect(d->legend, &TimelineLegend::valueClicked, d->model, &TimelineModel::toggleValue);
    connect(d->zoomIn, &QAction::triggered, d->chart, &TimelineChart::zoomIn);
    connect(d->zoomOut, &QAction::triggered, d->chart, &TimelineChart::zoomOut);
    connect(d->fit, &QAction::triggered, d->model, &TimelineModel::fit);
    connect(d->clear, &QAction::triggered, d->model, &TimelineModel::clearSelection);
    connect(d->notice, &QLabel::linkActivated, d->model, &TimelineModel::showAll);
    connect(d->stacks, &QComboBox::currentIndexChanged, this,
        [this](int index) { setStack(stackChoices[static_cast<size_t>(std::max(0, index))].stack); });

    const int known = d->stacks->findData(settings.value(stackKey, u"name"_s));
    setStack(stackChoices[static_cast<size_t>(std::max(0, known))].stack);
    d->follow();
}

TimelineView::~TimelineView() = default;

QSize TimelineView::sizeHint() const
{
    return {700, 17 * fontMetrics().height()};
}

QList<QAction *> TimelineView::zoomActions() const
{
    return {d->zoomIn, d->zoomOut, d->fit, d->clear};
}

HistogramSpec::Stack TimelineView::stack() const
{
    return d->model->stack();
}

void TimelineView::setStack(HistogramSpec::Stack stack)
{
    d->setStack(stack);
}

void TimelineView::setLocalTime(bool local)
{
    d->model->setZone(local ? QTimeZone::systemTimeZone() : QTimeZone::utc());
}

void TimelineView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        d->paintIcons(palette());
        d->notice->clear();    // a link has the colour of when it was set
        d->follow();
    }
}

}

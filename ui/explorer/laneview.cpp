// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/laneview_p.h"

#include "explorer/lanewords.h"
#include "theme.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr double snapPixels = 5;      // a selection begins and ends with a bar of this width, as in the histogram
constexpr double wheelPan = 0.125;    // of the width, a notch
constexpr double laneKeyZoom = 2;
constexpr double laneNotchZoom = 1.25;

}

LaneLayout LaneView::Private::layout() const
{
    const LaneLayout layout(view.viewport()->size(), view.fontMetrics(), timeline.shown(), marks.first().has_value());
    return layout.scrolledTo(view.verticalScrollBar()->value());
}

TimeRange LaneView::Private::dragged() const
{
    const LaneLayout now = layout();
    const TimeBuckets bars =
        bucketsFor(now.axis().range(), static_cast<int>(now.plot().width() / snapPixels), timeline.zone());
    const Micros a = now.axis().time(press.x() - now.plot().left());
    const Micros b = now.axis().time(lastX - now.plot().left());
    return {bars.at(bars.indexOf(std::min(a, b))).from, bars.at(bars.indexOf(std::max(a, b))).to};
}

std::optional<LaneScene::Place> LaneView::Private::placeAt(QPointF position) const
{
    const LaneLayout now = layout();
    const auto index = now.laneAt(position, model.lanes());
    if (!index)
        return {};
    const Lane *lane = model.lane(*index);
    const Lane::Mark *mark =
        lane && now.header().right() < position.x() ? now.markAt(model, *lane, position.x()) : nullptr;
    return LaneScene::Place{*index, mark ? std::optional(mark->row) : std::nullopt};
}

const Lane::Mark *LaneView::Private::markAt(const LaneScene::Place &place) const
{
    const Lane *lane = model.lane(place.lane);
    return lane && place.row ? markOf(model, *lane, *place.row) : nullptr;
}

std::optional<LaneScene::Place> LaneView::Private::cursorPlace() const
{
    if (!cursor.lane())
        return {};
    return LaneScene::Place{*cursor.lane(), cursor.row()};
}

// The scroll bar, the model and what is seen, after anything changed.
void LaneView::Private::follow()
{
    cursor.follow();
    const LaneLayout now = layout();
    QScrollBar *bar = view.verticalScrollBar();
    bar->setRange(0, now.scrollRange(model.lanes()));
    bar->setPageStep(std::max(1, static_cast<int>(now.plot().height())));
    bar->setSingleStep(now.rowHeight());
    tellModel();
    hovered.reset();
    describe();
    view.viewport()->update();
}

void LaneView::Private::tellModel()
{
    const LaneLayout now = layout();
    if (const auto shown = timeline.shown())
        model.setRange(*shown, static_cast<int>(now.plot().width()), now.markWidth());
    model.setVisible(static_cast<qsizetype>(now.firstLane()), static_cast<qsizetype>(now.visibleLanes()));
}

void LaneView::Private::describe()
{
    const bool here = view.hasFocus() && cursor.currentLane();
    const QString text = here ? lanesDescription(model, cursor.currentLane(), cursor.currentMark(), timeline.zone())
                              : lanesDescription(model, nullptr, nullptr, timeline.zone());
    if (text != view.accessibleDescription())
        view.setAccessibleDescription(text);
}

void LaneView::Private::hover(QPointF position, QPoint at)
{
    hovered = placeAt(position);
    const Lane *lane = hovered ? model.lane(hovered->lane) : nullptr;
    const Lane::Mark *mark = hovered ? markAt(*hovered) : nullptr;
    if (mark)
        QToolTip::showText(at, markDetails(model, *mark, timeline.zone()), &view);
    else if (lane && position.x() < layout().header().right())
        QToolTip::showText(at, laneDetails(model, *lane, timeline.zone()), &view);
    else
        QToolTip::hideText();
    view.viewport()->setCursor(mark ? Qt::PointingHandCursor : Qt::ArrowCursor);
    view.viewport()->update();
}

void LaneView::Private::zoomAt(double x, double factor)
{
    const LaneLayout now = layout();
    const QRectF plot = now.plot();
    if (timeline.shown())
        timeline.show(now.axis().zoomed(std::clamp(x, plot.left(), plot.right()) - plot.left(), factor).range());
}

void LaneView::Private::pan(double pixels)
{
    if (timeline.shown())
        timeline.show(layout().axis().panned(pixels).range());
}

void LaneView::Private::cancelDrag()
{
    drag = Drag::None;
    moved = false;
    timeline.setHeld(false);
    view.viewport()->unsetCursor();
    view.viewport()->update();
}

// A drag is over, or was a click.
void LaneView::Private::release(QPointF position)
{
    lastX = position.x();
    const bool selects = drag == Drag::Select && moved;
    // From the column of values nothing is dragged; what is released elsewhere is no click there either.
    const bool clicks =
        drag == Drag::Select && !moved && (position - press).manhattanLength() < QApplication::startDragDistance();
    const TimeRange range = dragged();
    cancelDrag();
    if (selects)
        return timeline.select(range);
    const auto place = clicks ? placeAt(position) : std::nullopt;
    if (!place)
        return;
    cursor.set(place->lane, place->row);
    describe();
    if (place->row)
        emit view.eventChosen(*place->row);
}

LaneView::LaneView(LaneModel &lanes, TimelineModel &timeline, EventMarks &marks, QWidget *parent)
    : QAbstractScrollArea(parent)
    , d(std::make_unique<Private>(*this, lanes, timeline, marks))
{
    setObjectName(u"laneView"_s);
    setAccessibleName(tr("Lanes"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&lanes, &LaneModel::changed, this, [this] { d->follow(); });
    connect(&timeline, &TimelineModel::changed, this, [this] { d->follow(); });
    connect(&marks, &EventMarks::changed, this, [this] { d->follow(); });
    d->follow();
}

LaneView::~LaneView() = default;

QSize LaneView::sizeHint() const
{
    return {700, 17 * fontMetrics().height()};
}

QSize LaneView::minimumSizeHint() const
{
    return {240, 6 * fontMetrics().height()};
}

void LaneView::zoomIn()
{
    const QRectF plot = d->layout().plot();
    if (viewport()->underMouse())
        d->zoomAt(viewport()->mapFromGlobal(QCursor::pos()).x(), laneKeyZoom);
    else if (hasFocus() && d->cursor.row())
        d->zoomAt(d->layout().x(d->model.columns().time(*d->cursor.row())), laneKeyZoom);
    else
        d->zoomAt(plot.center().x(), laneKeyZoom);
}

void LaneView::zoomOut()
{
    const double middle = d->layout().plot().center().x();
    d->zoomAt(viewport()->underMouse() ? viewport()->mapFromGlobal(QCursor::pos()).x() : middle, 1 / laneKeyZoom);
}

bool LaneView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Enter)
        d->model.setHeld(true);
    if (event->type() == QEvent::Leave) {
        d->model.setHeld(false);
        d->hovered.reset();
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void LaneView::scrollContentsBy(int, int)
{
    d->hovered.reset();
    d->tellModel();
    viewport()->update();
}

void LaneView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().color(QPalette::Base));
    if (!d->isEmpty() && d->timeline.shown()) {
        LaneScene scene{d->layout(), d->model, d->marks, d->timeline.zone(), {}, {}, {}};
        scene.brush = d->drag == Private::Drag::Select && d->moved ? d->dragged() : d->timeline.selection();
        scene.hovered = d->hovered;
        scene.cursor = d->cursorPlace();
        scene.focused = hasFocus();
        paintLanes(painter, scene, palette());
    } else {
        // Lanes of an answer before, while it is not known of which time those to come are.
        const QString text = d->isEmpty() ? emptyLanesText(d->model) : tr("Searching…");
        painter.setPen(Theme::of(palette()).subtleText);
        painter.drawText(viewport()->rect().adjusted(12, 8, -12, -8), Qt::AlignCenter | Qt::TextWordWrap, text);
    }
    if (hasFocus()) {
        painter.setPen(QPen(Theme::of(palette()).accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

void LaneView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    d->follow();
}

void LaneView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        d->follow();
}

void LaneView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    d->model.setActive(true);
    d->follow();
}

void LaneView::hideEvent(QHideEvent *event)
{
    QAbstractScrollArea::hideEvent(event);
    d->model.setActive(false);
    d->model.setHeld(false);
    d->cancelDrag();
}

void LaneView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::MiddleButton) {
        if (const auto place = d->placeAt(event->position()); place && place->row)
            d->marks.toggle(*place->row);
        return;
    }
    if (event->button() != Qt::LeftButton || d->isEmpty())
        return QAbstractScrollArea::mousePressEvent(event);
    d->drag = event->modifiers().testFlag(Qt::ShiftModifier) ? Private::Drag::Pan : Private::Drag::Select;
    d->moved = false;
    d->press = event->position();
    d->lastX = d->press.x();
    d->pressAxis = d->layout().axis();
    d->timeline.setHeld(true);
    if (d->drag == Private::Drag::Pan)
        viewport()->setCursor(Qt::ClosedHandCursor);
}

void LaneView::mouseMoveEvent(QMouseEvent *event)
{
    if (d->drag == Private::Drag::None)
        return d->hover(event->position(), event->globalPosition().toPoint() + QPoint(12, 12));
    d->lastX = event->position().x();
    const bool inPlot = d->press.x() > d->layout().header().right();
    d->moved = d->moved || (inPlot && std::abs(d->lastX - d->press.x()) >= QApplication::startDragDistance() / 2.0);
    if (d->drag == Private::Drag::Pan && d->pressAxis)
        d->timeline.show(d->pressAxis->panned(d->press.x() - d->lastX).range());
    viewport()->update();
}

void LaneView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::MiddleButton)
        return;
    if (d->drag == Private::Drag::None)
        return QAbstractScrollArea::mouseReleaseEvent(event);
    d->release(event->position());
}

void LaneView::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    const bool sideways = event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(angle.x()) > std::abs(angle.y());
    const double notches = (std::abs(angle.x()) > std::abs(angle.y()) ? angle.x() : angle.y()) / 120.0;
    if (event->modifiers().testFlag(Qt::ControlModifier))
        d->zoomAt(event->position().x(), std::pow(laneNotchZoom, notches));
    else if (sideways)
        d->pan(-notches * d->layout().plot().width() * wheelPan);
    else
        return QAbstractScrollArea::wheelEvent(event);
    event->accept();
}

void LaneView::keyPressEvent(QKeyEvent *event)
{
    if (!d->steer(event) && !d->act(event))
        event->ignore();
}

void LaneView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const auto place = byKey ? d->cursorPlace() : d->placeAt(event->pos());
    const Lane *lane = place ? d->model.lane(place->lane) : nullptr;
    if (!lane)
        return event->ignore();
    QMenu menu(this);
    menu.setObjectName(u"laneMenu"_s);
    d->fillMenu(menu, *lane, place->row);
    const QRectF row = d->layout().row(place->lane);
    const QPoint below = viewport()->mapToGlobal(QPointF(row.left() + 24, row.bottom()).toPoint());
    menu.exec(byKey ? below : event->globalPos());
}

void LaneView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    d->describe();
    viewport()->update();
}

void LaneView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    d->describe();
    viewport()->update();
}

}

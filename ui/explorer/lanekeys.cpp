// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/laneview_p.h"

#include "explorer/lanewords.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr double laneKeyPan = 0.25;
constexpr int longestValue = 40;    // letters in the menu

}

void LaneView::Private::moveLane(qint64 lane)
{
    if (isEmpty())
        return;
    cursor.moveToLane(std::clamp<qint64>(lane, 0, model.lanes() - 1));
    cursorMoved();
}

void LaneView::Private::cursorMoved()
{
    if (cursor.lane())
        view.verticalScrollBar()->setValue(layout().scrollToShow(*cursor.lane()));
    showCursorTime();
    showCursorDetails();
    describe();
    view.viewport()->update();
}

// Pans to the event that the cursor is at.
void LaneView::Private::showCursorTime()
{
    const auto shown = timeline.shown();
    if (!cursor.row() || !shown)
        return;
    const LaneLayout now = layout();
    const double x = now.x(model.columns().time(*cursor.row()));
    if (x < now.plot().left() || x > now.plot().right())
        pan(x - now.plot().center().x());
}

void LaneView::Private::showCursorDetails()
{
    const Lane::Mark *mark = cursor.currentMark();
    if (!mark)
        return QToolTip::hideText();
    const LaneLayout now = layout();
    const QPointF at(now.extent(model, *mark).second + 8, now.row(*cursor.lane()).bottom());
    QToolTip::showText(view.viewport()->mapToGlobal(at.toPoint()), markDetails(model, *mark, timeline.zone()), &view);
}

// Keys that move the cursor.
bool LaneView::Private::steer(QKeyEvent *event)
{
    const bool whole = event->modifiers().testFlag(Qt::ControlModifier);
    const bool ends = event->key() == Qt::Key_Home || event->key() == Qt::Key_End;
    if (isEmpty() || (whole && !ends) || event->modifiers() & (Qt::AltModifier | Qt::MetaModifier))
        return false;
    const LaneLayout now = layout();
    const qint64 lane = cursor.lane().value_or(-1);
    const qint64 page = std::max<qint64>(1, now.visibleLanes() - 2);
    const auto inLane = [this](auto move) {
        if (!cursor.lane())
            moveLane(layout().firstLane());
        if (move())
            cursorMoved();
        return true;
    };
    switch (event->key()) {
    case Qt::Key_Up:
        return moveLane(lane - 1), true;
    case Qt::Key_Down:
        return moveLane(lane < 0 ? now.firstLane() : lane + 1), true;
    case Qt::Key_PageUp:
        return moveLane(lane - page), true;
    case Qt::Key_PageDown:
        return moveLane(lane + page), true;
    case Qt::Key_Left:
    case Qt::Key_Right:
        return inLane([&] { return cursor.step(event->key() == Qt::Key_Right, now.axis().range()); });
    case Qt::Key_Home:
    case Qt::Key_End:
        if (whole)
            return moveLane(event->key() == Qt::Key_End ? model.lanes() - 1 : 0), true;
        return inLane([&] { return cursor.jump(event->key() == Qt::Key_End, now.axis().range()); });
    default:
        return false;
    }
}

void LaneView::Private::copyValue()
{
    if (const Lane *lane = cursor.currentLane())
        QGuiApplication::clipboard()->setText(QString::fromUtf8(lane->value));
}

bool LaneView::Private::escape()
{
    if (drag != Drag::None)
        cancelDrag();
    else if (timeline.selection())
        timeline.clearSelection();
    else
        return false;
    return true;
}

bool LaneView::Private::act(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copyValue();
        return cursor.lane().has_value();
    }
    if (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier))
        return false;
    const double step = layout().plot().width() * laneKeyPan;
    switch (event->key()) {
    case Qt::Key_A:
        return pan(-step), true;
    case Qt::Key_D:
        return pan(step), true;
    case Qt::Key_W:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return view.zoomIn(), true;
    case Qt::Key_S:
    case Qt::Key_Minus:
        return view.zoomOut(), true;
    case Qt::Key_F:
        return timeline.fit(), true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (cursor.row())
            emit view.eventChosen(*cursor.row());
        return cursor.row().has_value();
    case Qt::Key_M:
        if (cursor.row())
            marks.toggle(*cursor.row());
        return cursor.row().has_value();
    case Qt::Key_Escape:
        return escape();
    default:
        return false;
    }
}

void LaneView::Private::fillMenu(QMenu &menu, const Lane &lane, std::optional<Row> row)
{
    const auto add = [&menu](const QString &name, const QString &text, auto does) {
        menu.addAction(text, std::move(does))->setObjectName(name);
    };
    QString title = laneTitle(model, lane.value);
    if (title.size() > longestValue)
        title = title.left(longestValue - 1) + u'…';
    title.replace(u'&', u"&&"_s);
    const QByteArray value = lane.value;
    if (row) {
        const Row chosen = *row;
        add(u"laneChooseEvent"_s, tr("Show &event in the table"), [this, chosen] { emit view.eventChosen(chosen); });
        add(u"laneMarkEvent"_s, marks.isMarked(chosen) ? tr("Take the &mark away") : tr("&Mark event"),
            [this, chosen] { marks.toggle(chosen); });
        menu.addSeparator();
    }
    add(u"laneFilterFor"_s, tr("&Filter for “%1”").arg(title), [this, value] { model.filterFor(value); });
    add(u"laneFilterOut"_s, tr("Filter &out “%1”").arg(title), [this, value] { model.filterOut(value); });
    add(u"laneShowOnly"_s, tr("Show &all events of “%1”, and no others").arg(title),
        [this, value] { model.showOnly(value); });
    menu.addSeparator();
    add(u"laneCopyValue"_s, tr("&Copy value"),
        [value] { QGuiApplication::clipboard()->setText(QString::fromUtf8(value)); });
}

}

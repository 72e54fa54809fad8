// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelinehead.h"

#include "theme.h"
#include "views/timelinemodel.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

namespace {

struct StackChoice {
    HistogramSpec::Stack stack;
    const char *id;
    const char *title;
};

constexpr std::array stackChoices{
    StackChoice{HistogramSpec::Stack::Name, "name", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "Event name")},
    StackChoice{HistogramSpec::Stack::Service, "service", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "Service")},
    StackChoice{HistogramSpec::Stack::Verdict, "verdict", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "Verdict")},
    StackChoice{HistogramSpec::Stack::Tenant, "tenant", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "Tenant")},
};

struct FieldChoice {
    Field field;
    const char *id;
    const char *title;
};

constexpr std::array fieldChoices{
    FieldChoice{Field::User, "user", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "A lane for each user")},
    FieldChoice{Field::Tenant, "tenant", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "A lane for each tenant")},
    FieldChoice{Field::Name, "name", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "A lane for each event name")},
    FieldChoice{Field::Service, "service", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "A lane for each service")},
};

struct OrderChoice {
    LaneSpec::Order order;
    const char *id;
    const char *title;
};

constexpr std::array orderChoices{
    OrderChoice{LaneSpec::Order::Count, "count", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "Most events first")},
    OrderChoice{LaneSpec::Order::FirstSeen, "first", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "First seen first")},
    OrderChoice{LaneSpec::Order::Value, "value", QT_TRANSLATE_NOOP("eventscope::TimelineHead", "Alphabetical")},
};

size_t chosen(const QComboBox *box)
{
    return static_cast<size_t>(std::max(0, box->currentIndex()));
}

void choose(QComboBox *box, const QString &id)
{
    box->setCurrentIndex(std::max(0, box->findData(id)));
}

}

TimelineHead::TimelineHead(const TimelineModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_row(new QHBoxLayout(this))
    , m_views(new QHBoxLayout)
    , m_stacks(
          chooser(u"timelineStack"_s, tr("Colour the timeline by"), tr("What the colours of the timeline stand for")))
    , m_laneFields(chooser(u"timelineLaneField"_s, tr("Lanes of the timeline"), tr("What each lane stands for")))
    , m_laneOrders(chooser(u"timelineLaneOrder"_s, tr("Order of the lanes"), tr("Which lanes come first")))
    , m_width(label(u"timelineBucket"_s))
    , m_state(label(u"timelineState"_s))
    , m_notice(label(u"timelineNotice"_s))
{
    setObjectName(u"timelineHead"_s);
    fillChoosers();
    m_notice->setTextInteractionFlags(Qt::TextBrowserInteraction);
    // Where there is little room their ends are cut, rather than the panels beside made narrower.
    m_state->setMinimumWidth(1);
    m_notice->setMinimumWidth(1);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(6);
    m_views->setSpacing(0);
    m_row->addLayout(m_views);
    for (QComboBox *each : {m_stacks, m_laneFields, m_laneOrders})
        m_row->addWidget(each);
    m_row->addWidget(m_width);
    m_row->addWidget(m_state);
    m_row->addWidget(m_notice, 1);
    setLanes(false);
    m_slow.setSingleShot(true);
    m_slow.setInterval(300ms);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        m_late = true;
        showState();
    });
    connect(&m_model, &TimelineModel::asked, this, &TimelineHead::showState);
    connect(&m_model, &TimelineModel::changed, this, &TimelineHead::follow);
    connect(m_stacks, &QComboBox::currentIndexChanged, this, [this] { emit stackChosen(stack()); });
    for (const QComboBox *each : {m_laneFields, m_laneOrders})
        connect(each, &QComboBox::currentIndexChanged, this, [this] { emit lanesChosen(laneField(), laneOrder()); });
    connect(m_notice, &QLabel::linkActivated, this, &TimelineHead::allRequested);
}

QLabel *TimelineHead::label(const QString &name)
{
    auto *made = new QLabel(this);
    made->setObjectName(name);
    return made;
}

QComboBox *TimelineHead::chooser(const QString &name, const QString &title, const QString &tip)
{
    auto *made = new QComboBox(this);
    made->setObjectName(name);
    made->setAccessibleName(title);
    made->setToolTip(tip);
    return made;
}

void TimelineHead::fillChoosers()
{
    for (const StackChoice &choice : stackChoices)
        m_stacks->addItem(tr(choice.title), QString::fromLatin1(choice.id));
    for (const FieldChoice &choice : fieldChoices)
        m_laneFields->addItem(tr(choice.title), QString::fromLatin1(choice.id));
    for (const OrderChoice &choice : orderChoices)
        m_laneOrders->addItem(tr(choice.title), QString::fromLatin1(choice.id));
}

void TimelineHead::addView(QAction *action)
{
    auto *button = new QToolButton(this);
    button->setObjectName(action->objectName() + u"Button"_s);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text());
    m_views->addWidget(button);
    connect(action, &QAction::toggled, this, &TimelineHead::paintViews);
    paintViews();
}

// The view in front is told from the other in any theme.
void TimelineHead::paintViews()
{
    const Theme theme = Theme::of(palette());
    for (auto *button : findChildren<QToolButton *>()) {
        if (button->autoRaise() || !button->isCheckable())
            continue;
        QPalette colors = palette();
        if (button->isChecked()) {
            colors.setColor(QPalette::Button, theme.noticeFill);
            colors.setColor(QPalette::ButtonText, theme.accent);
        }
        button->setPalette(colors);
    }
}

void TimelineHead::addButton(QAction *action, const QString &icon)
{
    auto *button = new QToolButton(this);
    button->setObjectName(action->objectName() + u"Button"_s);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text());
    m_row->addWidget(button);
    if (icon.isEmpty())
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    else
        m_icons.insert(action, icon);
    paintIcons();
}

void TimelineHead::paintIcons()
{
    for (auto icon = m_icons.cbegin(); icon != m_icons.cend(); ++icon)
        icon.key()->setIcon(themedIcon(icon.value(), palette()));
    QPalette subtle = palette();
    subtle.setColor(QPalette::WindowText, Theme::of(palette()).subtleText);
    for (QLabel *label : {m_width, m_state, m_notice})
        label->setPalette(subtle);
    paintViews();
}

QString TimelineHead::stackId() const
{
    return m_stacks->currentData().toString();
}

void TimelineHead::setStackId(const QString &id)
{
    choose(m_stacks, id);
}

HistogramSpec::Stack TimelineHead::stack() const
{
    return stackChoices[chosen(m_stacks)].stack;
}

QString TimelineHead::laneFieldId() const
{
    return m_laneFields->currentData().toString();
}

void TimelineHead::setLaneFieldId(const QString &id)
{
    choose(m_laneFields, id);
}

Field TimelineHead::laneField() const
{
    return fieldChoices[chosen(m_laneFields)].field;
}

QString TimelineHead::laneOrderId() const
{
    return m_laneOrders->currentData().toString();
}

void TimelineHead::setLaneOrderId(const QString &id)
{
    choose(m_laneOrders, id);
}

LaneSpec::Order TimelineHead::laneOrder() const
{
    return orderChoices[chosen(m_laneOrders)].order;
}

void TimelineHead::setLanes(bool lanes)
{
    m_stacks->setVisible(!lanes);
    m_width->setVisible(!lanes);
    m_laneFields->setVisible(lanes);
    m_laneOrders->setVisible(lanes);
}

void TimelineHead::setStack(HistogramSpec::Stack stack)
{
    const auto *choice =
        std::ranges::find_if(stackChoices, [stack](const StackChoice &each) { return each.stack == stack; });
    m_stacks->setCurrentIndex(static_cast<int>(choice - stackChoices.begin()));
}

void TimelineHead::follow()
{
    const bool empty = m_model.total() == 0;
    m_width->setText(empty ? QString() : tr("1 bar = %1").arg(spanText(m_model.buckets().width)));
    const qint64 outside = m_model.outside();
    const QString count = QLocale().toString(qlonglong{outside});
    m_notice->setText(outside == 0   ? QString()
                      : outside == 1 ? tr("<a href='#all'>Show 1 event</a> far outside")
                                     : tr("<a href='#all'>Show %1 events</a> far outside").arg(count));
    showState();
}

// Quick answers are not worth a word, which would flicker; slow ones have it until the last of them came.
void TimelineHead::showState()
{
    if (!m_model.isSearching()) {
        m_slow.stop();
        m_late = false;
    } else if (!m_late && !m_slow.isActive()) {
        m_slow.start();
    }
    m_state->setText(m_model.isGrowing() ? tr("loading, counts still grow…") : m_late ? tr("counting…") : QString());
}

void TimelineHead::showError(const QString &sentence)
{
    m_notice->setText(sentence);
}

void TimelineHead::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    paintIcons();
    m_notice->clear();    // a link has the colour of when it was set
    follow();
}

}

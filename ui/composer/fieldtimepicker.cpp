// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldtimepicker.h"

#include <QBoxLayout>
#include <QCalendarWidget>
#include <QComboBox>
#include <QKeyEvent>
#include <QPushButton>
#include <QScreen>
#include <QTimeEdit>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

FieldTimePicker::FieldTimePicker(QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_calendar(new QCalendarWidget(this))
    , m_time(new QTimeEdit(this))
    , m_zone(new QComboBox(this))
{
    setObjectName(u"timePicker"_s);
    setFrameStyle(QFrame::StyledPanel | QFrame::Plain);
    setAttribute(Qt::WA_WindowPropagation);
    build();
}

void FieldTimePicker::build()
{
    m_calendar->setObjectName(u"pickerDate"_s);
    m_calendar->setAccessibleName(tr("Date"));
    m_calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    m_calendar->setDateRange(QDate(1, 1, 1), QDate(9999, 12, 31));
    m_time->setObjectName(u"pickerTime"_s);
    m_time->setAccessibleName(tr("Time of day"));
    m_time->setDisplayFormat(u"HH:mm:ss.zzz"_s);
    m_zone->setObjectName(u"pickerZone"_s);
    m_zone->setAccessibleName(tr("Zone"));
    m_zone->addItem(tr("UTC"));
    m_zone->addItem(tr("Local time"));
    auto *use = new QPushButton(tr("&Use"), this);
    use->setObjectName(u"pickerUse"_s);
    use->setAutoDefault(true);

    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_time, 1);
    line->addWidget(m_zone);
    line->addWidget(use);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_calendar);
    column->addLayout(line);
    connect(use, &QPushButton::clicked, this, &FieldTimePicker::choose);
    connect(m_calendar, &QCalendarWidget::activated, this, &FieldTimePicker::choose);
    connect(m_zone, &QComboBox::activated, this, [this] { showMoment(); });
    // The moment stays when the zone changes.
    connect(m_calendar, &QCalendarWidget::selectionChanged, this, [this] { m_moment = moment(); });
    connect(m_time, &QTimeEdit::timeChanged, this, [this] { m_moment = moment(); });
}

void FieldTimePicker::open(Micros moment, QWidget *field)
{
    m_moment = moment;
    m_field = field;
    showMoment();
    adjustSize();
    QPoint at = field->mapToGlobal(QPoint(0, field->height() + 2));
    if (const QScreen *screen = field->screen()) {
        const QRect room = screen->availableGeometry();
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
        if (at.y() + height() > room.bottom())
            at.setY(std::max(room.top(), field->mapToGlobal(QPoint(0, 0)).y() - height() - 2));
    }
    move(at);
    show();
    m_calendar->setFocus(Qt::PopupFocusReason);
}

bool FieldTimePicker::isLocal() const
{
    return m_zone->currentIndex() == 1;
}

void FieldTimePicker::showMoment()
{
    const Micros held = m_moment;    // setting one of the two is no choice
    QDateTime time = QDateTime::fromMSecsSinceEpoch(held / microsPerMilli, QTimeZone::utc());
    if (isLocal())
        time = time.toLocalTime();
    m_calendar->setSelectedDate(time.date());
    m_time->setTime(time.time());
    m_moment = held;
}

Micros FieldTimePicker::moment() const
{
    const QDate date = m_calendar->selectedDate();
    const QTime time = m_time->time();
    const QDateTime chosen = isLocal() ? QDateTime(date, time) : QDateTime(date, time, QTimeZone::utc());
    return chosen.toMSecsSinceEpoch() * microsPerMilli;
}

void FieldTimePicker::choose()
{
    m_time->interpretText();
    const Micros picked = m_moment;
    hide();
    emit chosen(picked);
}

void FieldTimePicker::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        hide();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return;
    default:
        QFrame::keyPressEvent(event);
    }
}

void FieldTimePicker::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    if (m_field != nullptr)
        m_field->setFocus(Qt::PopupFocusReason);
}

}

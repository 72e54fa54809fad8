// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timerangebutton.h"

#include "explorer/popup.h"
#include "theme.h"
#include "views/timetext.h"

#include <QBoxLayout>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Without the parts that say nothing: `2026-03-01 12:00`, `2026-03-01`.
QString shortTime(Micros time)
{
    QString text = timeText(time, TimeStyle::Utc, 0);
    for (const QString &nothing : {u".000"_s, u":00"_s, u" 00:00"_s}) {
        if (!text.endsWith(nothing))
            break;
        text.chop(nothing.size());
    }
    return text;
}

}

TimeRangeButton::TimeRangeButton(FilterState &state, Clock clock, QWidget *parent)
    : QToolButton(parent)
    , m_state(state)
    , m_clock(std::move(clock))
    , m_popup(new Popup(this))
    , m_from(new QLineEdit(m_popup))
    , m_to(new QLineEdit(m_popup))
    , m_fault(new QLabel(m_popup))
{
    setObjectName(u"timeRange"_s);
    setFocusPolicy(Qt::StrongFocus);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    build();
    connect(m_popup, &Popup::opened, this, &TimeRangeButton::open);
    connect(&state, &FilterState::changed, this, &TimeRangeButton::showSummary);
    showSummary();
}

void TimeRangeButton::build()
{
    struct Preset {
        QString title;
        Micros span;
    };
    const std::array presets{Preset{tr("Last 15 minutes"), 15 * microsPerMinute},
        Preset{tr("Last hour"), microsPerHour}, Preset{tr("Last day"), microsPerDay},
        Preset{tr("Last 7 days"), 7 * microsPerDay}, Preset{tr("All the time"), 0}};

    auto *column = new QVBoxLayout(m_popup);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(4);
    for (std::size_t i = 0; i < presets.size(); ++i) {
        auto *button = new QPushButton(presets[i].title, m_popup);
        button->setObjectName(u"timePreset%1"_s.arg(i));
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, span = presets[i].span] { applyPreset(span); });
        column->addWidget(button);
    }
    m_from->setObjectName(u"timeFrom"_s);
    m_from->setPlaceholderText(tr("2026-03-01 12:00, -2h, epoch …"));
    m_to->setObjectName(u"timeTo"_s);
    m_to->setPlaceholderText(tr("now"));
    m_fault->setObjectName(u"timeFault"_s);
    m_fault->setWordWrap(true);
    m_fault->hide();
    auto *apply = new QPushButton(tr("Apply"), m_popup);
    apply->setObjectName(u"timeApply"_s);
    apply->setAutoDefault(false);

    auto *form = new QFormLayout;
    form->addRow(tr("&From"), m_from);
    form->addRow(tr("&To"), m_to);
    column->addSpacing(6);
    column->addLayout(form);
    column->addWidget(m_fault);
    column->addWidget(apply, 0, Qt::AlignRight);
    connect(apply, &QPushButton::clicked, this, &TimeRangeButton::applyFields);
    for (QLineEdit *field : {m_from, m_to}) {
        field->setMinimumWidth(250);
        connect(field, &QLineEdit::returnPressed, this, &TimeRangeButton::applyFields);
        connect(field, &QLineEdit::textEdited, m_fault, &QWidget::hide);
    }
}

void TimeRangeButton::open()
{
    const auto from = m_state.filter().timeFrom();
    const auto to = m_state.filter().timeTo();
    m_from->setText(from ? isoText(*from) : QString());
    m_to->setText(to ? isoText(*to) : QString());
    m_fault->hide();
    m_from->setFocus(Qt::PopupFocusReason);
    m_from->selectAll();
}

void TimeRangeButton::applyPreset(Micros span)
{
    const auto from = span > 0 ? std::optional(m_clock() - span) : std::nullopt;
    m_popup->hide();
    m_state.setFilter(m_state.filter().withTime(from, std::nullopt));
}

void TimeRangeButton::applyFields()
{
    const Micros now = m_clock();
    std::array<std::optional<Micros>, 2> ends;
    const std::array fields{m_from, m_to};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const QString text = fields[i]->text().trimmed();
        if (text.isEmpty())
            continue;
        ends[i] = parseMoment(text, now);
        if (!ends[i]) {
            showFault(fields[i],
                tr("“%1” is no time. Write a date (2026-03-01), a date and time (2026-03-01T12:00Z), an epoch, "
                   "or a distance from now (-2h).")
                    .arg(text.left(40)));
            return;
        }
    }
    if (ends[0] && ends[1] && *ends[0] >= *ends[1]) {
        showFault(m_to, tr("The end lies before the beginning. Make it later, or leave it empty."));
        return;
    }
    m_popup->hide();
    m_state.setFilter(m_state.filter().withTime(ends[0], ends[1]));
}

void TimeRangeButton::showFault(QLineEdit *field, const QString &sentence)
{
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).error);
    m_fault->setPalette(ink);
    m_fault->setText(sentence);
    m_fault->show();
    m_popup->adjustSize();
    field->setFocus();
    field->selectAll();
}

void TimeRangeButton::showSummary()
{
    const auto from = m_state.filter().timeFrom();
    const auto to = m_state.filter().timeTo();
    QString summary = tr("any");
    if (from && to)
        summary = tr("%1 to %2").arg(shortTime(*from), shortTime(*to));
    else if (from)
        summary = tr("from %1").arg(shortTime(*from));
    else if (to)
        summary = tr("before %1").arg(shortTime(*to));
    setText(tr("Time: %1  \u25BE").arg(summary));
    setToolTip(from || to ? tr("Time, in UTC: %1").arg(summary) : tr("Choose a range of time"));
    setAccessibleName(tr("Time: %1").arg(summary));
    mark(this, from || to);
}

void TimeRangeButton::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showSummary();    // in the accent's colour of the new theme
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldtime.h"

#include "composer/fieldtimepicker.h"
#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

FieldTime::FieldTime(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldText(host, std::move(site), parent)
    , m_now(new QToolButton(this))
    , m_pick(new QToolButton(this))
    , m_meaning(new QLabel(this))
{
    m_now->setText(tr("Now"));
    m_now->setObjectName(this->site().name(u"now"));
    m_now->setToolTip(tr("Write this moment (Ctrl+; in the field)"));
    m_pick->setObjectName(this->site().name(u"pick"));
    m_pick->setIcon(themedIcon(u"calendar"_s, palette()));
    m_pick->setToolTip(tr("Choose date and time (F4 in the field)"));
    m_pick->setAccessibleName(tr("Choose date and time"));
    m_meaning->setForegroundRole(QPalette::PlaceholderText);
    m_meaning->hide();
    column()->addWidget(m_meaning);
    for (QToolButton *button : {m_now, m_pick}) {
        button->setFocusPolicy(Qt::NoFocus);
        button->setEnabled(!this->site().field.readOnly);
        button->setFixedHeight(line()->sizeHint().height());
        row()->addWidget(button);
    }
    line()->installEventFilter(this);
    connect(m_now, &QToolButton::clicked, this, [this] { writeMoment(this->host().now()); });
    connect(m_pick, &QToolButton::clicked, this, &FieldTime::openPicker);
}

TimeSpelling FieldTime::spelling() const
{
    return site().field.time.value_or(TimeSpelling{});
}

std::optional<JsonType> FieldTime::kept() const
{
    const TimeSpelling spelt = spelling();
    const bool epoch = spelt.format != TimeFormat::Iso8601 && spelt.format != TimeFormat::JavaScriptDate;
    return epoch && spelt.quoted ? std::optional(JsonType::String) : FieldText::kept();
}

void FieldTime::showValue(JsonValue value)
{
    FieldText::showValue(value);
    const TimeSpelling spelt = spelling();
    const bool epoch = spelt.format != TimeFormat::Iso8601 && spelt.format != TimeFormat::JavaScriptDate;
    const auto moment = epoch && value ? momentOf(spelt, value) : std::nullopt;
    const QString meaning = moment ? u"= "_s + isoText(*moment) : QString();
    if (meaning != m_meaning->text())
        m_meaning->setText(meaning);
    m_meaning->setVisible(moment.has_value());
}

bool FieldTime::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != line() || (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return FieldText::eventFilter(watched, event);
    const auto &key = *static_cast<QKeyEvent *>(event);
    const bool now = key.key() == Qt::Key_Semicolon && key.modifiers() == Qt::ControlModifier;
    const bool pick = key.key() == Qt::Key_F4 && key.modifiers() == Qt::NoModifier;
    if ((!now && !pick) || site().field.readOnly)
        return FieldText::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::ShortcutOverride)
        return true;
    if (now)
        writeMoment(host().now());
    else
        openPicker();
    return true;
}

void FieldTime::changeEvent(QEvent *event)
{
    FieldText::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_pick != nullptr)
        m_pick->setIcon(themedIcon(u"calendar"_s, palette()));
}

void FieldTime::writeMoment(Micros moment)
{
    host().draft().endMerge();
    write(rawTime(spelling(), moment));
    host().draft().endMerge();
    line()->setFocus(Qt::OtherFocusReason);
}

void FieldTime::openPicker()
{
    if (m_picker == nullptr) {
        m_picker = new FieldTimePicker(this);
        connect(m_picker, &FieldTimePicker::chosen, this, &FieldTime::writeMoment);
    }
    const JsonValue value = current();
    const auto moment = value ? momentOf(spelling(), value) : std::nullopt;
    m_picker->open(moment.value_or(host().now()), line());
}

}

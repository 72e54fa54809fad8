// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/formrow.h"

#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPushButton>

namespace eventscope {

namespace {

constexpr int labelWidth = 130;

QColor inkOf(FieldNote::Kind kind, const Theme &theme)
{
    switch (kind) {
    case FieldNote::Kind::Help:
        break;
    case FieldNote::Kind::Good:
        return theme.ok;
    case FieldNote::Kind::Warning:
        return theme.warning;
    case FieldNote::Kind::Fault:
        return theme.error;
    }
    return theme.subtleText;
}

}

FieldNote::FieldNote(const QString &name, QWidget *parent)
    : QLabel(parent)
{
    setObjectName(name);
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    hide();
}

void FieldNote::say(Kind kind, const QString &text)
{
    m_kind = kind;
    setText(text);
    setVisible(!text.isEmpty());
    dress();
    fit();
}

void FieldNote::clear()
{
    say(Kind::Help, {});
}

void FieldNote::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void FieldNote::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    fit();
}

// A form layout gives a cell the height that its text would need in fewer lines.
void FieldNote::fit()
{
    const int width = this->width();
    if (width == m_fittedWidth && text() == m_fittedText)
        return;
    m_fittedWidth = width;
    m_fittedText = text();
    setMinimumHeight(0);    // which a label's height for a width is never below
    setMinimumHeight(text().isEmpty() ? 0 : heightForWidth(width));
}

void FieldNote::dress()
{
    const QColor ink = inkOf(m_kind, Theme::of(palette()));
    if (palette().color(QPalette::WindowText) == ink)
        return;
    QPalette own = palette();
    own.setColor(QPalette::WindowText, ink);
    setPalette(own);
}

QFormLayout *makeForm(QWidget *parent)
{
    auto *form = new QFormLayout(parent);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    return form;
}

void addField(QFormLayout *form, const QString &label, QWidget *field, QWidget *note, QWidget *buddy)
{
    QWidget *parent = form->parentWidget();
    auto *name = new QLabel(label, parent);
    name->setFixedWidth(labelWidth);
    name->setWordWrap(true);
    name->setContentsMargins(0, 2, 0, 0);
    QWidget *inner = field->focusProxy() ? field->focusProxy() : field;
    name->setBuddy(buddy ? buddy : inner);
    auto *cell = new QWidget(parent);
    auto *column = new QVBoxLayout(cell);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addWidget(field);
    if (note)
        column->addWidget(note);
    form->addRow(name, cell);
}

QPushButton *makeButton(const QString &name, const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

QLabel *makeHeading(const QString &text, QWidget *parent)
{
    auto *heading = new QLabel(text, parent);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    heading->setContentsMargins(0, 10, 0, 2);
    return heading;
}

}

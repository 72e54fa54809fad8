// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldchoice.h"

#include "compose/formvalue.h"
#include "composer/fieldtext.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalBlocker>

#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString textOf(const QByteArray &raw)
{
    JsonTape tape;
    return tape.read({raw.constData(), std::size_t(raw.size())}) ? fieldValue(tape.root()).text
                                                                 : QString::fromUtf8(raw);
}

}

FieldChoice::FieldChoice(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldEditor(host, std::move(site), parent)
    , m_combo(new QComboBox(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_combo, 1);
    const FormField &field = this->site().field;
    for (const QByteArray &raw : field.choices)
        m_combo->addItem(textOf(raw), raw);
    m_combo->setEditable(true);
    m_combo->setInsertPolicy(QComboBox::NoInsert);
    m_combo->setCompleter(nullptr);    // what it completes would be written as if typed
    m_combo->setMinimumContentsLength(6);
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setCurrentIndex(-1);
    m_combo->lineEdit()->setMaxLength(std::numeric_limits<int>::max() / 2);
    if (!field.example.isEmpty())
        m_combo->lineEdit()->setPlaceholderText(tr("e.g. %1").arg(field.example));
    adopt(m_combo);
    connect(m_combo, &QComboBox::activated, this, &FieldChoice::choose);
    connect(m_combo->lineEdit(), &QLineEdit::textEdited, this, &FieldChoice::takeTyped);
}

QWidget *FieldChoice::input()
{
    return m_combo;
}

void FieldChoice::describe(const QString &name, const QString &description)
{
    FieldEditor::describe(name, description);
    m_combo->lineEdit()->setAccessibleName(name);
}

void FieldChoice::showValue(JsonValue value)
{
    const FieldValue shown = fieldValue(value);
    const bool beyond = isBeyondText(value);
    const bool fixed = beyond || site().field.readOnly;
    m_combo->lineEdit()->setReadOnly(fixed);
    const QSignalBlocker quiet(m_combo);
    const QByteArray raw = value && !beyond ? QByteArray(value.raw().data(), qsizetype(value.length())) : QByteArray();
    const QString text = beyond ? shown.text.left(400).simplified() : shown.text;
    const QString before = m_combo->lineEdit()->text();
    const int caret = m_combo->lineEdit()->cursorPosition();
    const int index = raw.isEmpty() ? -1 : m_combo->findData(raw);
    if (index != m_combo->currentIndex())
        m_combo->setCurrentIndex(index);    // also sets the text
    showText(m_combo->lineEdit(), text);
    if (before == text)
        m_combo->lineEdit()->setCursorPosition(caret);
}

void FieldChoice::choose(int index)
{
    const QByteArray raw = m_combo->itemData(index).toByteArray();
    if (raw.isEmpty() || site().field.readOnly)
        return;
    host().draft().endMerge();
    write(raw);
    host().draft().endMerge();
}

void FieldChoice::takeTyped(const QString &text)
{
    const FormField &field = site().field;
    const bool places = site().inSeries || field.allows(JsonType::String) || field.types.empty();
    if (text.isEmpty() && !places)
        removeMember();
    else
        write(rawFor(field, text));
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldtext.h"

#include "service/service.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr quint32 longestValue = 64 * 1024;    // as fieldValue() cuts

}

void showText(QLineEdit *line, const QString &text)
{
    if (line->text() == text)
        return;
    const int caret = line->cursorPosition();
    const int start = line->selectionStart();
    const int length = line->selectionLength();
    const bool focused = line->hasFocus();
    line->setText(text);
    line->setCursorPosition(focused ? std::min<int>(caret, int(text.size())) : 0);
    if (focused && start >= 0)
        line->setSelection(start, length);
}

bool isBeyondText(JsonValue value)
{
    if (!value)
        return false;
    // A lone surrogate would be lost with the first key.
    const bool lone = value.isString() && value.node().lone;
    return value.isObject() || value.isArray() || value.length() > longestValue || lone;
}

FieldText::FieldText(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldEditor(host, std::move(site), parent)
    , m_column(new QVBoxLayout(this))
    , m_row(new QHBoxLayout)
    , m_line(new QLineEdit(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(2);
    m_column->addLayout(m_row);
    m_row->setSpacing(4);
    m_row->addWidget(m_line, 1);
    m_line->setMaxLength(std::numeric_limits<int>::max() / 2);    // the default cuts what is long
    m_line->setMinimumWidth(64);
    adopt(m_line);
    connect(m_line, &QLineEdit::textEdited, this, &FieldText::takeTyped);
}

QWidget *FieldText::input()
{
    return m_line;
}

void FieldText::showValue(JsonValue value)
{
    const FormField &field = site().field;
    const bool beyond = isBeyondText(value);
    const FieldValue shown = fieldValue(value);
    if (!m_typing)
        m_kept = chosenType(shown);
    m_line->setReadOnly(beyond || field.readOnly);
    showSourceButton(beyond);
    if (field.secret) {
        const QByteArray text = shown.text.toUtf8();
        const bool masked = shown.text.isEmpty() || isFingerprint({text.constData(), std::size_t(text.size())});
        m_line->setEchoMode(masked ? QLineEdit::Normal : QLineEdit::Password);
    }
    showText(m_line, beyond ? shown.text.left(400).simplified() : shown.text);
    showPlaceholder(shown.present);
}

void FieldText::showSourceButton(bool shown)
{
    if (m_source == nullptr && shown) {
        m_source = new QToolButton(this);
        m_source->setText(tr("Source"));
        m_source->setToolTip(tr("No line of text can hold this: edit it in the source"));
        m_source->setFocusPolicy(Qt::TabFocus);
        m_source->setFixedHeight(m_line->sizeHint().height());
        m_row->insertWidget(1, m_source);
        connect(m_source, &QToolButton::clicked, this,
            [this] { emit host().sourceRequested(site().field.part, site().at()); });
    }
    if (m_source != nullptr)
        m_source->setVisible(shown);
}

void FieldText::showPlaceholder(bool present)
{
    const FormField &field = site().field;
    QString hint;
    if (present)
        hint = tr("empty text");
    else if (field.readOnly)
        hint = tr("filled in by the service");
    else if (field.secret)
        hint = tr("the endpoint's key, written in when sending");
    else if (!field.example.isEmpty())
        hint = tr("e.g. %1").arg(field.example);
    if (hint != m_line->placeholderText())
        m_line->setPlaceholderText(hint);
}

std::optional<JsonType> FieldText::chosenType(const FieldValue &value) const
{
    if (!value.present || value.type != JsonType::String || value.text.isEmpty())
        return {};
    const bool onPurpose = !rawFor(site().field, value.text).startsWith('"');
    return onPurpose ? std::optional(JsonType::String) : std::nullopt;
}

void FieldText::takeTyped(const QString &text)
{
    m_typing = true;
    const bool places = site().inSeries || site().field.allows(JsonType::String) || site().field.types.empty();
    if (text.isEmpty() && !places)
        removeMember();
    else
        write(rawFor(site().field, text, kept()));
    m_typing = false;
}

}

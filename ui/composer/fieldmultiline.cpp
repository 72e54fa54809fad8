// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldmultiline.h"

#include "compose/formvalue.h"
#include "composer/fieldtext.h"

#include <QBoxLayout>
#include <QPlainTextEdit>
#include <QScopedValueRollback>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

FieldMultiline::FieldMultiline(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldEditor(host, std::move(site), parent)
    , m_edit(new QPlainTextEdit(this))
{
    constexpr int rows = 3;
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_edit);
    m_edit->setTabChangesFocus(true);
    m_edit->setUndoRedoEnabled(false);    // the draft's is the one
    m_edit->setFixedHeight(m_edit->fontMetrics().lineSpacing() * rows + 14);
    adopt(m_edit);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &FieldMultiline::takeTyped);
}

QWidget *FieldMultiline::input()
{
    return m_edit;
}

void FieldMultiline::showValue(JsonValue value)
{
    const FormField &field = site().field;
    const bool beyond = isBeyondText(value);
    const FieldValue shown = fieldValue(value);
    const bool hinted = !shown.present && !field.example.isEmpty();
    m_edit->setPlaceholderText(hinted ? tr("e.g. %1").arg(field.example) : QString());
    if (m_shown != shown.text) {
        m_shown = shown.text;
        const QScopedValueRollback guard(m_showing, true);
        const int caret = m_edit->textCursor().position();
        m_edit->setPlainText(shown.text);
        QTextCursor cursor = m_edit->textCursor();
        cursor.setPosition(std::min(caret, m_edit->document()->characterCount() - 1));
        m_edit->setTextCursor(cursor);
    }
    const bool changed = held() != shown.text;
    m_edit->setReadOnly(beyond || changed || field.readOnly);
    m_edit->setToolTip(beyond || changed ? tr("This cannot be edited here: edit it in the source.") : QString());
}

// With what toPlainText() makes spaces of.
QString FieldMultiline::held() const
{
    return m_edit->document()->toRawText().replace(QChar::ParagraphSeparator, u'\n');
}

void FieldMultiline::takeTyped()
{
    if (m_showing || m_edit->isReadOnly())
        return;
    const QString text = held();
    if (text == m_shown)
        return;    // only the look changed
    m_shown = text;
    write(rawFor(site().field, text));
}

}

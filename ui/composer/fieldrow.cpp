// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldrow.h"

#include "compose/formvalue.h"
#include "composer/fieldfindings.h"
#include "composer/fieldtype.h"
#include "theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

FieldRow::FieldRow(FieldHost &host, FieldSite site, QWidget *lead, QWidget *parent)
    : QWidget(parent)
    , m_host(host)
    , m_editor(makeEditor(host, std::move(site), this))
    , m_type(new FieldType(host, m_editor->site(), this))
    , m_remove(new QToolButton(this))
    , m_findings(new FieldFindings(this))
    , m_grid(new QGridLayout(this))
{
    m_remove->setAutoRaise(true);
    m_remove->setFocusPolicy(Qt::NoFocus);
    m_remove->setToolTip(tr("Remove it from the event (Ctrl+Delete in the field)"));
    m_remove->setAccessibleName(tr("Remove %1").arg(this->site().field.label));
    layOut(lead != nullptr ? lead : makeLabel());
    connect(m_remove, &QToolButton::clicked, this, &FieldRow::removeMember);
    connect(m_type, &FieldType::removeRequested, this, &FieldRow::removeMember);
    connect(m_type, &FieldType::chosen, this, [this](const QByteArray &raw) {
        m_host.draft().endMerge();
        const auto done = m_host.draft().set(this->site().field.part, this->site().at(), raw);
        setNote(done ? QString() : done.error().message);
        m_editor->input()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_editor, &FieldEditor::refused, this, &FieldRow::setNote);
    connect(m_findings, &FieldFindings::fixRequested, &host, &FieldHost::fixRequested);
    dress();
    describe();
}

QWidget *FieldRow::makeLabel()
{
    const FormField &field = site().field;
    m_label = new QLabel(this);
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::RichText);
    m_label->setToolTip(field.help);
    m_label->setWhatsThis(field.help);
    m_editor->setWhatsThis(field.help);
    return m_label;
}

void FieldRow::layOut(QWidget *lead)
{
    const bool wide = m_editor->isWide();
    const int lineHeight = m_type->sizeHint().height();
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(2);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnMinimumWidth(2, m_type->width());
    m_remove->setFixedSize(24, 24);
    m_grid->setColumnMinimumWidth(3, 24);
    lead->setMinimumHeight(lineHeight);
    if (wide) {
        m_grid->addWidget(lead, 0, 0, 1, 2);
        m_grid->addWidget(m_editor, 2, 0, 1, 4);
    } else {
        lead->setFixedWidth(m_host.leadWidth(site().depth));
        m_grid->addWidget(lead, 0, 0, Qt::AlignTop);
        m_grid->addWidget(m_editor, 0, 1);
    }
    m_grid->addWidget(m_type, 0, 2, Qt::AlignTop);
    m_grid->addWidget(m_remove, 0, 3, Qt::AlignTop);
    m_grid->addWidget(m_findings, 1, wide ? 0 : 1, 1, wide ? 4 : 3);
}

void FieldRow::showValue(JsonValue value)
{
    m_filled = bool(value);
    m_editor->showValue(value);
    const bool marked = m_editor->hasMark() || (m_filled && !m_editor->draws(value));
    if (marked)
        m_type->showValue(value);
    if (m_locked)
        m_type->setEnabled(false);
    m_type->setVisible(marked);
    m_remove->setEnabled(m_filled && !m_locked);
    m_remove->setIcon(m_filled ? themedIcon(u"close"_s, palette()) : QIcon());
    showVisibility();
}

void FieldRow::showVisibility()
{
    const bool hidden = m_host.onlyFilled() && !m_filled && !isAncestorOf(window()->focusWidget());
    if (hidden != isHidden())
        setVisible(!hidden);
}

void FieldRow::setFindings(std::vector<Finding> findings)
{
    m_findings->setFindings(m_editor->place(std::move(findings)));
    describe();
}

void FieldRow::setNote(const QString &sentence)
{
    m_findings->setNote(sentence);
}

void FieldRow::setHelpShown(bool shown)
{
    const QString help = site().field.help;
    if (m_help == nullptr) {
        if (!shown || help.isEmpty())
            return;
        m_help = new QLabel(help, this);
        m_help->setTextFormat(Qt::PlainText);
        m_help->setWordWrap(true);
        m_help->setForegroundRole(QPalette::PlaceholderText);
        m_grid->addWidget(m_help, 3, m_editor->isWide() ? 0 : 1, 1, 3);
    }
    m_help->setVisible(shown);
}

void FieldRow::setLocked(bool locked)
{
    m_locked = locked;
    m_editor->setEnabled(!locked);
    m_type->setEnabled(!locked);
    m_remove->setEnabled(!locked && m_filled);
}

void FieldRow::rebind(const JsonPointer &base)
{
    m_editor->rebind(base);
    m_type->rebind(m_editor->site());
    describe();
}

void FieldRow::removeMember()
{
    const DraftPart part = site().field.part;
    if (!m_filled || m_locked)
        return;
    emit removing();
    m_host.draft().endMerge();
    const auto done = m_host.draft().remove(part, site().at());
    if (!done)
        setNote(done.error().message);
}

void FieldRow::requestFix()
{
    if (const Finding *finding = m_findings->firstFix())
        emit m_host.fixRequested(*finding);
}

void FieldRow::openTypes()
{
    m_type->openMenu();
}

void FieldRow::describe()
{
    const FormField &field = site().field;
    QStringList parts;
    for (const QString &part : {m_findings->description(), field.help}) {
        if (!part.isEmpty())
            parts << part;
    }
    m_editor->describe(field.required ? tr("%1, required").arg(field.label) : field.label, parts.join(u'\n'));
}

void FieldRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void FieldRow::dress()
{
    m_remove->setIcon(m_filled ? themedIcon(u"close"_s, palette()) : QIcon());
    if (m_label == nullptr)
        return;
    const FormField &field = site().field;
    const Theme theme = Theme::of(palette());
    QString text = field.label.toHtmlEscaped();
    if (field.required)
        text += u"&nbsp;<span style=\"color:%1\">*</span>"_s.arg(theme.error.name());
    if (field.deprecated)
        text = u"<s>%1</s>"_s.arg(text);
    m_label->setText(text);
}

}

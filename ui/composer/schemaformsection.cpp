// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/schemaformsection.h"

#include "composer/fieldrow.h"
#include "theme.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t page = 200;

}

SchemaFormSection::SchemaFormSection(FieldHost &host, QByteArray id, const QString &title, bool folded, QWidget *parent)
    : QWidget(parent)
    , m_host(host)
    , m_id(std::move(id))
    , m_head(new QWidget(this))
    , m_fold(new QToolButton(m_head))
    , m_faults(new QLabel(m_head))
    , m_filled(new QLabel(m_head))
    , m_body(new QWidget(this))
    , m_column(new QVBoxLayout(m_body))
    , m_more(new QPushButton(m_body))
    , m_limit(page)
    , m_folded(folded && !title.isEmpty())
{
    build(title);
}

void SchemaFormSection::build(const QString &title)
{
    m_fold->setObjectName(u"section:"_s + QString::fromUtf8(m_id));
    m_fold->setAutoRaise(true);
    m_fold->setFocusPolicy(Qt::StrongFocus);
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    QFont bold = m_fold->font();
    bold.setBold(true);
    m_fold->setFont(bold);
    m_fold->installEventFilter(this);
    m_filled->setForegroundRole(QPalette::PlaceholderText);
    m_more->setAutoDefault(false);
    m_more->hide();

    auto *head = new QHBoxLayout(m_head);
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(8);
    head->addWidget(m_fold);
    head->addWidget(m_faults);
    head->addStretch(1);
    head->addWidget(m_filled);
    m_column->setContentsMargins(8, 0, 0, 0);
    m_column->setSpacing(4);
    m_column->addWidget(m_more, 0, Qt::AlignLeft);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(4);
    column->addWidget(m_head);
    column->addWidget(m_body);
    m_body->setVisible(!m_folded);
    connect(m_fold, &QToolButton::clicked, this, [this] { setFolded(!m_folded); });
    connect(m_more, &QPushButton::clicked, this, &SchemaFormSection::showMore);
    setTitle(title);
}

void SchemaFormSection::setTitle(const QString &title)
{
    if (m_fold->text() == title && !title.isEmpty())
        return;
    m_fold->setText(title);
    m_head->setVisible(!title.isEmpty());
    dress();
}

void SchemaFormSection::setFolded(bool folded)
{
    if (m_folded == folded || m_fold->text().isEmpty())
        return;
    m_folded = folded;
    const FieldHost::Showing showing(m_host);
    if (!folded) {
        makeRows();
        showValues();
    } else if (m_body->isAncestorOf(window()->focusWidget())) {
        m_fold->setFocus(Qt::OtherFocusReason);
    }
    m_body->setVisible(!folded);
    dress();
}

void SchemaFormSection::setFields(std::vector<FormField> fields)
{
    m_total = fields.size();
    if (std::equal(fields.begin(), fields.end(), m_fields.begin(), m_fields.end(), sameField))
        return;
    m_fields = std::move(fields);
    m_indices.clear();
    for (std::size_t i = 0; i < m_fields.size(); ++i)
        m_indices.insert(fieldKey(m_fields[i].part, m_fields[i].at), i);
    if (!m_folded || !m_rows.empty())
        makeRows();
}

void SchemaFormSection::setTotal(std::size_t total)
{
    m_total = total;
    const bool more = m_total > m_rows.size() && !m_folded;
    if (more) {
        const QLocale locale;
        m_more->setText(tr("Show more (%1 of %2 are shown)")
                            .arg(locale.toString(qulonglong(m_rows.size())), locale.toString(qulonglong(m_total))));
    }
    m_more->setVisible(more);
}

// Rows of fields that were there before are kept, with the focus in them.
void SchemaFormSection::makeRows()
{
    QHash<QByteArray, FieldRow *> before;
    for (FieldRow *row : m_rows)
        before.insert(row->site().key(), row);
    const std::size_t count = std::min(m_fields.size(), m_limit);
    std::vector<FieldRow *> rows;
    rows.reserve(count);
    bool changed = false;
    for (std::size_t i = 0; i < count; ++i) {
        const QByteArray key = fieldKey(m_fields[i].part, m_fields[i].at);
        FieldRow *row = before.value(key);
        if (row != nullptr && sameField(row->site().field, m_fields[i])) {
            before.remove(key);
        } else {
            row = new FieldRow(m_host, {m_fields[i], {}, 0, false}, nullptr, m_body);
            changed = true;
        }
        if (m_column->indexOf(row) != int(i))
            m_column->insertWidget(int(i), row);
        rows.push_back(row);
    }
    for (FieldRow *row : std::as_const(before)) {
        m_host.bury(row);
        changed = true;
    }
    m_rows = std::move(rows);
    setTotal(m_total);
    m_unplaced = m_unplaced || changed;
    if (changed)
        m_host.noteRestructured();
}

void SchemaFormSection::showValues()
{
    if (!m_folded) {
        for (FieldRow *row : m_rows)
            row->showValue(m_host.valueAt(row->site().field.part, row->site().at()));
        if (std::exchange(m_unplaced, false))
            placeFindings();    // of what now has its rows
    }
    showCounts();
}

void SchemaFormSection::setFindings(FieldFindingMap findings)
{
    m_findings = std::move(findings);
    placeFindings();
    showCounts();
}

void SchemaFormSection::placeFindings()
{
    for (FieldRow *row : m_rows)
        row->setFindings(m_findings.value(row->site().key()));
}

void SchemaFormSection::showCounts()
{
    std::size_t filled = 0;
    for (const FormField &field : m_fields)
        filled += m_host.valueAt(field.part, field.at) ? 1 : 0;
    const bool shown = m_wanted && (!m_host.onlyFilled() || filled > 0 || isAncestorOf(window()->focusWidget()));
    if (shown == isHidden())
        setVisible(shown);
    const QLocale locale;
    m_filled->setText(tr("%1 of %2", "filled fields").arg(filled).arg(locale.toString(qulonglong(m_total))));
    m_filled->setToolTip(tr("Fields with a value"));
    int errors = 0;
    int warnings = 0;
    for (const auto &list : std::as_const(m_findings)) {
        for (const Finding &finding : list) {
            errors += finding.severity == Severity::Error ? 1 : 0;
            warnings += finding.severity == Severity::Warning ? 1 : 0;
        }
    }
    QStringList parts;
    const Theme theme = Theme::of(palette());
    if (errors > 0)
        parts << u"<span style=\"color:%1\">✕&nbsp;%2</span>"_s.arg(
            theme.error.name(), counted(errors, tr("%1 error"), tr("%1 errors")));
    if (warnings > 0)
        parts << u"<span style=\"color:%1\">▲&nbsp;%2</span>"_s.arg(
            theme.warning.name(), counted(warnings, tr("%1 warning"), tr("%1 warnings")));
    m_faults->setText(parts.join(u"&nbsp;&nbsp;"_s));
    m_faults->setVisible(!parts.isEmpty());
}

void SchemaFormSection::setFoot(QWidget *foot)
{
    m_foot = foot;
    foot->setParent(m_body);
    m_column->addWidget(foot);
}

FieldRow *SchemaFormSection::reveal(const QByteArray &key)
{
    const auto index = m_indices.constFind(key);
    if (index == m_indices.cend())
        return nullptr;
    setFolded(false);
    if (*index >= m_rows.size()) {
        m_limit = *index + 1;
        makeRows();
        showValues();
    }
    FieldRow *row = m_rows[*index];
    row->show();
    return row;
}

std::optional<QByteArray> SchemaFormSection::firstNeed() const
{
    for (const FormField &field : m_fields) {
        const QByteArray key = fieldKey(field.part, field.at);
        const auto found = m_findings.value(key);
        const bool faulty = std::any_of(
            found.begin(), found.end(), [](const Finding &finding) { return finding.severity >= Severity::Warning; });
        const bool mayBeMissing = !field.parent || m_host.valueAt(field.part, *field.parent);
        if (faulty || (field.required && mayBeMissing && !field.readOnly && !m_host.valueAt(field.part, field.at)))
            return key;
    }
    return {};
}

std::optional<QByteArray> SchemaFormSection::firstField() const
{
    const auto found =
        std::find_if(m_fields.begin(), m_fields.end(), [](const FormField &field) { return !field.readOnly; });
    return found == m_fields.end() ? std::nullopt : std::optional(fieldKey(found->part, found->at));
}

void SchemaFormSection::showMore()
{
    const std::size_t before = m_rows.size();
    m_limit += page;
    {
        const FieldHost::Showing showing(m_host);
        emit limitChanged();
        makeRows();
        showValues();
    }
    if (m_rows.size() > before)
        m_rows[before]->editor().input()->setFocus(Qt::OtherFocusReason);
}

bool SchemaFormSection::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_fold && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            m_fold->click();
            return true;
        case Qt::Key_Left:
            setFolded(true);
            return true;
        case Qt::Key_Right:
            setFolded(false);
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void SchemaFormSection::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        dress();
        showCounts();
    }
}

void SchemaFormSection::dress()
{
    m_fold->setIcon(themedIcon(m_folded ? u"chevron-right"_s : u"chevron-down"_s, palette()));
    const QString title = m_fold->text();
    m_fold->setAccessibleName(m_folded ? tr("%1, folded").arg(title) : title);
    m_fold->setToolTip(m_folded ? tr("Unfold (Right)") : tr("Fold (Left)"));
}

}

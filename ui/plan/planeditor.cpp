// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planeditor.h"

#include "plan/commitline.h"
#include "plan/propertytable.h"
#include "plan/schemasource.h"
#include "theme.h"
#include "views/bodytext.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int nothingPage = 0;
constexpr int formPage = 1;
constexpr int unplannedPage = 2;

QString shown(const QByteArray &name)
{
    return visibleLine(QString::fromUtf8(name));
}

void label(QGridLayout *grid, int row, int column, const QString &text, QWidget *field, int span = 1)
{
    auto *title = new QLabel(text, field->parentWidget());
    title->setBuddy(field);
    title->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(title, row, column);
    grid->addWidget(field, row, column + 1, 1, span);
}

}

PlanEditor::PlanEditor(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"planEditor"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    auto *nothing = new QLabel(tr("Choose an event at the left."), m_stack);
    nothing->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(nothing);
    m_stack->addWidget(buildForm());
    m_stack->addWidget(buildUnplanned());
    connectFields();
    dress();
}

void PlanEditor::buildTexts(QGridLayout *grid)
{
    m_name = new CommitLine(grid->parentWidget());
    m_name->setObjectName(u"planEventName"_s);
    m_owner = new CommitLine(grid->parentWidget());
    m_owner->setObjectName(u"planEventOwner"_s);
    m_owner->setPlaceholderText(tr("A team or person"));
    m_description = new CommitLine(grid->parentWidget());
    m_description->setObjectName(u"planEventDescription"_s);
    m_description->setPlaceholderText(tr("When it is sent, and what for"));
    label(grid, 0, 0, tr("Na&me"), m_name, 3);
    label(grid, 1, 0, tr("&Description"), m_description, 3);
    label(grid, 2, 0, tr("Owne&r"), m_owner);
}

void PlanEditor::buildChoices(QGridLayout *grid)
{
    m_status = new QComboBox(grid->parentWidget());
    m_status->setObjectName(u"planEventStatus"_s);
    m_status->addItem(tr("Active"), int(PlanStatus::Active));
    m_status->addItem(tr("Planned: not sent yet"), int(PlanStatus::Planned));
    m_status->addItem(tr("Deprecated: stop sending it"), int(PlanStatus::Deprecated));
    m_about = new QComboBox(grid->parentWidget());
    m_about->setObjectName(u"planEventAbout"_s);
    m_about->addItem(tr("its properties"));
    m_about->addItem(tr("the whole event"));
    m_others = new QCheckBox(tr("O&ther properties may come"), grid->parentWidget());
    m_others->setObjectName(u"planEventOthers"_s);
    label(grid, 2, 2, tr("&Status"), m_status);
    label(grid, 3, 0, tr("Schema &of"), m_about);
    grid->addWidget(m_others, 3, 3);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
}

QWidget *PlanEditor::buildForm()
{
    auto *form = new QWidget(m_stack);
    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins(8, 8, 8, 8);
    auto *fields = new QWidget(form);
    auto *grid = new QGridLayout(fields);
    grid->setContentsMargins(0, 0, 0, 0);
    buildTexts(grid);
    buildChoices(grid);
    m_fault = new QLabel(form);
    m_fault->setObjectName(u"planFault"_s);
    m_fault->setTextFormat(Qt::PlainText);
    m_fault->setWordWrap(true);
    m_fault->hide();
    m_tabs = new QTabWidget(form);
    m_tabs->setObjectName(u"planEditorTabs"_s);
    m_tabs->setDocumentMode(true);
    auto *table = new QWidget(m_tabs);
    m_properties = new PropertyTable(table);
    m_properties->setFrameShape(QFrame::NoFrame);
    m_whole = new QLabel(tr("The schema is of the whole event: edit it as JSON Schema."), table);
    m_whole->setAlignment(Qt::AlignCenter);
    m_whole->setWordWrap(true);
    m_add = new QPushButton(tr("Add &property"), table);
    m_add->setObjectName(u"planAddProperty"_s);
    m_remove = new QPushButton(tr("Remove property"), table);
    m_remove->setObjectName(u"planRemoveProperty"_s);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    auto *rows = new QVBoxLayout(table);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_properties, 1);
    rows->addWidget(m_whole, 1);
    rows->addLayout(buttons);
    m_source = new SchemaSource(m_tabs);
    m_tabs->addTab(table, tr("Properties"));
    m_tabs->addTab(m_source, tr("JSON Schema"));
    layout->addWidget(fields);
    layout->addWidget(m_fault);
    layout->addWidget(m_tabs, 1);
    return form;
}

QWidget *PlanEditor::buildUnplanned()
{
    auto *page = new QWidget(m_stack);
    m_seen = new QLabel(page);
    m_seen->setObjectName(u"planUnplanned"_s);
    m_seen->setTextFormat(Qt::PlainText);
    m_seen->setWordWrap(true);
    m_seen->setAlignment(Qt::AlignCenter);
    m_addEvent = new QPushButton(tr("&Add to the plan"), page);
    m_addEvent->setObjectName(u"planAddEvent"_s);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(24, 8, 24, 8);
    layout->addStretch(1);
    layout->addWidget(m_seen);
    layout->addWidget(m_addEvent, 0, Qt::AlignHCenter);
    layout->addStretch(2);
    connect(m_addEvent, &QPushButton::clicked, this, &PlanEditor::addRequested);
    return page;
}

void PlanEditor::connectFields()
{
    connect(m_name, &CommitLine::committed, this, [this](const QString &text) {
        PlannedEvent event = m_event;
        event.name = text.trimmed().toUtf8();
        change(event, tr("rename %1").arg(shown(m_event.name)));
    });
    connect(m_description, &CommitLine::committed, this, [this](const QString &text) {
        PlannedEvent event = m_event;
        event.description = text.trimmed();
        change(event, tr("change the description of %1").arg(shown(m_event.name)));
    });
    connect(m_owner, &CommitLine::committed, this, [this](const QString &text) {
        PlannedEvent event = m_event;
        event.owner = text.trimmed();
        change(event, tr("change the owner of %1").arg(shown(m_event.name)));
    });
    connect(m_status, &QComboBox::activated, this, [this] {
        PlannedEvent event = m_event;
        event.status = static_cast<PlanStatus>(m_status->currentData().toInt());
        change(event, tr("change the status of %1").arg(shown(m_event.name)));
    });
    connect(m_about, &QComboBox::activated, this, [this](int index) {
        PlannedEvent event = m_event;
        event.wholeEvent = index == 1;
        change(event, tr("change what the schema of %1 is of").arg(shown(m_event.name)));
    });
    connect(m_others, &QCheckBox::clicked, this, [this](bool allowed) {
        change(withOthers(m_event, allowed), allowed ? tr("allow other properties") : tr("allow no other properties"));
    });
    connect(m_source, &SchemaSource::edited, this, [this](const QByteArray &schema) {
        PlannedEvent event = m_event;
        event.schema = schema;
        change(event, tr("change the schema of %1").arg(shown(m_event.name)));
    });
    connect(m_source, &SchemaSource::brokenChanged, this,
        [this](bool broken) { m_tabs->setTabText(1, broken ? tr("JSON Schema (fault)") : tr("JSON Schema")); });
    PropertyTableModel &properties = m_properties->properties();
    connect(&properties, &PropertyTableModel::edited, this, &PlanEditor::change);
    connect(&properties, &PropertyTableModel::refused, this, &PlanEditor::showFault);
    connect(m_properties, &PropertyTable::currentPropertyChanged, this,
        [this](const QByteArray &name) { m_remove->setEnabled(m_isEditable && !name.isNull()); });
    connect(m_add, &QPushButton::clicked, m_properties, &PropertyTable::beginAdding);
    connect(m_remove, &QPushButton::clicked, this,
        [this] { m_properties->properties().removeProperty(m_properties->currentIndex().row()); });
}

void PlanEditor::change(PlannedEvent event, const QString &sentence)
{
    if (m_isFilling || event == m_event)
        return;
    showFault({});
    if (event.name != m_event.name)
        m_source->renamed(m_event.name, event.name);
    emit edited(m_event.name, event, sentence);
    m_isFilling = true;
    fill(m_event);    // what was refused goes back
    m_isFilling = false;
}

void PlanEditor::setEvent(int key, const PlannedEvent &event, bool assertsFormats)
{
    const bool isOther = m_stack->currentIndex() != formPage || event.name != m_event.name;
    if (isOther)
        showFault({});
    m_source->setEvent(key, event, assertsFormats);
    m_isFilling = true;
    m_event = event;
    fill(event);
    m_isFilling = false;
    m_stack->setCurrentIndex(formPage);
}

void PlanEditor::fill(const PlannedEvent &event)
{
    m_name->setValue(QString::fromUtf8(event.name));
    m_description->setValue(event.description);
    m_owner->setValue(event.owner);
    m_status->setCurrentIndex(m_status->findData(int(event.status)));
    m_about->setCurrentIndex(event.wholeEvent ? 1 : 0);
    m_others->setChecked(allowsOthers(event));
    m_others->setEnabled(m_isEditable && !event.wholeEvent);
    m_properties->properties().setEvent(event);
    m_properties->setVisible(!event.wholeEvent);
    m_whole->setVisible(event.wholeEvent);
    m_add->setEnabled(m_isEditable && !event.wholeEvent);
    m_remove->setEnabled(
        m_isEditable && m_properties->properties().propertyAt(m_properties->currentIndex().row()) != nullptr);
}

void PlanEditor::setUnplanned(const QByteArray &name, const QString &sentence)
{
    m_source->commit();
    m_event = {};
    m_seen->setText(sentence);
    m_addEvent->setEnabled(m_isEditable);
    m_addEvent->setAccessibleDescription(shown(name));
    m_stack->setCurrentIndex(sentence.isEmpty() ? nothingPage : unplannedPage);
}

void PlanEditor::setEditable(bool editable)
{
    m_isEditable = editable;
    for (CommitLine *line : {m_name, m_description, m_owner})
        line->setReadOnly(!editable);
    for (QWidget *field : std::initializer_list<QWidget *>{m_status, m_about, m_others, m_add, m_remove, m_addEvent})
        field->setEnabled(editable);
    m_properties->properties().setEditable(editable);
    m_source->setEditable(editable);
}

void PlanEditor::showProperty(const QByteArray &name)
{
    if (!name.isNull())
        m_properties->showProperty(name);
}

void PlanEditor::focusName()
{
    if (m_stack->currentIndex() == unplannedPage)
        return m_addEvent->setFocus(Qt::OtherFocusReason);
    m_name->setFocus(Qt::OtherFocusReason);
    m_name->selectAll();
}

void PlanEditor::focusProperty(const QByteArray &name)
{
    m_tabs->setCurrentIndex(0);
    m_properties->showProperty(name);
    m_properties->setFocus(Qt::OtherFocusReason);
}

void PlanEditor::beginAddingProperty()
{
    m_tabs->setCurrentIndex(0);
    m_properties->beginAdding();
}

void PlanEditor::showFault(const QString &sentence)
{
    m_fault->setText(sentence);
    m_fault->setVisible(!sentence.isEmpty());
}

void PlanEditor::commit()
{
    for (CommitLine *line : {m_name, m_description, m_owner})
        line->commit();
    m_source->commit();
}

void PlanEditor::dress()
{
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).error);
    m_fault->setPalette(ink);
    ink.setColor(QPalette::WindowText, Theme::of(palette()).subtleText);
    m_whole->setPalette(ink);
}

void PlanEditor::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

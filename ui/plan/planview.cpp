// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planview.h"

#include "plan/driftlist.h"
#include "plan/planbook.h"
#include "plan/planeditor.h"
#include "plan/planrows.h"
#include "plan/plantree.h"
#include "plan/scopeprofile.h"
#include "views/bodytext.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QToolButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString splitKey = u"plan/split"_s;
constexpr int patienceMs = 300;

QString shownName(const QByteArray &name)
{
    return visibleLine(QString::fromUtf8(name));
}

}

PlanView::PlanView(PlanBook &book, ScopeProfile &profile, QSettings &settings, QWidget *parent)
    : QWidget(parent)
    , m_book(book)
    , m_profile(profile)
    , m_settings(settings)
    , m_tree(new PlanTree(m_model, this))
    , m_editor(new PlanEditor(this))
    , m_drift(new DriftList(this))
    , m_split(new QSplitter(this))
{
    m_split->setObjectName(u"planSplit"_s);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(buildLeft());
    m_split->addWidget(m_editor);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_editor->setMinimumWidth(420);
    if (!m_split->restoreState(m_settings.value(splitKey).toByteArray()))
        m_split->setSizes({740, 540});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildBar());
    layout->addWidget(m_split, 1);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    m_model.setTimeStyle(m_timeStyle, currentMicros());
    connectParts();
    showPlan({});
    showProfile();
    showProgress(false);
}

PlanView::~PlanView()
{
    m_settings.setValue(splitKey, m_split->saveState());
    m_tree->disconnect(this);
    m_book.disconnect(this);
}

QWidget *PlanView::buildBar()
{
    auto *bar = new QWidget(this);
    m_summary = new QLabel(bar);
    m_summary->setObjectName(u"planSummary"_s);
    m_summary->setTextFormat(Qt::PlainText);
    m_progress = new QProgressBar(bar);
    m_progress->setObjectName(u"planProgress"_s);
    m_progress->setMaximumWidth(160);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Looking at the events"));
    m_cancel = new QToolButton(bar);
    m_cancel->setObjectName(u"planCancel"_s);
    m_cancel->setText(tr("Cancel"));
    m_cancel->setFocusPolicy(Qt::StrongFocus);
    m_search = new QLineEdit(bar);
    m_search->setObjectName(u"planSearch"_s);
    m_search->setPlaceholderText(tr("Find an event or property"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(220);
    m_notable = new QCheckBox(tr("Only what is nota&ble"), bar);
    m_notable->setObjectName(u"planNotable"_s);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(8, 2, 8, 6);
    layout->addWidget(m_summary, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_cancel);
    layout->addWidget(m_notable);
    layout->addWidget(m_search);
    return bar;
}

QWidget *PlanView::buildLeft()
{
    auto *left = new QWidget(m_split);
    const auto button = [left](const QString &name, const QString &text, const QString &help) {
        auto *made = new QPushButton(text, left);
        made->setObjectName(name);
        made->setToolTip(help);
        return made;
    };
    m_new = button(u"planNewEvent"_s, tr("&New event"), tr("Plan an event by hand"));
    m_add = button(u"planAdd"_s, tr("&Add to plan"), tr("Plan what was seen, with its schema as inferred (Insert)"));
    m_remove = button(u"planDelete"_s, tr("Remove"), tr("Take it from the plan (Delete)"));
    m_events = button(u"planEvents"_s, tr("Show events"), tr("Go to these events (Shift+Enter)"));
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 4, 8, 8);
    for (QPushButton *one : {m_new, m_add, m_remove})
        buttons->addWidget(one);
    buttons->addStretch(1);
    buttons->addWidget(m_events);
    auto *layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tree, 2);
    layout->addWidget(m_drift, 1);
    layout->addLayout(buttons);
    return left;
}

void PlanView::connectParts()
{
    connect(&m_book, &PlanBook::currentChanged, this, [this] { showPlan({}); });
    connect(&m_book, &PlanBook::changed, this, &PlanView::showPlan);
    connect(&m_profile, &ScopeProfile::changed, this, &PlanView::showProfile);
    connect(&m_profile, &ScopeProfile::started, &m_patience, qOverload<>(&QTimer::start));
    connect(&m_patience, &QTimer::timeout, this, [this] { showProgress(m_profile.isRunning()); });
    connect(&m_profile, &ScopeProfile::progressed, m_progress, [this](int done, int total) {
        m_progress->setRange(0, total);
        m_progress->setValue(done);
    });
    connect(&m_profile, &ScopeProfile::ended, this, [this] {
        m_patience.stop();
        showProgress(false);
    });
    connect(m_cancel, &QToolButton::clicked, &m_profile, &ScopeProfile::cancel);
    connect(m_search, &QLineEdit::textChanged, m_tree, &PlanTree::setSearch);
    connect(m_search, &QLineEdit::returnPressed, m_tree, [this] { m_tree->setFocus(Qt::OtherFocusReason); });
    connect(m_notable, &QCheckBox::toggled, m_tree, &PlanTree::setOnlyNotable);
    connect(m_tree, &PlanTree::currentRowChanged, this, &PlanView::showCurrent);
    connect(m_tree, &PlanTree::editRequested, this, &PlanView::edit);
    connect(m_tree, &PlanTree::eventsRequested, this, &PlanView::requestEvents);
    connect(m_tree, &PlanTree::addRequested, this, &PlanView::addToPlan);
    connect(m_tree, &PlanTree::removeRequested, this, &PlanView::removeFromPlan);
    connect(m_tree, &PlanTree::menuRequested, this, &PlanView::showMenu);
    connect(m_drift, &DriftList::rowRequested, this, &PlanView::showRow);
    connect(m_drift, &DriftList::cleared, this, &PlanView::clearDrift);
    connect(m_new, &QPushButton::clicked, this, &PlanView::addEvent);
    connect(m_add, &QPushButton::clicked, this, &PlanView::addToPlan);
    connect(m_remove, &QPushButton::clicked, this, &PlanView::removeFromPlan);
    connect(m_events, &QPushButton::clicked, this, &PlanView::requestEvents);
    connect(m_editor, &PlanEditor::edited, this, &PlanView::take);
    connect(m_editor, &PlanEditor::addRequested, this, &PlanView::addToPlan);
}

// --- What is shown

void PlanView::showPlan(const QByteArray &event)
{
    m_model.setPlan(m_book.plan());
    if (!event.isEmpty() && (event != m_tree->currentEvent() || !m_tree->currentIndex().isValid()))
        m_tree->setCurrent(event);
    else if (!m_tree->currentIndex().isValid())
        m_tree->setCurrent({});
    showCurrent();
    showSummary();
}

void PlanView::showProfile()
{
    m_model.setTimeStyle(m_timeStyle, currentMicros());
    m_model.setProfile(m_profile.profile());
    if (!m_tree->currentIndex().isValid())
        m_tree->setCurrent({});
    showCurrent();
    showSummary();
}

void PlanView::showSummary()
{
    if (m_model.isCovered())
        m_summary->setText(planSummary(m_model.coverage()));
    else
        m_summary->setText(m_profile.isCancelled() ? tr("Not held against any events. Refresh looks at them.")
                                                   : tr("Looking at the events…"));
}

void PlanView::showProgress(bool running)
{
    if (running && !m_progress->isVisible())
        m_progress->setRange(0, 0);
    m_progress->setVisible(running);
    m_cancel->setVisible(running);
}

void PlanView::showCurrent()
{
    const QByteArray name = m_tree->currentEvent();
    const Plan &plan = m_book.plan();
    if (const PlannedEvent *event = plan.event(name)) {
        m_editor->setEvent(m_book.current(), *event, plan.assertsFormats());
        m_editor->showProperty(m_tree->currentProperty());
    } else {
        const EventProfile *seen = seenEvent(name);
        m_editor->setUnplanned(name, seen ? unplannedSentence(name, *seen) : QString());
    }
    m_new->setEnabled(m_isEditable);
    m_add->setEnabled(canAdd());
    m_remove->setEnabled(canRemove());
    m_events->setEnabled(seenEvent(name) != nullptr);
}

void PlanView::setEditable(bool editable)
{
    m_isEditable = editable;
    m_editor->setEditable(editable);
    showCurrent();
}

void PlanView::setTimeStyle(TimeStyle style)
{
    m_timeStyle = style;
    m_model.setTimeStyle(style, currentMicros());
}

void PlanView::showRow(const QByteArray &event, const QByteArray &property)
{
    m_search->clear();
    m_notable->setChecked(false);
    m_tree->setCurrent(event, property);
    m_tree->setFocus(Qt::OtherFocusReason);
}

void PlanView::setDrift(const std::vector<Drift> &drift, const QString &title)
{
    m_model.setDrift(drift);
    m_drift->setDrift(drift, title);
}

void PlanView::clearDrift()
{
    m_model.setDrift({});
    m_drift->hide();
    m_tree->setFocus(Qt::OtherFocusReason);
}

void PlanView::find()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void PlanView::commit()
{
    m_editor->commit();
}

void PlanView::showMenu(QPoint at)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"planRowMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &text, bool enabled, auto act) {
        QAction *action = menu->addAction(text);
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, act);
    };
    add(tr("&Show these events"), m_events->isEnabled(), [this] { requestEvents(); });
    add(tr("&Edit"), m_book.plan().event(m_tree->currentEvent()) != nullptr, [this] { edit(); });
    menu->addSeparator();
    add(tr("&Add to the plan"), canAdd(), [this] { addToPlan(); });
    add(tr("&Remove from the plan"), canRemove(), [this] { removeFromPlan(); });
    menu->popup(at);
}

// --- What is done

const EventProfile *PlanView::seenEvent(const QByteArray &name) const
{
    const auto &profile = m_profile.profile();
    if (!profile || name.isEmpty())
        return nullptr;
    const auto found = profile->events().find(name);
    return found == profile->events().end() ? nullptr : &found->second;
}

bool PlanView::canAdd() const
{
    return m_isEditable && m_tree->currentIndex().isValid() &&
           !m_tree->currentIndex().data(PlanModel::PlannedRole).toBool();
}

bool PlanView::canRemove() const
{
    return m_isEditable && m_tree->currentIndex().data(PlanModel::PlannedRole).toBool();
}

void PlanView::requestEvents()
{
    const QByteArray name = m_tree->currentEvent();
    if (seenEvent(name))
        emit eventRequested(m_profile.filter().withValues(Field::Name, {literal(name)}));
}

void PlanView::edit()
{
    if (const QByteArray property = m_tree->currentProperty(); property.isNull())
        m_editor->focusName();
    else
        m_editor->focusProperty(property);
}

void PlanView::take(const QByteArray &name, const PlannedEvent &event, const QString &sentence)
{
    const Result<Plan> changed = m_book.plan().withEvent(name, event);
    if (changed)
        m_book.change(*changed, sentence, name, event.name);
    else
        m_editor->showFault(changed.error().message);
}

void PlanView::addEvent()
{
    const Plan &plan = m_book.plan();
    QByteArray name("new.event");
    for (int number = 2; plan.event(name); ++number)
        name = "new.event." + QByteArray::number(number);
    PlannedEvent event;
    event.name = name;
    event.status = PlanStatus::Planned;
    take(name, event, tr("plan a new event"));
    m_editor->focusName();
}

void PlanView::addToPlan()
{
    if (!canAdd())
        return;
    const QByteArray name = m_tree->currentEvent();
    const QByteArray property = m_tree->currentProperty();
    const EventProfile *seen = seenEvent(name);
    if (!seen)
        return;
    const PlannedEvent *planned = m_book.plan().event(name);
    if (!planned)
        return take(name, inferredEvent(name, *seen), tr("plan %1").arg(shownName(name)));
    if (!property.isNull())
        take(name, withInferred(*planned, property, *seen), tr("plan the property %1").arg(shownName(property)));
}

void PlanView::removeFromPlan()
{
    if (!canRemove())
        return;
    const QByteArray name = m_tree->currentEvent();
    const QByteArray property = m_tree->currentProperty();
    const PlannedEvent *planned = m_book.plan().event(name);
    if (!planned)
        return;
    if (property.isNull())
        m_book.change(m_book.plan().withoutEvent(name), tr("remove %1 from the plan").arg(shownName(name)), name);
    else
        take(name, withoutProperty(*planned, property), tr("remove the property %1").arg(shownName(property)));
}

}

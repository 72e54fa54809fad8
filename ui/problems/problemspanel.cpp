// SPDX-License-Identifier: GPL-3.0-or-later
#include "problems/problemspanel.h"

#include "problems/problemdelegate.h"
#include "theme.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int symbolRoom = 36;    // a symbol and the margins

}

ProblemsPanel::ProblemsPanel(EventStore &store, FilterState &state, QWidget *parent)
    : QWidget(parent)
    , m_problems(store, state)
    , m_counts(new QLabel(this))
    , m_clear(new QToolButton(this))
    , m_all(new QCheckBox(tr("&All events, whatever the filter"), this))
    , m_copy(new QToolButton(this))
    , m_stack(new QStackedWidget(this))
    , m_tree(new QTreeView(this))
    , m_nothing(new QLabel(this))
{
    build();
    connect(m_tree, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (QGuiApplication::keyboardModifiers().testFlag(Qt::AltModifier))
            exclude(index);
        else
            choose(index);
    });
    connect(m_tree, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex &index) { goTo(index, true); });
    connect(m_tree, &QWidget::customContextMenuRequested, this, &ProblemsPanel::showMenu);
    connect(&model(), &QAbstractItemModel::modelAboutToBeReset, this, &ProblemsPanel::keepPlace);
    connect(&model(), &QAbstractItemModel::modelReset, this, &ProblemsPanel::restorePlace);
    connect(&model(), &QAbstractItemModel::dataChanged, this, &ProblemsPanel::showCounts);
    connect(&m_problems, &Problems::counted, this, &ProblemsPanel::showCounts);
    connect(&m_problems, &Problems::failed, this, [this](const Error &error) { emit failed(error.message); });
    connect(&state, &FilterState::changed, this, &ProblemsPanel::showCounts);
    connect(m_all, &QCheckBox::toggled, &m_problems, &Problems::setAllEvents);
    connect(m_clear, &QToolButton::clicked, this, [this] { m_problems.clearChoice(); });
    connect(m_copy, &QToolButton::clicked, this, &ProblemsPanel::copy);
    showCounts();
}

ProblemsPanel::~ProblemsPanel()
{
    delete m_tree;    // it looks into a model that goes first
}

void ProblemsPanel::build()
{
    setObjectName(u"problemsPanel"_s);
    m_counts->setObjectName(u"problemCounts"_s);
    m_clear->setObjectName(u"problemsClear"_s);
    m_clear->setText(tr("Show all"));
    m_clear->setToolTip(tr("No longer narrow the filter to one problem"));
    m_clear->setAutoRaise(true);
    m_clear->setFocusPolicy(Qt::StrongFocus);
    m_clear->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_all->setObjectName(u"problemsAll"_s);
    m_copy->setObjectName(u"problemsCopy"_s);
    m_copy->setText(tr("Copy as text"));
    m_copy->setAutoRaise(true);
    m_copy->setFocusPolicy(Qt::StrongFocus);
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_tree->setObjectName(u"problemsTree"_s);
    m_tree->setAccessibleName(tr("Problems"));
    m_tree->setAccessibleDescription(tr("Enter narrows the filter to a problem and shows its first event, Shift+Enter "
                                        "goes to the place in it, Alt+Enter leaves its events out."));
    m_tree->setModel(&model());
    m_tree->setItemDelegate(new ProblemDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setExpandsOnDoubleClick(false);    // which goes to the place
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->installEventFilter(this);
    m_nothing->setObjectName(u"noProblems"_s);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setMargin(16);
    m_stack->addWidget(m_tree);
    m_stack->addWidget(m_nothing);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(8, 2, 8, 2);
    top->setSpacing(8);
    top->addWidget(m_counts);
    top->addWidget(m_clear);
    top->addStretch(1);
    top->addWidget(m_all);
    top->addWidget(m_copy);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_stack, 1);
    setFocusProxy(m_tree);
    layOutColumns();
    dress();
}

void ProblemsPanel::layOutColumns()
{
    QHeaderView *header = m_tree->header();
    header->setObjectName(u"problemsHeader"_s);
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setSectionResizeMode(ProblemModel::About, QHeaderView::Stretch);
    const auto chars = [this](int count) { return count * fontMetrics().averageCharWidth() + 16; };
    header->resizeSection(ProblemModel::Service, chars(10));
    header->resizeSection(ProblemModel::Events, chars(8));
    header->resizeSection(ProblemModel::First, fontMetrics().horizontalAdvance(u"2026-03-29 12:00:00"_s) + 16);
    fitRules();
    m_tree->setSortingEnabled(true);
    m_tree->sortByColumn(ProblemModel::Rule, Qt::AscendingOrder);
}

// As wide as the ids there are, for as long as nobody has chosen another width: the words beside them need
// the room more.
void ProblemsPanel::fitRules()
{
    QHeaderView *header = m_tree->header();
    if (m_ruleWidth > 0 && header->sectionSize(ProblemModel::Rule) != m_ruleWidth)
        return;
    QFont bold = font();
    bold.setBold(true);    // as the chosen one is
    const QFontMetrics metrics(bold);
    int width = metrics.horizontalAdvance(u"M00"_s);
    for (int row = 0; row < model().rowCount(); ++row)
        width = std::max(width, metrics.horizontalAdvance(model().index(row, 0).data().toString()));
    header->resizeSection(
        ProblemModel::Rule, std::min(width, metrics.averageCharWidth() * 24) + m_tree->indentation() + symbolRoom);
    m_ruleWidth = header->sectionSize(ProblemModel::Rule);
}

QSize ProblemsPanel::sizeHint() const
{
    return {700, 12 * fontMetrics().height()};
}

void ProblemsPanel::setActive(bool active)
{
    m_problems.setActive(active);
}

// --- What a person does

void ProblemsPanel::choose(const QModelIndex &index)
{
    const auto key = model().keyAt(index);
    if (!key)
        return;
    m_problems.choose(*key);
    goTo(index, false);
}

void ProblemsPanel::goTo(const QModelIndex &index, bool atPlace)
{
    const auto key = model().keyAt(index);
    const auto row = model().firstOf(index);
    if (!key || !row)
        return;
    if (m_problems.chosen() != key)
        m_problems.choose(*key);
    emit eventRequested(*row, key->rule, atPlace);
}

void ProblemsPanel::exclude(const QModelIndex &index)
{
    if (const auto key = model().keyAt(index))
        m_problems.exclude(*key);
}

void ProblemsPanel::copy()
{
    QGuiApplication::clipboard()->setText(model().copyText());
}

void ProblemsPanel::showMenu(QPoint at)
{
    const QModelIndex current = m_tree->currentIndex();
    const auto found = model().keyAt(current);
    if (!found)
        return;
    const ProblemKey &key = *found;
    const auto with = [this, key](auto act) {
        return [this, key, act] {
            if (const QModelIndex index = model().indexOf(key); index.isValid())    // it may be gone
                act(index);
        };
    };
    QMenu menu;
    menu.addAction(tr("Show these events"), Qt::Key_Return, this, with([this](auto index) { choose(index); }))
        ->setObjectName(u"problemChoose"_s);
    menu.addAction(tr("Go to the place in the first event"), Qt::SHIFT | Qt::Key_Return, this,
            with([this](auto index) { goTo(index, true); }))
        ->setObjectName(u"problemPlace"_s);
    menu.addAction(
            tr("Filter these events out"), Qt::ALT | Qt::Key_Return, this, with([this](auto index) { exclude(index); }))
        ->setObjectName(u"problemExclude"_s);
    menu.addSeparator();
    menu.addAction(tr("Fix…"), this, with([this](auto index) {
            choose(index);
            emit fixRequested();
        }))
        ->setObjectName(u"problemFix"_s);
    menu.addAction(tr("Change how this rule counts…"), this, [this, key] { emit ruleRequested(key.service, key.rule); })
        ->setObjectName(u"problemRule"_s);
    menu.addSeparator();
    menu.addAction(tr("Copy all as text"), QKeySequence::Copy, this, &ProblemsPanel::copy);
    menu.exec(m_tree->viewport()->mapToGlobal(at));
}

bool ProblemsPanel::eventFilter(QObject *watched, QEvent *event)
{
    const bool isKey = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (watched != m_tree || !isKey)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!isReturn && !key->matches(QKeySequence::Copy))
        return QWidget::eventFilter(watched, event);
    const QModelIndex current = m_tree->currentIndex();
    if (event->type() == QEvent::ShortcutOverride)
        event->accept();
    else if (!isReturn)
        copy();
    else if (key->modifiers().testFlag(Qt::AltModifier))
        exclude(current);
    else if (key->modifiers().testFlag(Qt::ShiftModifier))
        goTo(current, true);
    else
        choose(current);
    return true;
}

// --- What is shown

QString ProblemsPanel::title() const
{
    const qint64 findings = model().findings();
    return findings > 0 ? tr("Problems (%1)").arg(QLocale().toString(qlonglong{findings})) : tr("Problems");
}

void ProblemsPanel::showCounts()
{
    const int rules = model().rules();
    const bool any = rules > 0;
    m_stack->setCurrentWidget(any ? static_cast<QWidget *>(m_tree) : m_nothing);
    m_copy->setVisible(any);
    m_clear->setVisible(m_problems.chosen().has_value());
    m_counts->setText(any ? tr("%1 in %2")
                                .arg(counted(model().findings(), tr("%1 finding"), tr("%1 findings")),
                                    counted(rules, tr("%1 rule"), tr("%1 rules")))
                          : QString());
    if (!any)
        m_nothing->setText(emptyText());
    emit titleChanged(title());
}

QString ProblemsPanel::emptyText() const
{
    const qint64 events = m_problems.lookedAt();
    const qint64 unjudged = m_problems.unjudged();
    if (!m_problems.isAnswered() || events < 0)
        return {};
    if (events == 0)
        return tr("There are no events to look at.");
    if (unjudged >= events)
        return counted(events, tr("This event was not judged: no definition recognises it."),
            tr("None of these %1 events was judged: no definition recognises them."));
    const QString sound = counted(events, tr("Nothing wrong in this event."), tr("Nothing wrong in these %1 events."));
    return unjudged > 0
               ? u"%1\n%2"_s.arg(sound, counted(unjudged, tr("%1 of them was not judged: no definition recognises it."),
                                            tr("%1 of them were not judged: no definition recognises them.")))
               : sound;
}

// A person looks at the same problem while its numbers grow.
void ProblemsPanel::keepPlace()
{
    m_expanded.clear();
    for (int row = 0; row < model().rowCount(); ++row) {
        const QModelIndex index = model().index(row, 0);
        if (m_tree->isExpanded(index))
            if (const auto key = model().keyAt(index))
                m_expanded.emplace(key->service, key->rule);
    }
    m_current = model().keyAt(m_tree->currentIndex());
    m_isChosen = m_tree->selectionModel()->isSelected(m_tree->currentIndex());
    m_scroll = m_tree->verticalScrollBar()->value();
}

void ProblemsPanel::restorePlace()
{
    for (int row = 0; row < model().rowCount(); ++row) {
        const QModelIndex index = model().index(row, 0);
        if (const auto key = model().keyAt(index); key && m_expanded.contains({key->service, key->rule}))
            m_tree->expand(index);
    }
    const QModelIndex current = m_current ? model().indexOf(*m_current) : QModelIndex();
    const bool isChosen = current.isValid() && m_isChosen;
    // Without one, somewhere for keys to start from.
    m_tree->selectionModel()->setCurrentIndex(current.isValid() ? current : model().index(0, 0),
        isChosen ? QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows : QItemSelectionModel::NoUpdate);
    m_tree->verticalScrollBar()->setValue(m_scroll);
    fitRules();
    showCounts();
}

void ProblemsPanel::dress()
{
    m_copy->setIcon(themedIcon(u"copy"_s, palette()));
    m_clear->setIcon(themedIcon(u"clear"_s, palette()));
    QPalette faint = palette();
    faint.setColor(QPalette::WindowText, Theme::of(palette()).subtleText);
    m_nothing->setPalette(faint);
    m_counts->setPalette(faint);
}

void ProblemsPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

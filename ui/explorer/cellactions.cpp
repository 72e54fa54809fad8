// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/cellactions.h"

#include "explorer/eventtable.h"
#include "explorer/tablecolumns.h"
#include "removecommand.h"
#include "theme.h"
#include "views/celltext.h"
#include "views/filteredits.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString shortened(const QString &text)
{
    return QString(text.size() > 40 ? text.left(40) + u'\u2026' : text).replace(u'&', u"&&"_s);
}

}

CellActions::CellActions(const Parts &parts, EventStore &store, FilterState &state, QUndoStack &undo, QObject *parent)
    : QObject(parent)
    , m_table(parts.table)
    , m_model(parts.model)
    , m_columns(parts.columns)
    , m_marks(parts.marks)
    , m_store(store)
    , m_state(state)
    , m_undo(undo)
    , m_copier(store)
    , m_open(make(u"openEvent"_s, tr("Show details"), Qt::Key_Return))
    , m_for(make(u"filterFor"_s, tr("Filter for this value"), Qt::Key_Plus))
    , m_out(make(u"filterOut"_s, tr("Filter out this value"), Qt::Key_Minus))
    , m_from(make(u"filterFrom"_s, tr("From this time on"), Qt::Key_BracketLeft))
    , m_until(make(u"filterUntil"_s, tr("Up to this time"), Qt::Key_BracketRight))
    , m_copyValue(make(u"copyValue"_s, tr("Copy value"), Qt::CTRL | Qt::SHIFT | Qt::Key_C))
    , m_copyEvents(make(u"copyEvents"_s, tr("Copy event JSON"), QKeySequence::Copy))
    , m_copyNdjson(makeCopy(u"copyNdjson"_s, tr("Copy as NDJSON, an event a line"), EventCopier::Format::Ndjson))
    , m_copyJson(makeCopy(u"copyJson"_s, tr("Copy as a JSON array"), EventCopier::Format::Json))
    , m_copyCsv(makeCopy(u"copyCsv"_s, tr("Copy as CSV of the shown columns"), EventCopier::Format::Csv))
    , m_export(make(u"exportSelected"_s, tr("Export selected events…"), {}))
    , m_mark(make(u"markEvent"_s, tr("Mark"), Qt::Key_M))
    , m_sort(make(u"sortByColumn"_s, tr("Sort by the current column"), Qt::Key_O))
    , m_sortAlso(make(u"sortAlsoByColumn"_s, tr("Sort by the current column too"), Qt::SHIFT | Qt::Key_O))
    , m_edit(make(u"editEvent"_s, tr("Edit a copy"), Qt::Key_E))
    , m_send(make(u"sendEvent"_s, tr("Send…"), Qt::Key_S))
    , m_fix(make(u"fixEvents"_s, tr("Fix…"), Qt::Key_F))
    , m_delete(make(u"deleteEvents"_s, tr("Delete"), QKeySequence::Delete))
{
    m_for->setShortcuts({Qt::Key_Plus, Qt::Key_Equal});
    m_open->setShortcuts({Qt::Key_Return, Qt::Key_Enter});
    connectActions();
}

void CellActions::connectActions()
{
    connect(m_open, &QAction::triggered, this, &CellActions::openRequested);
    connect(m_for, &QAction::triggered, this, [this] { filter(false); });
    connect(m_out, &QAction::triggered, this, [this] { filter(true); });
    connect(m_from, &QAction::triggered, this, [this] { filterTime(true); });
    connect(m_until, &QAction::triggered, this, [this] { filterTime(false); });
    connect(m_copyValue, &QAction::triggered, this,
        [this] { QGuiApplication::clipboard()->setText(m_model.copyText(m_table.currentIndex())); });
    connect(m_copyEvents, &QAction::triggered, this, [this] { copyEvents(); });
    connect(&m_copier, &EventCopier::failed, this, &CellActions::failed);
    connect(&m_copier, &EventCopier::refused, this, &CellActions::copyRefused);
    connect(m_export, &QAction::triggered, this, &CellActions::exportRequested);
    connect(m_mark, &QAction::triggered, this, &CellActions::mark);
    connect(m_sort, &QAction::triggered, this, [this] { sort(false); });
    connect(m_sortAlso, &QAction::triggered, this, [this] { sort(true); });
    connect(m_edit, &QAction::triggered, this, &CellActions::editCopies);
    connect(m_send, &QAction::triggered, this, &CellActions::sendEvents);
    connect(m_fix, &QAction::triggered, this, &CellActions::fixEvents);
    connect(m_delete, &QAction::triggered, this, &CellActions::deleteEvents);
}

QAction *CellActions::makeCopy(const QString &name, const QString &text, EventCopier::Format format)
{
    QAction *action = make(name, text, {});
    connect(action, &QAction::triggered, this, [this, format] { copyEvents(format); });
    return action;
}

QAction *CellActions::make(const QString &name, const QString &text, const QKeySequence &keys)
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    m_table.addAction(action);
    return action;
}

void CellActions::filter(bool out)
{
    const auto term = m_model.termAt(m_table.currentIndex());
    if (!term)
        return;
    m_state.setFilter(out ? filteredOut(m_state.filter(), *term) : filteredFor(m_state.filter(), *term));
}

void CellActions::filterTime(bool from)
{
    const auto row = m_table.currentRow();
    if (!row)
        return;
    const Micros time = m_store.columns().time(*row);
    const EventFilter &filter = m_state.filter();
    m_state.setFilter(from ? filter.withTime(time, filter.timeTo()) : filter.withTime(filter.timeFrom(), time + 1));
}

void CellActions::copyEvents(EventCopier::Format format)
{
    m_copier.copy(chosenRows(), format, m_columns.shown(), m_model.timeStyle());
}

void CellActions::mark()
{
    if (const auto row = m_table.currentRow())
        m_marks.toggle(*row);
}

void CellActions::sort(bool further)
{
    const int column = m_table.currentIndex().column();
    if (column < 0)
        return;
    if (further)
        m_columns.sortAlsoBy(column);
    else
        m_columns.sortBy(column);
}

QList<QAction *> CellActions::tableActions() const
{
    return {m_mark, m_sort, m_sortAlso, m_copyEvents, m_copyNdjson, m_copyJson, m_copyCsv, m_copyValue, m_export};
}

std::vector<Row> CellActions::chosenRows() const
{
    std::vector<Row> rows = m_table.selectedRows();
    if (const auto current = m_table.currentRow(); rows.empty() && current)
        rows.push_back(*current);
    return rows;
}

void CellActions::editCopies()
{
    emit editRequested(chosenRows());
}

void CellActions::sendEvents()
{
    if (m_store.isReadOnly())
        emit failed(tr("Nothing was sent, as it could not be kept. %1").arg(m_store.readOnlyReason()));
    else
        emit sendRequested(chosenRows());
}

void CellActions::fixEvents()
{
    if (m_store.isReadOnly())
        emit failed(tr("Nothing was changed. %1").arg(m_store.readOnlyReason()));
    else if (std::vector<Row> rows = chosenRows(); !rows.empty())
        emit fixRequested(rows);
}

void CellActions::deleteEvents()
{
    if (m_store.isReadOnly()) {
        emit failed(tr("Nothing was deleted. %1").arg(m_store.readOnlyReason()));
        return;
    }
    std::vector<Row> rows = m_table.selectedRows();
    if (rows.empty())
        return;
    // The command outlives this object in the stack of undo.
    const QPointer<CellActions> self(this);
    m_undo.push(new RemoveCommand(m_store, std::move(rows), [self](const Error &error) {
        if (self)
            emit self->failed(error.message);
    }));
}

void CellActions::update()
{
    const QModelIndex current = m_table.currentIndex();
    const auto term = m_model.termAt(current);
    const QString value = shortened(m_model.data(current, Qt::DisplayRole).toString());
    const QString shown = value.isEmpty() ? tr("(none)") : tr("“%1”").arg(value);
    m_for->setText(term ? tr("Filter for %1").arg(shown) : tr("Filter for this value"));
    m_out->setText(term ? tr("Filter out %1").arg(shown) : tr("Filter out this value"));
    m_for->setVisible(term.has_value());
    m_out->setVisible(term.has_value());
    const qint64 count = m_table.selectedCount();
    m_copyEvents->setText(counted(count, tr("Copy event JSON"), tr("Copy the JSON of %1 events")));
    m_export->setText(counted(count, tr("Export event…"), tr("Export %1 events…")));
    const auto row = m_table.currentRow();
    m_mark->setText(row && m_marks.isMarked(*row) ? tr("Take the mark away") : tr("Mark"));
    m_mark->setIcon(themedIcon(u"mark"_s, m_table.palette()));
    m_export->setIcon(themedIcon(u"export"_s, m_table.palette()));
    m_copyEvents->setIcon(themedIcon(u"copy"_s, m_table.palette()));
    m_edit->setText(counted(count, tr("Edit a copy"), tr("Edit copies of %1 events")));
    m_send->setText(counted(count, tr("Send…"), tr("Send %1 events…")));
    m_send->setEnabled(!m_store.isReadOnly());
    m_fix->setText(counted(count, tr("Fix…"), tr("Fix %1 events…")));
    m_fix->setEnabled(!m_store.isReadOnly());
    m_delete->setText(counted(count, tr("Delete event"), tr("Delete %1 events")));
    m_delete->setEnabled(!m_store.isReadOnly());
    m_delete->setIcon(themedIcon(u"delete"_s, m_table.palette()));
    m_for->setIcon(themedIcon(u"filter"_s, m_table.palette()));
}

void CellActions::fillMenu(QMenu &menu)
{
    if (!m_table.currentIndex().isValid())
        return;
    update();
    menu.addActions({m_open});
    menu.addSeparator();
    menu.addActions({m_for, m_out, m_from, m_until});
    menu.addSeparator();
    menu.addActions({m_copyValue, m_copyEvents});
    menu.addMenu(tr("Copy as"))->addActions({m_copyNdjson, m_copyJson, m_copyCsv});
    menu.addActions({m_export, m_mark});
    menu.addSeparator();
    menu.addActions({m_edit, m_send, m_fix});
    menu.addSeparator();
    menu.addActions({m_delete});
    // The texts are those of this menu; hidden ones must work again by their keys.
    connect(&menu, &QMenu::aboutToHide, this, [this] {
        m_for->setVisible(true);
        m_out->setVisible(true);
    });
}

}

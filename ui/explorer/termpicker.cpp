// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/termpicker.h"

#include "explorer/facetdelegate.h"
#include "explorer/popup.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace eventscope {

TermPicker::TermPicker(
    EventStore &store, FilterState &state, Field field, const QString &title, const QString &name, QWidget *parent)
    : QToolButton(parent)
    , m_model(store, state, field)
    , m_title(title)
    , m_popup(new Popup(this))
    , m_search(new QLineEdit(m_popup))
    , m_list(new QListView(m_popup))
    , m_note(new QLabel(m_popup))
    , m_clear(new QPushButton(tr("Any"), m_popup))
{
    setObjectName(name);
    setFocusPolicy(Qt::StrongFocus);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setArrowType(Qt::NoArrow);
    build(name);
    connect(m_popup, &Popup::opened, this, &TermPicker::open);
    connect(m_popup, &Popup::closed, this, [this] { m_model.setActive(false); });
    connect(m_search, &QLineEdit::textChanged, &m_model, &TermModel::setSearch);
    connect(m_list, &QListView::clicked, this,
        [this](const QModelIndex &index) { choose(index, QGuiApplication::keyboardModifiers()); });
    connect(m_clear, &QPushButton::clicked, this, [this] { m_model.clear(); });
    connect(&m_model, &TermModel::listed, this, &TermPicker::showNote);
    connect(&state, &FilterState::changed, this, &TermPicker::showSummary);
    showSummary();
}

void TermPicker::build(const QString &name)
{
    m_search->setObjectName(name + u"Search"_s);
    m_search->setPlaceholderText(tr("Type to find…"));
    m_search->setAccessibleName(tr("Find among the values of %1").arg(m_title));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setObjectName(name + u"List"_s);
    m_list->setAccessibleName(m_title);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new FacetDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->installEventFilter(this);
    m_note->setObjectName(name + u"Note"_s);
    m_note->setWordWrap(true);
    m_clear->setObjectName(name + u"Clear"_s);
    m_clear->setAutoDefault(false);

    auto *foot = new QHBoxLayout;
    foot->addWidget(m_note, 1);
    foot->addWidget(m_clear);
    auto *column = new QVBoxLayout(m_popup);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    column->addLayout(foot);
    m_popup->setFixedSize(340, 380);
}

void TermPicker::setTitles(const QHash<QByteArray, QString> &titles)
{
    m_model.setTitles(titles);
    showSummary();
}

void TermPicker::open()
{
    m_search->clear();
    m_model.setActive(true);
    showNote();
    m_search->setFocus(Qt::PopupFocusReason);
}

void TermPicker::choose(const QModelIndex &index, Qt::KeyboardModifiers modifiers)
{
    if (!index.isValid())
        return;
    if (modifiers.testFlag(Qt::AltModifier))
        m_model.toggleExcluded(index);
    else
        m_model.toggleIncluded(index);
}

void TermPicker::showSummary()
{
    const QString summary = m_model.summary();
    const bool any = summary.isEmpty();
    const QString state = any ? tr("any") : fontMetrics().elidedText(summary, Qt::ElideMiddle, 130);
    setText(tr("%1: %2  \u25BE").arg(m_title, state));
    setToolTip(any ? tr("Choose by %1").arg(m_title.toLower()) : tr("%1: %2").arg(m_title, summary));
    setAccessibleName(tr("%1: %2").arg(m_title, any ? tr("any") : summary));
    mark(this, !any);
    m_clear->setEnabled(!any);
}

void TermPicker::showNote()
{
    const qint64 hidden = m_model.hidden();
    if (m_model.isSearching() && m_model.rowCount() == 0)
        m_note->setText(tr("Searching…"));
    else if (m_model.rowCount() == 0)
        m_note->setText(m_search->text().isEmpty() ? tr("No event has one.") : tr("No value holds this text."));
    else if (hidden > 0)
        m_note->setText(tr("%1 more: type to find them").arg(QLocale().toString(hidden)));
    else
        m_note->setText(counted(m_model.rowCount(), tr("%1 value"), tr("%1 values")));
}

bool TermPicker::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QToolButton::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (isEnter || (watched == m_list && key->key() == Qt::Key_Space)) {
        const QModelIndex current = m_list->currentIndex();
        choose(current.isValid() ? current : m_model.index(0), key->modifiers());
        return true;
    }
    const bool moves = key->key() == Qt::Key_Down || key->key() == Qt::Key_Up || key->key() == Qt::Key_PageDown ||
                       key->key() == Qt::Key_PageUp;
    if (watched == m_search && moves) {
        // The list moves while the typing stays where it is.
        if (m_list->currentIndex().isValid())
            QCoreApplication::sendEvent(m_list, event);
        else
            m_list->setCurrentIndex(m_model.index(0));
        return true;
    }
    return QToolButton::eventFilter(watched, event);
}

void TermPicker::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showSummary();    // in the accent's colour of the new theme
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filtercompleter.h"

#include "explorer/completiondelegate.h"
#include "explorer/filteredit.h"
#include "theme.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPainter>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

FilterCompleter::FilterCompleter(
    FilterEdit &edit, EventStore &store, const FilterState &state, FilterCompletion::Clock clock)
    : QWidget(&edit)
    , m_edit(edit)
    , m_model(store, state, std::move(clock))
    , m_list(new QListView(this))
    , m_title(new QLabel(this))
    , m_keys(new QLabel(tr("Enter takes · Esc closes"), this))
{
    build();
    hide();
    m_edit.installEventFilter(this);
    connect(&m_model, &FilterCompletion::listed, this, &FilterCompleter::showList);
    connect(m_list, &QListView::clicked, this, &FilterCompleter::take);
}

void FilterCompleter::build()
{
    setObjectName(u"completion"_s);
    setFocusPolicy(Qt::NoFocus);
    m_list->setObjectName(u"completionList"_s);
    m_list->setAccessibleName(tr("What may stand here"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new CompletionDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);

    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(8, 2, 8, 3);
    foot->setSpacing(12);
    for (QLabel *label : {m_title, m_keys}) {
        label->setFont(small);
        label->setTextFormat(Qt::PlainText);
    }
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    foot->addWidget(m_title, 1);
    foot->addWidget(m_keys);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(m_list, 1);
    column->addLayout(foot);
    dress();
}

void FilterCompleter::complete(bool asked)
{
    m_wanted = true;
    m_chosen.clear();
    m_model.ask(m_edit.line(), m_edit.cursorAt(), asked);
}

void FilterCompleter::close()
{
    m_wanted = false;
    m_chosen.clear();
    hide();
    m_model.stop();
    m_edit.setAccessibleDescription({});
    emit closed();
}

bool FilterCompleter::isPending() const
{
    return isVisible() && m_list->currentIndex().isValid();
}

void FilterCompleter::showList()
{
    if (!m_wanted)
        return;
    const int rows = m_model.rowCount();
    // What is typed in full needs no list of itself.
    const bool nothingNew = rows == 1 && m_model.preferredRow() < 0 && m_model.at().typed.size() > 0;
    if (rows == 0 || nothingNew) {
        if (rows == 0 && m_model.isAsking() && isVisible())
            return;
        hide();
        emit closed();
        return;
    }
    int current = m_model.preferredRow();
    for (int row = 0; row < rows && !m_chosen.isEmpty(); ++row)
        if (m_model.index(row).data(FilterCompletion::InsertRole).toString() == m_chosen)
            current = row;
    m_list->setCurrentIndex(current >= 0 ? m_model.index(current) : QModelIndex());
    m_title->setText(m_model.title());
    place();
    if (!isVisible()) {
        show();
        raise();
    }
    tellCurrent();
}

void FilterCompleter::place()
{
    QWidget *window = m_edit.window();
    if (parentWidget() != window)
        setParent(window);
    constexpr int mostRows = 12;
    constexpr int widest = 460;
    const int rowHeight = m_list->sizeHintForRow(0);
    const int foot = m_title->sizeHint().height() + 7;
    const QTextCursor at = [this] {
        QTextCursor cursor(m_edit.document());
        cursor.setPosition(static_cast<int>(std::min(m_model.at().from, m_edit.line().size())));
        return cursor;
    }();
    const QPoint below = m_edit.viewport()->mapTo(window, QPoint(m_edit.cursorRect(at).left(), m_edit.height()));
    const int width = std::min(widest, window->width() - 8);
    const int room = window->height() - below.y() - 8;
    const int height = std::min(room, std::min(m_model.rowCount(), mostRows) * rowHeight + foot + 2);
    const int left = std::clamp(below.x() - 10, 4, std::max(4, window->width() - width - 4));
    setGeometry(left, below.y() + 4, width, std::max(height, rowHeight + foot));
}

void FilterCompleter::take(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const FilterCompletion::Edit edit = m_model.edit(index.row());
    close();
    m_edit.replace(edit.from, edit.to, edit.text);
    emit taken();
    if (edit.more)
        complete(true);
}

void FilterCompleter::move(int step)
{
    const int rows = m_model.rowCount();
    const QModelIndex current = m_list->currentIndex();
    const int from = current.isValid() ? current.row() : step > 0 ? -1 : rows;
    const QModelIndex next = m_model.index(std::clamp(from + step, 0, rows - 1));
    m_list->setCurrentIndex(next);
    m_chosen = next.data(FilterCompletion::InsertRole).toString();
    tellCurrent();
}

void FilterCompleter::tellCurrent()
{
    const QModelIndex current = m_list->currentIndex();
    m_edit.setAccessibleDescription(
        current.isValid() ? tr("Suggestion: %1").arg(current.data(Qt::AccessibleTextRole).toString()) : QString());
    if (!current.isValid() || !QAccessible::isActive())
        return;
    QAccessibleEvent event(m_list, QAccessible::Selection);
    event.setChild(current.row());
    QAccessible::updateAccessibility(&event);
}

bool FilterCompleter::takeKey(const QKeyEvent &key)
{
    if (key.key() == Qt::Key_Space && key.modifiers() == Qt::ControlModifier) {
        complete(true);
        return true;
    }
    if (!isVisible())
        return false;
    constexpr int page = 10;
    switch (key.key()) {
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_PageUp:
        move(-page);
        return true;
    case Qt::Key_PageDown:
        move(page);
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab: {
        const bool chosen = m_list->currentIndex().isValid();
        if (chosen && key.modifiers().testFlag(Qt::ShiftModifier) == false)
            take(m_list->currentIndex());
        else
            close();
        return chosen;
    }
    default:
        return false;
    }
}

bool FilterCompleter::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::FocusOut:
    case QEvent::Hide:
        close();
        break;
    case QEvent::Move:
    case QEvent::Resize:
        if (isVisible())
            place();
        break;
    case QEvent::ShortcutOverride: {
        // Esc and Tab are ours while the list is open, whatever they mean elsewhere.
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (isVisible() && (key == Qt::Key_Escape || key == Qt::Key_Tab)) {
            event->accept();
            return true;
        }
        break;
    }
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void FilterCompleter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(Theme::of(palette()).outline);
    painter.setBrush(palette().brush(QPalette::Base));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void FilterCompleter::dress()
{
    const Theme theme = Theme::of(palette());
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, theme.subtleText);
    m_title->setPalette(ink);
    m_keys->setPalette(ink);
}

void FilterCompleter::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/jsoneditorfind.h"

#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

FindBar::FindBar(std::function<std::string_view()> text, QWidget *parent)
    : QWidget(parent)
    , m_text(std::move(text))
    , m_wanted(new QLineEdit(this))
    , m_case(new QToolButton(this))
    , m_count(new QLabel(this))
    , m_previous(new QToolButton(this))
    , m_next(new QToolButton(this))
    , m_close(new QToolButton(this))
{
    layOut();
    dress();
    connectParts();
}

void FindBar::layOut()
{
    setObjectName(u"findBar"_s);
    m_wanted->setObjectName(u"findText"_s);
    m_wanted->setAccessibleName(tr("Find in the source"));
    m_wanted->setPlaceholderText(tr("Find"));
    m_wanted->setClearButtonEnabled(true);
    m_wanted->setMaxLength(1000);
    m_wanted->installEventFilter(this);
    m_case->setObjectName(u"findCase"_s);
    m_case->setText(u"Aa"_s);
    m_case->setCheckable(true);
    m_case->setToolTip(tr("Tell upper and lower case apart"));
    m_case->setAccessibleName(m_case->toolTip());
    m_count->setObjectName(u"findCount"_s);
    m_count->setMinimumWidth(fontMetrics().horizontalAdvance(u"00,000 of 00,000"_s));
    m_previous->setObjectName(u"findPrevious"_s);
    m_previous->setToolTip(tr("Previous match (Shift+F3)"));
    m_previous->setAccessibleName(tr("Previous match"));
    m_previous->setArrowType(Qt::UpArrow);
    m_next->setObjectName(u"findNext"_s);
    m_next->setToolTip(tr("Next match (F3)"));
    m_next->setAccessibleName(tr("Next match"));
    m_next->setArrowType(Qt::DownArrow);
    m_close->setObjectName(u"findClose"_s);
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->setAccessibleName(tr("Close the find bar"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 4, 6, 4);
    row->setSpacing(4);
    row->addWidget(m_wanted, 1);
    for (QToolButton *button : {m_case, m_previous, m_next}) {
        button->setAutoRaise(true);
        row->addWidget(button);
    }
    row->addWidget(m_count);
    m_close->setAutoRaise(true);
    row->addWidget(m_close);
}

void FindBar::connectParts()
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(120);
    connect(&m_delay, &QTimer::timeout, this, [this] {
        search();
        step(true, m_from);
    });
    m_again.setSingleShot(true);
    m_again.setInterval(300);
    connect(&m_again, &QTimer::timeout, this, &FindBar::search);
    connect(m_wanted, &QLineEdit::textEdited, this, [this] { m_delay.start(); });
    connect(m_case, &QToolButton::toggled, this, [this] {
        search();
        step(true, m_from);
    });
    connect(m_previous, &QToolButton::clicked, this, [this] { emit stepRequested(false); });
    connect(m_next, &QToolButton::clicked, this, [this] { emit stepRequested(true); });
    connect(m_close, &QToolButton::clicked, this, &FindBar::closed);
}

void FindBar::open(const QString &selected, quint32 caret)
{
    m_from = caret;
    if (!selected.isEmpty())
        m_wanted->setText(selected);
    show();
    m_wanted->selectAll();
    m_wanted->setFocus(Qt::ShortcutFocusReason);
    search();
    if (!selected.isEmpty())
        step(true, caret);
}

void FindBar::search()
{
    m_delay.stop();
    m_again.stop();
    m_matches = TextSearch(m_wanted->text(), m_case->isChecked()).matches(m_text());
    tellCount({});
    emit found();
}

void FindBar::textChanged()
{
    m_matches.clear();
    emit found();
    m_count->clear();
    if (!isVisible())
        return;
    m_delay.stop();
    m_again.start();
}

void FindBar::step(bool forward, quint32 caret)
{
    if (m_delay.isActive() || m_matches.empty())
        search();
    if (m_matches.empty())
        return;
    const auto at = forward ? std::lower_bound(m_matches.cbegin(), m_matches.cend(), caret,
                                  [](const auto &match, quint32 offset) { return match.offset < offset; })
                            : std::upper_bound(m_matches.cbegin(), m_matches.cend(), caret,
                                  [](quint32 offset, const auto &match) { return offset <= match.offset; });
    std::size_t index = 0;
    if (forward)
        index = at == m_matches.cend() ? 0 : static_cast<std::size_t>(at - m_matches.cbegin());
    else
        index = static_cast<std::size_t>((at == m_matches.cbegin() ? m_matches.cend() : at) - m_matches.cbegin()) - 1;
    tellCount(index);
    emit matchChosen(m_matches[index].offset, m_matches[index].length);
}

void FindBar::tellCount(std::optional<std::size_t> at)
{
    const QLocale locale;
    const QString count = locale.toString(qulonglong(m_matches.size()));
    const QString all = m_matches.size() == TextSearch::most ? tr("%1 or more").arg(count) : count;
    if (m_wanted->text().isEmpty())
        m_count->clear();
    else if (m_matches.empty())
        m_count->setText(tr("No match"));
    else if (at)
        m_count->setText(tr("%1 of %2").arg(locale.toString(qulonglong(*at + 1)), all));
    else
        m_count->setText(m_matches.size() == 1 ? tr("1 match") : tr("%1 matches").arg(all));
    m_previous->setEnabled(!m_matches.empty());
    m_next->setEnabled(!m_matches.empty());
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_wanted || (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isReturn =
        (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && !key->modifiers().testFlag(Qt::AltModifier);
    if (!isReturn && key->key() != Qt::Key_Escape)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::ShortcutOverride)
        event->accept();
    else if (isReturn)
        emit stepRequested(!key->modifiers().testFlag(Qt::ShiftModifier));
    else
        emit closed();
    return true;
}

void FindBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void FindBar::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_delay.stop();
    m_again.stop();
    m_matches.clear();
    emit found();
}

void FindBar::dress()
{
    m_close->setIcon(themedIcon(u"close"_s, palette()));
    QPalette faint = palette();
    faint.setColor(QPalette::WindowText, Theme::of(palette()).subtleText);
    m_count->setPalette(faint);
}

}

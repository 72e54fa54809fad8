// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/facetadder.h"

#include "theme.h"
#include "views/pathkey.h"

#include <QAbstractItemView>
#include <QBoxLayout>
#include <QCompleter>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

FacetAdder::FacetAdder(EventStore &store, QWidget *parent)
    : QWidget(parent)
    , m_sample(store)
    , m_button(new QToolButton(this))
    , m_field(new QLineEdit(this))
    , m_fault(new QLabel(this))
{
    m_button->setObjectName(u"addFacet"_s);
    m_button->setText(tr("Add facet…"));
    m_button->setToolTip(tr("Count the values of a property or another path in the payload"));
    m_button->setAutoRaise(true);
    m_button->setFocusPolicy(Qt::StrongFocus);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_field->setObjectName(u"addFacetPath"_s);
    m_field->setPlaceholderText(tr("Path, such as props.plan"));
    m_field->setAccessibleName(tr("Path of the new facet"));
    m_field->installEventFilter(this);
    m_field->hide();
    m_fault->setObjectName(u"addFacetFault"_s);
    m_fault->setWordWrap(true);
    m_fault->hide();

    auto *completer = new QCompleter(&m_paths, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(12);
    completer->popup()->setObjectName(u"addFacetList"_s);
    m_field->setCompleter(completer);
    connect(completer, qOverload<const QString &>(&QCompleter::activated), this, &FacetAdder::add,
        Qt::QueuedConnection);    // the completer writes into the field still
    connect(m_field, &QLineEdit::returnPressed, this, [this] { add(m_field->text()); });
    connect(m_field, &QLineEdit::textEdited, m_fault, &QWidget::hide);
    connect(m_button, &QToolButton::clicked, this, &FacetAdder::begin);
    connect(&m_sample, &PropertySample::changed, this, &FacetAdder::listPaths);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2, 0, 4);
    column->setSpacing(2);
    column->addWidget(m_button, 0, Qt::AlignLeft);
    column->addWidget(m_field);
    column->addWidget(m_fault);
    dress();
}

void FacetAdder::begin()
{
    listPaths();
    m_field->clear();
    m_button->hide();
    m_field->show();
    m_field->setFocus(Qt::OtherFocusReason);
}

void FacetAdder::end()
{
    if (m_field->isHidden())
        return;
    const bool hadFocus = m_field->hasFocus();
    m_button->show();
    if (hadFocus)
        m_button->setFocus(Qt::OtherFocusReason);
    m_field->hide();
    m_fault->hide();
}

void FacetAdder::listPaths()
{
    QStringList keys;
    for (const KnownPath &path : m_sample.paths().paths)
        if (path.leaf)
            keys.append(path.written);
    if (keys != m_paths.stringList())
        m_paths.setStringList(keys);
}

void FacetAdder::add(const QString &text)
{
    const QString key = text.trimmed();
    if (m_field->isHidden() || key.isEmpty())
        return;
    const QByteArray path = pathFromKey(key);
    if (path.isEmpty()) {
        m_fault->setText(
            tr("“%1” is no path. Write props.plan for a property, or /user/plan for any place.").arg(key.left(40)));
        m_fault->show();
        return;
    }
    end();
    emit chosen(path);
}

bool FacetAdder::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut) {
        const auto reason = static_cast<QFocusEvent *>(event)->reason();
        if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason)
            end();
    }
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape) {
            end();
            return true;
        }
        if (key == Qt::Key_Down) {
            m_field->completer()->setCompletionPrefix(m_field->text());
            m_field->completer()->complete();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FacetAdder::dress()
{
    m_button->setIcon(themedIcon(u"new"_s, palette()));
    m_button->setIconSize({12, 12});
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).error);
    m_fault->setPalette(ink);
}

void FacetAdder::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

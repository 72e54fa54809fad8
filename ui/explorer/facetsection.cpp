// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/facetsection.h"

#include "explorer/facetdelegate.h"
#include "theme.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

FacetSection::FacetSection(FacetModel &model, const QString &title, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_title(title)
    , m_heading(new QToolButton(this))
    , m_clear(new QToolButton(this))
    , m_distinct(new QLabel(this))
    , m_list(new QListView(this))
    , m_more(new QToolButton(this))
{
    build(name);
    connect(m_heading, &QToolButton::clicked, this, [this] {
        setFolded(!m_folded);
        emit foldedChanged(m_folded);
    });
    connect(m_clear, &QToolButton::clicked, this, [this] { m_model.clear(); });
    connect(m_more, &QToolButton::clicked, this, &FacetSection::moreRequested);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        choose(index, QGuiApplication::keyboardModifiers().testFlag(Qt::AltModifier));
    });
    connect(m_list, &QWidget::customContextMenuRequested, this, &FacetSection::showMenu);
    connect(&model, &QAbstractItemModel::dataChanged, this, &FacetSection::showFacet);
    connect(&model, &QAbstractItemModel::rowsInserted, this, &FacetSection::showFacet);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &FacetSection::showFacet);
    showFacet();
}

void FacetSection::build(const QString &name)
{
    m_heading->setObjectName(name + u"Fold"_s);
    m_heading->setText(m_title);
    m_heading->setAutoRaise(true);
    m_heading->setFocusPolicy(Qt::StrongFocus);
    m_heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    QFont bold = m_heading->font();
    bold.setBold(true);
    m_heading->setFont(bold);
    m_clear->setObjectName(name + u"Clear"_s);
    m_clear->setAutoRaise(true);
    m_clear->setToolTip(tr("Choose no value of %1").arg(m_title));
    m_clear->setAccessibleName(m_clear->toolTip());
    m_list->setObjectName(name + u"Facet"_s);
    m_list->setAccessibleName(tr("Values of %1").arg(m_title));
    m_list->setAccessibleDescription(tr("Space includes a value, Alt+Space excludes it"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new FacetDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTabKeyNavigation(false);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    m_list->installEventFilter(this);
    m_more->setObjectName(name + u"More"_s);
    m_more->setAutoRaise(true);
    m_more->setFocusPolicy(Qt::StrongFocus);

    auto *head = new QHBoxLayout;
    head->setSpacing(2);
    head->addWidget(m_heading);
    head->addStretch(1);
    head->addWidget(m_distinct);
    head->addWidget(m_clear);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_list);
    column->addWidget(m_more, 0, Qt::AlignLeft);
    dress();
}

void FacetSection::setFolded(bool folded)
{
    m_folded = folded;
    m_heading->setAccessibleName(folded ? tr("%1, folded").arg(m_title) : m_title);
    dress();
    showFacet();
}

void FacetSection::showMore(bool all)
{
    m_all = all;
    showFacet();
}

void FacetSection::showFacet()
{
    const int rows = m_model.rowCount();
    const bool open = !m_folded;
    constexpr int tallest = 14;
    const int rowHeight = m_list->sizeHintForRow(0);
    m_list->setFixedHeight(std::max(1, std::min(rows, tallest) * std::max(1, rowHeight) + 2));
    m_list->setVerticalScrollBarPolicy(rows > tallest ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    m_list->setVisible(open && rows > 0);
    m_distinct->setText(m_model.distinct() > 0 ? QLocale().toString(m_model.distinct()) : QString());
    m_distinct->setToolTip(counted(m_model.distinct(), tr("%1 different value"), tr("%1 different values")));
    m_clear->setVisible(!m_model.summary().isEmpty());
    m_more->setVisible(open && (m_all || m_model.hidden() > 0));
    m_more->setText(m_all ? tr("Show fewer") : tr("Show more"));
}

void FacetSection::choose(const QModelIndex &index, bool exclude)
{
    if (exclude)
        m_model.toggleExcluded(index);
    else
        m_model.toggleIncluded(index);
}

void FacetSection::showMenu(QPoint at)
{
    const QPersistentModelIndex index(m_list->currentIndex());
    if (!index.isValid())
        return;
    const bool included = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    const bool excluded = index.data(FacetModel::ExcludedRole).toBool();
    QMenu menu;
    menu.addAction(included ? tr("No longer include") : tr("Include"), this, [this, index] { choose(index, false); })
        ->setObjectName(u"facetInclude"_s);
    menu.addAction(excluded ? tr("No longer exclude") : tr("Exclude"), this, [this, index] { choose(index, true); })
        ->setObjectName(u"facetExclude"_s);
    menu.addSeparator();
    menu.addAction(tr("Copy value"), this, [index] {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(index.data(FacetModel::PlainRole).toByteArray()));
    });
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

bool FacetSection::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Space || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            choose(m_list->currentIndex(), key->modifiers().testFlag(Qt::AltModifier));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FacetSection::dress()
{
    m_heading->setIcon(themedIcon(m_folded ? u"chevron-right"_s : u"chevron-down"_s, palette()));
    m_heading->setIconSize({12, 12});
    m_clear->setIcon(themedIcon(u"clear"_s, palette()));
    m_clear->setIconSize({14, 14});
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).subtleText);
    m_distinct->setPalette(ink);
}

void FacetSection::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

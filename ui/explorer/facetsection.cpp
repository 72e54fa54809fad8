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
    , m_note(new QLabel(this))
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
    m_heading->installEventFilter(this);
    m_heading->setAutoRaise(true);
    m_heading->setFocusPolicy(Qt::StrongFocus);
    m_heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    QFont bold = m_heading->font();
    bold.setBold(true);
    m_heading->setFont(bold);
    // A path may be long.
    constexpr int widest = 150;
    m_heading->setText(QFontMetrics(bold).elidedText(m_title, Qt::ElideMiddle, widest));
    m_heading->setToolTip(m_heading->text() == m_title ? QString() : m_title);
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
    m_note->setObjectName(name + u"Note"_s);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(6, 0, 6, 2);
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
    column->addWidget(m_note);
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
    showNumbers();
    m_clear->setVisible(!m_model.summary().isEmpty());
    m_more->setVisible(open && (m_all || m_model.hidden() > 0));
    m_more->setText(m_all ? tr("Show fewer") : tr("Show more"));
}

void FacetSection::showNumbers()
{
    const qint64 distinct = m_model.distinct();
    if (m_counting) {
        m_distinct->setText(m_percent < 0 ? tr("counting…") : tr("%1 %…").arg(m_percent));
        m_distinct->setToolTip(tr("Counting: the payloads are being read"));
    } else {
        const QString number = QLocale().toString(distinct);
        m_distinct->setText(distinct == 0 ? QString() : m_model.isCut() ? tr("over %1").arg(number) : number);
        m_distinct->setToolTip(counted(distinct, tr("%1 different value"), tr("%1 different values")));
    }
    const bool isEmpty = m_remove && !m_counting && m_model.rowCount() == 0;
    m_note->setText(isEmpty ? tr("No event has a value there.")
                            : tr("There are more different values than are told apart; those that came last are only "
                                 "in the percentages."));
    m_note->setVisible(!m_folded && (isEmpty || m_model.isCut()));
}

void FacetSection::setRemovable()
{
    m_remove = new QToolButton(this);
    m_remove->setObjectName(m_heading->objectName().chopped(4) + u"Remove"_s);
    m_remove->setAutoRaise(true);
    m_remove->setToolTip(tr("Remove this facet"));
    m_remove->setAccessibleName(tr("Remove the facet %1").arg(m_title));
    static_cast<QHBoxLayout *>(layout()->itemAt(0)->layout())->addWidget(m_remove);
    connect(m_remove, &QToolButton::clicked, this, &FacetSection::removeRequested);
    m_heading->setAccessibleDescription(tr("Delete removes this facet"));
    dress();
    showNumbers();
}

void FacetSection::setCounting(bool counting, int percent)
{
    m_counting = counting;
    m_percent = percent;
    showNumbers();
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
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (watched == m_heading && m_remove && key->key() == Qt::Key_Delete) {
        emit removeRequested();
        return true;
    }
    if (watched == m_list) {
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
    if (m_remove) {
        m_remove->setIcon(themedIcon(u"delete"_s, palette()));
        m_remove->setIconSize({13, 13});
    }
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).subtleText);
    m_distinct->setPalette(ink);
    m_note->setPalette(ink);
}

void FacetSection::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

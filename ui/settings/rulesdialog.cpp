// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/rulesdialog.h"

#include "settings/ruledelegate.h"
#include "theme.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace eventscope {

RulesDialog::RulesDialog(std::vector<RuleList> lists, const SeverityChanges &changes, QWidget *parent)
    : QDialog(parent)
    , m_before(changes)
    , m_model(new RuleModel(std::move(lists), changes, this))
    , m_found(new QSortFilterProxyModel(this))
    , m_search(new QLineEdit(this))
    , m_tree(new QTreeView(this))
    , m_about(new QLabel(this))
    , m_note(new QLabel(this))
    , m_reset(new QPushButton(tr("&Reset all"), this))
{
    setObjectName(u"rulesDialog"_s);
    setWindowTitle(tr("Rules and severities"));
    m_found->setSourceModel(m_model);
    m_found->setRecursiveFilteringEnabled(true);
    m_found->setAutoAcceptChildRows(true);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_found->setFilterKeyColumn(-1);
    build();
    connect(m_search, &QLineEdit::textChanged, this, &RulesDialog::find);
    connect(m_model, &RuleModel::changesChanged, this, &RulesDialog::showChanges);
    connect(m_reset, &QPushButton::clicked, m_model, &RuleModel::resetAll);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex &index) { showRule(index); });
    connect(m_tree, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == RuleModel::Counts)
            edit();
    });
    connect(m_tree, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex &index) {
        if (index.column() != RuleModel::Counts)
            edit();
    });
    m_tree->expandAll();
    m_tree->setCurrentIndex(m_found->index(0, 0));
    showChanges();
    dress();
    resize(860, 600);
}

void RulesDialog::build()
{
    m_search->setObjectName(u"rulesSearch"_s);
    m_search->setPlaceholderText(tr("Find a rule by id or words"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_tree->setObjectName(u"rulesTree"_s);
    m_tree->setAccessibleName(tr("Rules"));
    m_tree->setAccessibleDescription(tr("Enter or F2 chooses how a rule counts."));
    m_tree->setModel(m_found);
    m_tree->setItemDelegate(new RuleDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->installEventFilter(this);
    QHeaderView *header = m_tree->header();
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setSectionResizeMode(RuleModel::About, QHeaderView::Stretch);
    const auto chars = [this](int count) { return count * fontMetrics().averageCharWidth() + 16; };
    header->resizeSection(RuleModel::Rule, chars(18) + 24);
    header->resizeSection(RuleModel::Counts, chars(20) + 24);
    m_about->setObjectName(u"ruleAbout"_s);
    m_about->setWordWrap(true);
    m_about->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_about->setMinimumHeight(4 * fontMetrics().lineSpacing());
    m_about->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_note->setObjectName(u"rulesChanged"_s);
    m_reset->setObjectName(u"rulesReset"_s);
    m_reset->setAutoDefault(false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &RulesDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &RulesDialog::reject);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_reset);
    bottom->addWidget(m_note, 1);
    bottom->addWidget(buttons);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_search);
    column->addWidget(m_tree, 1);
    column->addWidget(m_about);
    column->addLayout(bottom);
}

void RulesDialog::find(const QString &text)
{
    m_found->setFilterFixedString(text.trimmed());
    m_tree->expandAll();
    if (m_tree->currentIndex().isValid())
        m_tree->scrollTo(m_tree->currentIndex());
    else
        m_tree->setCurrentIndex(m_found->index(0, 0));
}

void RulesDialog::showRule(const QByteArray &service, const QByteArray &rule)
{
    const QModelIndex index = m_found->mapFromSource(m_model->indexOf(service, rule));
    if (!index.isValid())
        return;
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void RulesDialog::showRule(const QModelIndex &index)
{
    QStringList lines;
    if (index.parent().isValid()) {
        lines.append(index.siblingAtColumn(RuleModel::About).data().toString());
        if (const QString source = index.data(RuleModel::SourceRole).toString(); !source.isEmpty())
            lines.append(tr("Stated in: %1").arg(source));
        lines.removeAll(QString());
    } else if (index.isValid()) {
        const int rules = m_found->rowCount(index.siblingAtColumn(0));
        lines.append(counted(rules, tr("%1 rule"), tr("%1 rules")));
    }
    m_about->setText(lines.join(u'\n'));
}

void RulesDialog::showChanges()
{
    const int changed = m_model->changed();
    m_reset->setEnabled(changed > 0);
    m_note->setText(changed == 0 ? tr("Every rule counts as its definition says.")
                                 : counted(changed, tr("%1 rule was changed."), tr("%1 rules were changed.")));
}

void RulesDialog::edit()
{
    const QModelIndex level = m_tree->currentIndex().siblingAtColumn(RuleModel::Counts);
    if (level.flags().testFlag(Qt::ItemIsEditable))
        m_tree->edit(level);
}

void RulesDialog::accept()
{
    if (m_model->changes() != m_before)
        emit changed(m_model->changes());
    QDialog::accept();
}

bool RulesDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (watched == m_tree && (isReturn || key->key() == Qt::Key_F2 || key->key() == Qt::Key_Space)) {
        edit();
        return true;
    }
    if (watched == m_search && (key->key() == Qt::Key_Down || isReturn)) {
        m_tree->setFocus(Qt::OtherFocusReason);
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

void RulesDialog::dress()
{
    QPalette faint = palette();
    faint.setColor(QPalette::WindowText, Theme::of(palette()).subtleText);
    m_note->setPalette(faint);
}

void RulesDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

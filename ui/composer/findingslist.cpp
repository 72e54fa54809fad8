// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/findingslist.h"

#include "explorer/findingdelegate.h"
#include "theme.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPushButton>

#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int longestFix = 40;    // characters on the button

QString countsOf(const std::vector<Finding> &findings)
{
    std::array<int, 4> counts{};
    for (const Finding &finding : findings)
        ++counts.at(static_cast<std::size_t>(finding.severity));
    const auto of = [&counts](Severity severity) { return counts.at(static_cast<std::size_t>(severity)); };
    QStringList parts;
    if (const int n = of(Severity::Error); n > 0)
        parts.append(n == 1 ? FindingsList::tr("1 error") : FindingsList::tr("%1 errors").arg(n));
    if (const int n = of(Severity::Warning); n > 0)
        parts.append(n == 1 ? FindingsList::tr("1 warning") : FindingsList::tr("%1 warnings").arg(n));
    if (const int n = of(Severity::Info); n > 0)
        parts.append(n == 1 ? FindingsList::tr("1 piece of advice") : FindingsList::tr("%1 pieces of advice").arg(n));
    if (const int n = of(Severity::NotJudged); n > 0)
        parts.append(FindingsList::tr("%1 not judged").arg(n));
    return parts.join(u" · "_s);
}

}

FindingsList::FindingsList(QWidget *parent)
    : QWidget(parent)
    , m_counts(new QLabel(this))
    , m_fix(new QPushButton(this))
    , m_list(new QListView(this))
    , m_nothing(new QLabel(this))
{
    build();
    connect(m_list, &QAbstractItemView::doubleClicked, this, &FindingsList::activate);
    connect(m_list, &QWidget::customContextMenuRequested, this, &FindingsList::showMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &FindingsList::choose);
    connect(m_fix, &QPushButton::clicked, this, [this] { fix(m_list->currentIndex()); });
    dress();
    setNotJudged();
}

void FindingsList::build()
{
    setObjectName(u"draftFindings"_s);
    m_counts->setObjectName(u"findingCounts"_s);
    m_fix->setObjectName(u"fixFinding"_s);
    m_list->setObjectName(u"draftFindingsList"_s);
    m_list->setAccessibleDescription(tr("Enter goes to the place, Alt+Return mends it."));
    setUpFindings(*m_list, m_model);
    m_list->installEventFilter(this);
    m_nothing->setObjectName(u"noDraftFindings"_s);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setMargin(12);
    m_nothing->setTextFormat(Qt::PlainText);
    QSizePolicy steady = m_fix->sizePolicy();
    steady.setRetainSizeWhenHidden(true);    // the list does not jump from finding to finding
    m_fix->setSizePolicy(steady);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(8, 4, 8, 4);
    head->addWidget(m_counts, 1);
    head->addWidget(m_fix);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_list, 1);
    column->addWidget(m_nothing, 1);
    setFocusProxy(m_list);
}

void FindingsList::setFindings(const std::vector<Finding> &findings)
{
    const QByteArray rule = m_rule;
    const QByteArray pointer = m_pointer;
    m_model.setFindings(findings);
    tell(findings);
    m_nothing->setText(tr("No findings"));
    if (findings.empty() || m_list->currentIndex().isValid()) {
        choose();
        return;
    }
    QModelIndex wanted = m_model.index(0);
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const Finding *finding = m_model.findingAt(m_model.index(row));
        if (finding && finding->rule == rule && finding->pointer == pointer) {
            wanted = m_model.index(row);
            break;
        }
    }
    m_list->setCurrentIndex(wanted);
    choose();
}

void FindingsList::setNotJudged(const QString &reason)
{
    m_model.setFindings({});
    tell({});
    m_nothing->setText(reason.isEmpty() ? tr("Not judged yet") : reason);
    choose();
}

void FindingsList::tell(const std::vector<Finding> &findings)
{
    const bool any = !findings.empty();
    m_counts->setText(countsOf(findings));
    m_counts->setVisible(any);
    m_list->setVisible(any);
    m_nothing->setVisible(!any);
}

void FindingsList::choose()
{
    const Finding *finding = m_model.findingAt(m_list->currentIndex());
    if (finding) {
        m_rule = finding->rule;
        m_pointer = finding->pointer;
    }
    const bool isFixable = finding && finding->fix;
    m_fix->setVisible(isFixable);
    if (!isFixable)
        return;
    QString label = finding->fix->label;
    m_fix->setToolTip(tr("%1 (Alt+Return)").arg(label));
    m_fix->setAccessibleName(label);
    if (label.size() > longestFix)
        label = label.left(longestFix - 1) + u'…';
    m_fix->setText(label.replace(u'&', u"&&"_s));
    m_fix->setMinimumWidth(m_fix->sizeHint().width() + 2 * fontMetrics().averageCharWidth());
}

void FindingsList::activate(const QModelIndex &index)
{
    if (const Finding *finding = m_model.findingAt(index))
        emit activated(Finding(*finding));    // the slot may change the findings
}

void FindingsList::fix(const QModelIndex &index)
{
    const Finding *finding = m_model.findingAt(index);
    if (finding && finding->fix)
        emit fixRequested(Finding(*finding));
}

void FindingsList::copy(const QModelIndex &index)
{
    if (index.isValid())
        QGuiApplication::clipboard()->setText(m_model.copyText(index));
}

void FindingsList::showMenu(QPoint at)
{
    const QPersistentModelIndex index(m_list->currentIndex());
    const Finding *finding = m_model.findingAt(index);
    if (!finding)
        return;
    QMenu menu(this);
    menu.addAction(tr("Go to the place"), Qt::Key_Return, this, [this, index] { activate(index); });
    if (finding->fix)
        menu.addAction(QString(finding->fix->label).replace(u'&', u"&&"_s), Qt::ALT | Qt::Key_Return, this,
            [this, index] { fix(index); });
    menu.addSeparator();
    menu.addAction(tr("Copy finding"), QKeySequence::Copy, this, [this, index] { copy(index); });
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

void FindingsList::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_list->doItemsLayout();
}

void FindingsList::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void FindingsList::dress()
{
    QPalette faint = palette();
    faint.setColor(QPalette::WindowText, Theme::of(palette()).subtleText);
    m_nothing->setPalette(faint);
}

bool FindingsList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_list || (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!isReturn && !key->matches(QKeySequence::Copy))
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::ShortcutOverride)
        event->accept();
    else if (!isReturn)
        copy(m_list->currentIndex());
    else if (key->modifiers().testFlag(Qt::AltModifier))
        fix(m_list->currentIndex());
    else
        activate(m_list->currentIndex());
    return true;
}

}

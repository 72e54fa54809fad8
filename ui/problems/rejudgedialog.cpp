// SPDX-License-Identifier: GPL-3.0-or-later
#include "problems/rejudgedialog.h"

#include "theme.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::array verdicts{Verdict::Valid, Verdict::Warning, Verdict::Invalid, Verdict::Unjudged};
constexpr int numberWidth = 10;    // characters

QString number(qint64 count)
{
    return QLocale().toString(qlonglong{count});
}

QString difference(qint64 before, qint64 after)
{
    const qint64 change = after - before;
    return change > 0 ? u'+' + number(change) : change < 0 ? u'\u2212' + number(-change) : u"0"_s;
}

void setNumbers(QTreeWidgetItem *item, int column, qint64 before, qint64 after)
{
    item->setText(column, number(before));
    item->setText(column + 1, number(after));
    item->setText(column + 2, difference(before, after));
    for (int i = column; i < column + 3; ++i)
        item->setTextAlignment(i, Qt::AlignRight | Qt::AlignVCenter);
}

void setUp(QTreeWidget *list, const QString &name, const QStringList &header, int stretched)
{
    list->setObjectName(name);
    list->setHeaderLabels(header);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAllColumnsShowFocus(true);
    list->header()->setStretchLastSection(false);
    list->header()->setSectionResizeMode(stretched, QHeaderView::Stretch);
    const int last = static_cast<int>(header.size());
    for (int column = last - 3; column < last; ++column) {
        list->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        list->header()->resizeSection(column, numberWidth * list->fontMetrics().averageCharWidth() + 16);
    }
}

QString textOf(const QTreeWidget &list)
{
    QStringList lines;
    for (int row = 0; row < list.topLevelItemCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < list.columnCount(); ++column)
            cells.append(list.topLevelItem(row)->text(column));
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n');
}

}

QString sentenceOf(const RejudgeReport &report)
{
    const QString judged =
        counted(report.judged, RejudgeDialog::tr("%1 event judged again"), RejudgeDialog::tr("%1 events judged again"));
    if (report.changed == 0)
        return RejudgeDialog::tr("%1: nothing changed.").arg(judged);
    QStringList parts;
    for (const Verdict verdict : verdicts) {
        const auto at = static_cast<std::size_t>(verdict);
        if (report.before[at] != report.after[at])
            parts.append(RejudgeDialog::tr("%1 %2 → %3")
                             .arg(parts.isEmpty() ? verdictTitle(verdict) : verdictTitle(verdict).toLower(),
                                 number(report.before[at]), number(report.after[at])));
    }
    const QString changed = RejudgeDialog::tr("%1: %2 changed.").arg(judged, number(report.changed));
    return parts.isEmpty() ? changed : u"%1 %2."_s.arg(changed, parts.join(u", "_s));
}

RejudgeDialog::RejudgeDialog(
    const RejudgeReport &report, const RuleBook &book, const QHash<QByteArray, QString> &serviceTitles, QWidget *parent)
    : QDialog(parent)
    , m_report(report)
    , m_verdicts(new QTreeWidget(this))
    , m_rules(new QTreeWidget(this))
{
    setObjectName(u"rejudgeDialog"_s);
    setWindowTitle(tr("What judging again changed"));
    auto *sentence = new QLabel(sentenceOf(report), this);
    sentence->setObjectName(u"rejudgeSentence"_s);
    sentence->setWordWrap(true);
    addVerdicts();
    addRules(book, serviceTitles);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton *copyButton = buttons->addButton(tr("&Copy as text"), QDialogButtonBox::ActionRole);
    copyButton->setObjectName(u"rejudgeCopy"_s);
    copyButton->setAutoDefault(false);
    connect(copyButton, &QPushButton::clicked, this, &RejudgeDialog::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &RejudgeDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addWidget(sentence);
    column->addWidget(m_verdicts);
    column->addWidget(m_rules, 1);
    column->addWidget(buttons);
    dress();
    resize(820, 520);
}

void RejudgeDialog::addVerdicts()
{
    setUp(m_verdicts, u"rejudgeVerdicts"_s, {tr("Verdict"), tr("Before"), tr("After"), tr("Change")}, 0);
    m_verdicts->setSelectionMode(QAbstractItemView::NoSelection);
    m_verdicts->setFocusPolicy(Qt::NoFocus);    // all of it can be seen
    m_verdicts->setAccessibleName(tr("Events by verdict"));
    for (const Verdict verdict : verdicts) {
        const auto at = static_cast<std::size_t>(verdict);
        auto *item = new QTreeWidgetItem(m_verdicts, {verdictTitle(verdict)});
        item->setData(0, Qt::UserRole, static_cast<int>(verdict));
        setNumbers(item, 1, m_report.before[at], m_report.after[at]);
    }
    const int row = m_verdicts->fontMetrics().height() + 8;
    m_verdicts->setFixedHeight(m_verdicts->header()->sizeHint().height() + 4 * row + 8);
}

void RejudgeDialog::addRules(const RuleBook &book, const QHash<QByteArray, QString> &serviceTitles)
{
    setUp(m_rules, u"rejudgeRules"_s,
        {tr("Rule"), tr("What it is about"), tr("Service"), tr("Before"), tr("After"), tr("Change")}, 1);
    m_rules->setAccessibleName(tr("Events by rule that they break"));
    m_rules->header()->resizeSection(0, 14 * fontMetrics().averageCharWidth() + 36);
    m_rules->header()->resizeSection(2, 14 * fontMetrics().averageCharWidth() + 16);
    for (const RejudgeReport::RuleChange &change : m_report.rules) {
        const QString about = book.of(change.service, change.rule).about;
        auto *item =
            new QTreeWidgetItem(m_rules, {QString::fromUtf8(change.rule), about,
                                             serviceTitles.value(change.service, QString::fromUtf8(change.service))});
        item->setToolTip(1, about);
        item->setData(0, Qt::UserRole, static_cast<int>(change.severity));
        setNumbers(item, 3, change.before, change.after);
    }
}

void RejudgeDialog::copy() const
{
    QGuiApplication::clipboard()->setText(
        QStringList{sentenceOf(m_report), textOf(*m_verdicts), textOf(*m_rules)}.join(u"\n\n"_s));
}

void RejudgeDialog::dress()
{
    for (int row = 0; row < m_verdicts->topLevelItemCount(); ++row) {
        QTreeWidgetItem *item = m_verdicts->topLevelItem(row);
        item->setIcon(0, verdictIcon(static_cast<Verdict>(item->data(0, Qt::UserRole).toInt()), palette()));
    }
    for (int row = 0; row < m_rules->topLevelItemCount(); ++row) {
        QTreeWidgetItem *item = m_rules->topLevelItem(row);
        item->setIcon(0, severityIcon(static_cast<Severity>(item->data(0, Qt::UserRole).toInt()), palette()));
    }
}

void RejudgeDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

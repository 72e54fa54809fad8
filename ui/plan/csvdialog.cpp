// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/csvdialog.h"

#include "plan/saidlabel.h"
#include "views/bodytext.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t mostRows = 20;
constexpr qsizetype mostColumns = 50;

}

CsvDialog::CsvDialog(const CsvTable &table, const QString &file, QWidget *parent)
    : QDialog(parent)
    , m_table(std::make_shared<const CsvTable>(table))
    , m_file(file)
    , m_columns(guessColumns(table.header))
    , m_reading(this, [this](const Result<Plan> &plan) { take(plan); })
    , m_said(new SaidLabel(this))
{
    setObjectName(u"csvDialog"_s);
    setWindowTitle(tr("Import %1").arg(visibleLine(file)));
    m_said->setObjectName(u"csvSaid"_s);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
    m_ok->setObjectName(u"csvOk"_s);
    auto *grid = new QGridLayout;
    addColumn(grid, 0, tr("&Event (needed)"), &CsvColumns::event);
    addColumn(grid, 1, tr("&Property (needed)"), &CsvColumns::property);
    addColumn(grid, 2, tr("&Type"), &CsvColumns::type);
    addColumn(grid, 3, tr("&Required"), &CsvColumns::required);
    addColumn(grid, 4, tr("Allowed &values"), &CsvColumns::values);
    addColumn(grid, 5, tr("&Description"), &CsvColumns::description);
    addColumn(grid, 6, tr("E&vent's description"), &CsvColumns::eventDescription);
    addColumn(grid, 7, tr("&Owner"), &CsvColumns::owner);
    addColumn(grid, 8, tr("&Status"), &CsvColumns::status);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    auto *about = new QLabel(tr("Which column of the table is what? A row is a property of an event; one without a "
                                "property is about the event itself."),
        this);
    about->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(about);
    layout->addLayout(grid);
    layout->addWidget(buildRows(), 1);
    layout->addWidget(m_said);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_ok, &QPushButton::clicked, this, [this] {
        if (m_plan)
            emit imported(*m_plan);
        accept();
    });
    resize(820, 560);
    read();
}

void CsvDialog::addColumn(QGridLayout *grid, int at, const QString &title, int CsvColumns::*column)
{
    auto *box = new QComboBox(this);
    box->setObjectName(u"csvColumn%1"_s.arg(at));
    box->addItem(tr("(none)"), -1);
    for (int i = 0; i < m_table->header.size(); ++i)
        box->addItem(visibleLine(m_table->header.at(i)), i);
    box->setCurrentIndex(box->findData(m_columns.*column));
    box->setMinimumContentsLength(14);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto *label = new QLabel(title, this);
    label->setBuddy(box);
    const int row = at % 5;
    const int place = at < 5 ? 0 : 2;
    grid->addWidget(label, row, place);
    grid->addWidget(box, row, place + 1);
    connect(box, &QComboBox::activated, this, [this, box, column] {
        m_columns.*column = box->currentData().toInt();
        read();
    });
}

QWidget *CsvDialog::buildRows()
{
    auto *rows = new QTreeWidget(this);
    rows->setObjectName(u"csvRows"_s);
    rows->setAccessibleName(tr("First rows of the table"));
    rows->setRootIsDecorated(false);
    rows->setUniformRowHeights(true);
    rows->setAlternatingRowColors(true);
    QStringList header{tr("Line")};
    for (const QString &title : m_table->header.mid(0, mostColumns))
        header.append(visibleLine(title));
    rows->setHeaderLabels(header);
    for (std::size_t i = 0; i < std::min(mostRows, m_table->rows.size()); ++i) {
        QStringList cells{QString::number(m_table->lines[i])};
        for (const QString &cell : m_table->rows[i].mid(0, mostColumns))
            cells.append(visibleLine(cell.left(300)));
        rows->addTopLevelItem(new QTreeWidgetItem(cells));
    }
    for (int column = 0; column < header.size(); ++column) {
        rows->resizeColumnToContents(column);
        rows->setColumnWidth(column, std::min(220, rows->columnWidth(column) + 8));
    }
    return rows;
}

void CsvDialog::read()
{
    m_plan.reset();
    m_ok->setEnabled(false);
    if (m_columns.event < 0 || m_columns.property < 0)
        return m_said->say(tr("Choose the columns of the event and of the property."), true);
    m_said->say(tr("Reading the table…"), false);
    m_reading.follow(QtConcurrent::run(
        [table = m_table, columns = m_columns, file = m_file] { return planFromCsv(*table, columns, file); }));
}

void CsvDialog::take(const Result<Plan> &plan)
{
    if (!plan)
        return m_said->say(plan.error().message, true);
    m_plan = *plan;
    qint64 properties = 0;
    for (const PlannedEvent &event : plan->events())
        properties += qint64(propertiesOf(event).size());
    m_said->say(tr("%1 with %2 in %3.")
                    .arg(counted(qint64(plan->events().size()), tr("1 event"), tr("%1 events")),
                        counted(properties, tr("1 property"), tr("%1 properties")),
                        counted(qint64(m_table->rows.size()), tr("1 row"), tr("%1 rows"))),
        false);
    m_ok->setEnabled(true);
    m_ok->setDefault(true);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/rejectspanel.h"

#include "intake/rejectfile.h"
#include "store/whendone.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int inputsRole = Qt::UserRole + 1;    // the paths that an import read

QTableView *makeTable(RejectModel &model, QWidget *parent)
{
    auto *table = new QTableView(parent);
    table->setObjectName(u"rejectsTable"_s);
    table->setAccessibleName(RejectsPanel::tr("Rejects"));
    table->setModel(&model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setHighlightSections(false);
    table->setColumnWidth(RejectModel::File, 120);
    table->setColumnWidth(RejectModel::Line, 56);
    table->setColumnWidth(RejectModel::Reason, 330);
    return table;
}

}

RejectsPanel::RejectsPanel(EventStore &store, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_model(new RejectModel(this))
    , m_origins(new QComboBox(this))
    , m_note(new QLabel(this))
    , m_save(new QPushButton(tr("Save to a file…"), this))
    , m_table(makeTable(*m_model, this))
    , m_originsAnswer(this,
          [this](const Result<std::vector<Origin>> &result) {
              if (result)
                  takeOrigins(*result);
              else
                  emit failed(result.error().message);
          })
    , m_rejectsAnswer(this,
          [this](Result<std::vector<Reject>> result) {
              if (!result) {
                  emit failed(result.error().message);
                  return;
              }
              m_model->setRejects(std::move(*result));
              const bool cut = m_model->rowCount() >= shownAtMost;
              m_note->setText(cut ? tr("The first %1 are shown.").arg(QLocale().toString(shownAtMost)) : QString());
              m_save->setEnabled(m_model->rowCount() > 0);
          })
    , m_saving(this, [this](const Result<qint64> &result) {
        m_save->setEnabled(true);
        if (result)
            emit saved(tr("%1 rejects saved.").arg(QLocale().toString(qlonglong{*result})));
        else
            emit failed(result.error().message);
    })
{
    setObjectName(u"rejectsPanel"_s);
    m_origins->setObjectName(u"rejectsOrigin"_s);
    m_origins->setAccessibleName(tr("Import"));
    m_origins->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_save->setObjectName(u"rejectsSave"_s);
    m_note->setWordWrap(true);
    auto *top = new QHBoxLayout;
    top->addWidget(m_origins);
    top->addWidget(m_note, 1);
    top->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);

    auto *copy = new QShortcut(QKeySequence::Copy, m_table, this, &RejectsPanel::copyRows, Qt::WidgetShortcut);
    copy->setObjectName(u"rejectsCopy"_s);
    connect(m_origins, &QComboBox::currentIndexChanged, this, &RejectsPanel::loadRejects);
    connect(m_save, &QPushButton::clicked, this, &RejectsPanel::chooseFile);
    connect(&m_store, &EventStore::changed, this, &RejectsPanel::refresh);
    takeOrigins({});
    refresh();
}

QSize RejectsPanel::sizeHint() const
{
    return {600, 12 * fontMetrics().height()};
}

void RejectsPanel::refresh()
{
    m_originsAnswer.follow(m_store.origins());
}

void RejectsPanel::showOrigin(OriginId origin)
{
    m_wanted = origin;
    refresh();
}

void RejectsPanel::takeOrigins(const std::vector<Origin> &origins)
{
    const std::optional<OriginId> before = m_wanted ? m_wanted : current();
    m_wanted.reset();
    {
        const QSignalBlocker blocker(m_origins);
        m_origins->clear();
        for (auto origin = origins.rbegin(); origin != origins.rend(); ++origin) {
            if (origin->rejects == 0)
                continue;
            m_origins->addItem(
                tr("%1 – %2 rejected").arg(origin->info.label, QLocale().toString(qlonglong{origin->rejects})),
                QVariant::fromValue(origin->id));
            m_origins->setItemData(m_origins->count() - 1, origin->info.detail.split(u'\n'), inputsRole);
        }
        const int same = before ? m_origins->findData(QVariant::fromValue(*before)) : -1;
        m_origins->setCurrentIndex(m_origins->count() == 0 ? -1 : std::max(0, same));
    }
    m_origins->setVisible(m_origins->count() > 0);
    m_save->setVisible(m_origins->count() > 0);
    loadRejects();
}

std::optional<OriginId> RejectsPanel::current() const
{
    const QVariant id = m_origins->currentData();
    return id.isValid() ? std::optional(id.value<OriginId>()) : std::nullopt;
}

void RejectsPanel::loadRejects()
{
    const std::optional<OriginId> origin = current();
    if (origin)
        return m_rejectsAnswer.follow(m_store.rejects(*origin, shownAtMost));
    m_rejectsAnswer.cancel();
    m_model->setRejects({});
    m_note->setText(tr("Nothing was rejected. What an import cannot read is listed here, with place and reason."));
}

void RejectsPanel::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Save rejects"));
    dialog->setObjectName(u"rejectsSaveDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("One JSON object a line (*.ndjson)"), tr("All files (*)")});
    dialog->setDefaultSuffix(u"ndjson"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &RejectsPanel::saveTo);
    dialog->open();
}

void RejectsPanel::saveTo(const QString &path)
{
    const std::optional<OriginId> origin = current();
    if (!origin)
        return;
    m_save->setEnabled(false);
    const QStringList precious = m_origins->currentData(inputsRole).toStringList() << m_store.path();
    m_saving.follow(inPool(m_store.rejects(*origin, std::numeric_limits<int>::max()),
        [path, precious](const Result<std::vector<Reject>> &rejects) {
            return rejects ? writeRejects(*rejects, path, precious) : Result<qint64>(failure(rejects.error()));
        }));
}

void RejectsPanel::copyRows()
{
    QStringList lines;
    for (const QModelIndex &row : m_table->selectionModel()->selectedRows()) {
        const Reject &reject = m_model->rejects()[static_cast<size_t>(row.row())];
        lines << u"%1:%2: %3"_s.arg(reject.file, QString::number(reject.line), reject.reason);
    }
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

Result<qint64> writeRejects(const std::vector<Reject> &rejects, const QString &path, const QStringList &precious)
{
    RejectFile file;
    if (auto opened = file.open(path, precious); !opened)
        return failure(opened.error());
    for (const Reject &reject : rejects)
        file.write(reject);
    if (auto written = file.commit(); !written)
        return failure(written.error());
    return static_cast<qint64>(rejects.size());
}

}

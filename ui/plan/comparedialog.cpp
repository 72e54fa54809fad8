// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/comparedialog.h"

#include "plan/saidlabel.h"
#include "review/storeprofile.h"
#include "views/bodytext.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int mostOrigins = 50;

// What a negation of all conjuncts lets through.
EventFilter restOf(const EventFilter &filter)
{
    EventFilter::Node node;
    node.kind = EventFilter::Node::Kind::Not;
    node.children = {filter.root()};
    return EventFilter(node);
}

}

CompareDialog::CompareDialog(EventStore &store, ServiceSet services, const EventFilter &filter,
    const std::vector<Origin> &origins, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_services(std::move(services))
    , m_profiling(this, [this](Result<Profile> profile) { take(std::move(profile)); })
    , m_comparing(this,
          [this](const Result<std::vector<Drift>> &drift) {
              emit compared(*drift,
                  tr("%1, against %2 before").arg(m_sides[1].choice->currentText(), m_sides[0].choice->currentText()));
              accept();
          })
    , m_said(new SaidLabel(this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(u"compareDialog"_s);
    setWindowTitle(tr("Compare two sets of events"));
    auto *about = new QLabel(tr("What became different from the earlier to the later set: events and properties that "
                                "came or went, shares and types that moved, new values."),
        this);
    about->setWordWrap(true);
    m_said->setObjectName(u"compareSaid"_s);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(6);
    m_progress->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(tr("&Compare"), QDialogButtonBox::AcceptRole);
    m_ok->setObjectName(u"compareOk"_s);
    m_ok->setDefault(true);
    auto *grid = new QGridLayout;
    grid->setColumnStretch(2, 1);
    addSide(grid, 0, tr("&Earlier"), filter, origins);
    addSide(grid, 1, tr("&Later"), filter, origins);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(about);
    layout->addLayout(grid);
    layout->addWidget(m_said);
    layout->addWidget(m_progress);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_ok, &QPushButton::clicked, this, &CompareDialog::start);
    connect(&m_progressing, &QFutureWatcherBase::progressValueChanged, this, [this](int done) {
        m_progress->setRange(0, m_progressing.progressMaximum());
        m_progress->setValue(done);
    });
    // The rest, against what the filter lets through; without a filter the last two origins.
    const int origin = m_sides[0].choice->findText(tr("origin: "), Qt::MatchStartsWith);
    const bool hasTwo = origin >= 0 && m_sides[0].choice->count() > origin + 1;
    m_sides[0].choice->setCurrentIndex(!filter.matchesAll() ? 2 : hasTwo ? origin + 1 : 0);
    m_sides[1].choice->setCurrentIndex(!filter.matchesAll() ? 1 : hasTwo ? origin : 0);
    for (Side &side : m_sides)
        side.filter->setText(side.choice->currentData().toString());
    check();
    resize(720, sizeHint().height());
}

void CompareDialog::addSide(
    QGridLayout *grid, int at, const QString &title, const EventFilter &filter, const std::vector<Origin> &origins)
{
    Side &side = m_sides[static_cast<std::size_t>(at)];
    side.choice = new QComboBox(this);
    side.choice->setObjectName(u"compareChoice%1"_s.arg(at));
    side.choice->setMinimumContentsLength(24);
    side.choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    side.filter = new QLineEdit(this);
    side.filter->setObjectName(u"compareFilter%1"_s.arg(at));
    side.filter->setAccessibleName(at == 0 ? tr("Filter of the earlier events") : tr("Filter of the later events"));
    side.filter->setPlaceholderText(tr("All events; or such as time:2026-03-01..2026-04-01"));
    side.choice->addItem(tr("all events"), QString());
    side.choice->addItem(tr("what the filter lets through"), filter.text());
    side.choice->addItem(tr("all but what the filter lets through"), restOf(filter).text());
    QStringList labels;
    for (auto origin = origins.rbegin(); origin != origins.rend() && labels.size() < mostOrigins; ++origin) {
        if (origin->events == 0 || labels.contains(origin->info.label))
            continue;
        labels.append(origin->info.label);
        side.choice->addItem(tr("origin: %1").arg(visibleLine(origin->info.label)),
            EventFilter().withValues(Field::Origin, {literal(origin->info.label.toUtf8())}).text());
    }
    auto *label = new QLabel(title, this);
    label->setBuddy(side.choice);
    grid->addWidget(label, at, 0);
    grid->addWidget(side.choice, at, 1);
    grid->addWidget(side.filter, at, 2);
    connect(side.choice, &QComboBox::activated, this, [this, at] {
        Side &chosen = m_sides[static_cast<std::size_t>(at)];
        chosen.filter->setText(chosen.choice->currentData().toString());
    });
    connect(side.filter, &QLineEdit::textChanged, this, &CompareDialog::check);
}

void CompareDialog::check()
{
    m_ok->setEnabled(false);
    for (const Side &side : m_sides)
        if (const auto filter = EventFilter::parse(side.filter->text(), currentMicros()); !filter)
            return m_said->say(filter.error().error.message, true);
    if (m_sides[0].filter->text().trimmed() == m_sides[1].filter->text().trimmed())
        return m_said->say(tr("Choose two different sets."), false);
    m_said->say({}, false);
    m_ok->setEnabled(true);
}

void CompareDialog::start()
{
    m_ok->setEnabled(false);
    for (Side &side : m_sides) {
        side.choice->setEnabled(false);
        side.filter->setEnabled(false);
        side.profile.reset();
    }
    m_progress->show();
    profile(0);
}

void CompareDialog::profile(int at)
{
    m_at = at;
    m_progress->setRange(0, 0);
    m_said->say(at == 0 ? tr("Looking at the earlier events…") : tr("Looking at the later events…"), false);
    const auto filter = EventFilter::parse(m_sides[static_cast<std::size_t>(at)].filter->text(), currentMicros());
    const QFuture<Result<Profile>> future = profileOf(m_store, m_services, filter.value_or(EventFilter()));
    m_progressing.setFuture(future);
    m_profiling.follow(future);
}

void CompareDialog::take(Result<Profile> profile)
{
    if (!profile) {
        for (Side &side : m_sides) {
            side.choice->setEnabled(true);
            side.filter->setEnabled(true);
        }
        m_progress->hide();
        m_ok->setEnabled(true);
        return m_said->say(profile.error().message, true);
    }
    m_sides[static_cast<std::size_t>(m_at)].profile = std::move(*profile);
    if (m_at == 0)
        return this->profile(1);
    m_comparing.follow(QtConcurrent::run([before = std::move(*m_sides[0].profile),
                                             after = std::move(*m_sides[1].profile)]() -> Result<std::vector<Drift>> {
        return driftBetween(before, after);
    }));
}

}

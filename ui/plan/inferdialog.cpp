// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/inferdialog.h"

#include "plan/planmerge.h"
#include "plan/saidlabel.h"
#include "review/storeprofile.h"
#include "views/bodytext.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTreeWidget>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int pauseMs = 250;
constexpr std::size_t mostNames = 500;

template <typename Box, typename Value>
Box *spin(QWidget *parent, const QString &name, Value from, Value to, Value value, const QString &suffix = {})
{
    auto *box = new Box(parent);
    box->setObjectName(name);
    box->setRange(from, to);
    box->setValue(value);
    box->setSuffix(suffix);
    return box;
}

}

InferDialog::InferDialog(EventStore &store, ServiceSet services, const EventFilter &filter, const Plan *current,
    const QString &title, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_services(std::move(services))
    , m_current(current ? std::optional(*current) : std::nullopt)
    , m_profiling(this, [this](const Result<Profile> &profile) { takeProfile(profile); })
    , m_inferring(this,
          [this](const Result<Plan> &plan) {
              emit inferred(*plan, m_new->isChecked());
              accept();
          })
    , m_filter(new QLineEdit(filter.text(), this))
    , m_said(new SaidLabel(this))
    , m_progress(new QProgressBar(this))
    , m_names(new QTreeWidget(this))
    , m_title(new QLineEdit(title, this))
{
    setObjectName(u"inferDialog"_s);
    setWindowTitle(tr("Infer a plan from events"));
    build();
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(&m_pause, &QTimer::timeout, this, &InferDialog::takeFilter);
    connect(m_filter, &QLineEdit::textChanged, this, [this] {
        m_ok->setEnabled(false);
        m_pause.start();
    });
    connect(&m_progressing, &QFutureWatcherBase::progressValueChanged, this, [this](int done) {
        m_progress->setRange(0, m_progressing.progressMaximum());
        m_progress->setValue(done);
    });
    resize(720, 640);
    takeFilter();
}

void InferDialog::build()
{
    m_filter->setObjectName(u"inferFilter"_s);
    m_filter->setPlaceholderText(tr("All events; or a filter, such as name:order.* is:valid"));
    m_said->setObjectName(u"inferSaid"_s);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(6);
    m_names->setObjectName(u"inferNames"_s);
    m_names->setAccessibleName(tr("Events found"));
    m_names->setHeaderLabels({tr("Event"), tr("Events"), tr("Properties")});
    m_names->setRootIsDecorated(false);
    m_names->setUniformRowHeights(true);
    m_names->header()->setStretchLastSection(false);
    m_names->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(tr("&Infer"), QDialogButtonBox::AcceptRole);
    m_ok->setObjectName(u"inferOk"_s);
    m_ok->setDefault(true);
    auto *from = new QFormLayout;
    from->addRow(tr("&From events"), m_filter);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(from);
    layout->addWidget(m_said);
    layout->addWidget(m_progress);
    layout->addWidget(m_names, 1);
    layout->addWidget(buildOptions());
    layout->addWidget(buildTarget());
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_ok, &QPushButton::clicked, this, &InferDialog::start);
}

QWidget *InferDialog::buildOptions()
{
    const InferenceOptions defaults;
    auto *box = new QWidget(this);
    m_required = spin<QSpinBox>(box, u"inferRequired"_s, 1, 100, int(defaults.required * 100), tr(" % of its events"));
    m_rare = spin<QDoubleSpinBox>(box, u"inferRare"_s, 0.0, 50.0, defaults.rareType * 100, tr(" % of the values"));
    m_rare->setDecimals(1);
    m_rare->setSpecialValueText(tr("never"));
    m_values = spin<QSpinBox>(box, u"inferValues"_s, 0, 50, int(defaults.mostEnum), tr(" different ones"));
    m_values->setSpecialValueText(tr("never"));
    m_often = spin<QSpinBox>(box, u"inferOften"_s, 1, 10'000, int(defaults.enumSeen), tr(" times on average"));
    m_ranges = new QCheckBox(tr("Numbers stay within the &range that was seen"), box);
    m_formats = new QCheckBox(tr("&Note formats, such as dates and addresses"), box);
    m_formats->setChecked(defaults.formats);
    m_others = new QCheckBox(tr("&Other properties may come"), box);
    m_ranges->setObjectName(u"inferRanges"_s);
    m_formats->setObjectName(u"inferFormats"_s);
    m_others->setObjectName(u"inferOthers"_s);
    auto *values = new QHBoxLayout;
    values->addWidget(m_values);
    auto *each = new QLabel(tr("eac&h seen at least"), box);
    each->setBuddy(m_often);
    values->addWidget(each);
    values->addWidget(m_often);
    values->addStretch(1);
    auto *form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->addRow(tr("A property is re&quired when it is in"), m_required);
    form->addRow(tr("A &type is left out when it is of at most"), m_rare);
    auto *most = new QLabel(tr("Texts are &allowed values up to"), box);
    most->setBuddy(m_values);
    form->addRow(most, values);
    for (QCheckBox *check : {m_ranges, m_formats, m_others})
        form->addRow(check);
    return box;
}

QWidget *InferDialog::buildTarget()
{
    auto *box = new QWidget(this);
    m_new = new QRadioButton(tr("Into a ne&w plan:"), box);
    m_new->setObjectName(u"inferNew"_s);
    m_new->setChecked(true);
    m_title->setObjectName(u"inferTitle"_s);
    m_title->setAccessibleName(tr("Title of the new plan"));
    m_add = new QRadioButton(
        m_current ? tr("A&dd to \"%1\"; what is planned there stays").arg(visibleLine(m_current->title()))
                  : tr("Add to the current plan"),
        box);
    m_add->setObjectName(u"inferAdd"_s);
    m_add->setEnabled(m_current.has_value());
    auto *row = new QHBoxLayout;
    row->addWidget(m_new);
    row->addWidget(m_title, 1);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_add);
    connect(m_new, &QRadioButton::toggled, m_title, &QWidget::setEnabled);
    return box;
}

void InferDialog::takeFilter()
{
    m_profile = nullptr;
    m_ok->setEnabled(false);
    m_profiling.cancel();
    const auto filter = EventFilter::parse(m_filter->text(), currentMicros());
    if (!filter) {
        m_progress->setVisible(false);
        m_names->clear();
        return m_said->say(filter.error().error.message, true);
    }
    m_said->say(tr("Looking at the events…"), false);
    m_progress->setRange(0, 0);
    m_progress->setVisible(true);
    const QFuture<Result<Profile>> future = profileOf(m_store, m_services, *filter);
    m_progressing.setFuture(future);
    m_profiling.follow(future);
}

void InferDialog::takeProfile(const Result<Profile> &profile)
{
    m_progress->setVisible(false);
    if (!profile)
        return m_said->say(profile.error().message, true);
    m_profile = std::make_shared<const Profile>(*profile);
    showNames();
}

void InferDialog::showNames()
{
    using Named = std::pair<QByteArray, const EventProfile *>;
    std::vector<Named> names;
    for (const auto &[name, event] : m_profile->events())
        names.emplace_back(name, &event);
    std::ranges::stable_sort(names, [](const Named &a, const Named &b) { return a.second->count > b.second->count; });
    const QString events = counted(m_profile->count(), tr("1 event"), tr("%1 events"));
    if (names.empty())
        m_said->say(tr("No event with a name: there is nothing to infer from."), true);
    else
        m_said->say(counted(qint64(names.size()), tr("%2 of 1 name."), tr("%2 of %1 names.")).arg(events), false);
    m_ok->setEnabled(!names.empty());
    m_names->clear();
    QList<QTreeWidgetItem *> items;
    for (const auto &[name, event] : names) {
        if (std::size_t(items.size()) == mostNames) {
            items.append(new QTreeWidgetItem(
                {tr("… and %1 more").arg(QLocale().toString(qulonglong(names.size() - mostNames)))}));
            break;
        }
        auto *item = new QTreeWidgetItem({visibleLine(QString::fromUtf8(name)), QLocale().toString(event->count),
            QLocale().toString(qulonglong(event->properties.size()))});
        item->setTextAlignment(1, Qt::AlignRight);
        item->setTextAlignment(2, Qt::AlignRight);
        items.append(item);
    }
    m_names->addTopLevelItems(items);
}

InferenceOptions InferDialog::options() const
{
    InferenceOptions options;
    options.title = m_title->text().simplified();
    options.required = m_required->value() / 100.0;
    options.rareType = m_rare->value() / 100.0;
    options.mostEnum = static_cast<std::size_t>(m_values->value());
    options.enumSeen = m_often->value();
    options.ranges = m_ranges->isChecked();
    options.formats = m_formats->isChecked();
    options.others = m_others->isChecked();
    return options;
}

void InferDialog::start()
{
    if (!m_profile || m_inferring.isRunning())
        return;
    m_ok->setEnabled(false);
    m_progress->setRange(0, 0);
    m_progress->setVisible(true);
    const auto into = m_add->isChecked() && m_current ? std::make_shared<const Plan>(*m_current) : nullptr;
    m_inferring.follow(QtConcurrent::run([profile = m_profile, options = options(), into]() -> Result<Plan> {
        Plan plan = inferPlan(*profile, options);
        if (into)
            return withNewEvents(*into, plan);
        return plan;
    }));
}

}

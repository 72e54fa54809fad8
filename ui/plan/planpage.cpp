// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planpage.h"

#include "plan/comparedialog.h"
#include "plan/planactions.h"
#include "plan/planempty.h"
#include "plan/planfiling.h"
#include "plan/planstrip.h"
#include "plan/planview.h"

#include <QBoxLayout>
#include <QDialog>
#include <QLabel>
#include <QStackedWidget>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int restMs = 1000;

StoredPlan written(const PlanContent &content)
{
    StoredPlan stored;
    stored.title = content.title;
    stored.text = content.plan ? content.plan->text() : content.text;
    stored.inForce = true;
    return stored;
}

}

PlanPage::PlanPage(
    EventStore &store, const ServiceSet &services, FilterState &state, QSettings &settings, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_services(services)
    , m_state(state)
    , m_book(store.plans())
    , m_profile(store, services, state)
    , m_actions(new PlanActions(this))
    , m_strip(new PlanStrip(m_book, *m_actions, this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new PlanEmpty(m_stack))
    , m_fault(new QLabel(m_stack))
    , m_loading(new QLabel(tr("Reading the plans…"), m_stack))
    , m_view(new PlanView(m_book, m_profile, settings, m_stack))
    , m_filing(new PlanFiling(m_book, store, services, m_profile, *m_actions, *this))
    , m_origins(this,
          [this](const Result<std::vector<Origin>> &origins) {
              if (origins)
                  m_strip->setOrigins(*origins);
          })
    , m_comparing(this,
          [this](const Result<std::vector<Origin>> &origins) { compare(origins ? *origins : std::vector<Origin>()); })
    , m_judging(this, [this](const Result<StoredPlan> &plan) { emit planChosen(*plan); })
{
    setObjectName(u"planPage"_s);
    m_definitions = definitions();
    m_fault->setObjectName(u"planBroken"_s);
    m_fault->setTextFormat(Qt::PlainText);
    m_fault->setWordWrap(true);
    m_fault->setMargin(24);
    m_fault->setAlignment(Qt::AlignCenter);
    m_fault->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_loading->setAlignment(Qt::AlignCenter);
    for (QWidget *page : std::initializer_list<QWidget *>{m_empty, m_fault, m_loading, m_view})
        m_stack->addWidget(page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_stack, 1);
    // While another page is in front it does not say how wide the window is.
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMs);
    m_empty->setWritable(!store.isReadOnly());
    m_strip->setEditable(!store.isReadOnly());
    m_view->setEditable(!store.isReadOnly());
    connectParts();
    showState();
}

PlanPage::~PlanPage()
{
    disconnect(&m_book, nullptr, this, nullptr);
    delete m_comparison.data();
    delete m_filing;
    delete m_view;    // it looks at the book
    delete m_strip;
}

void PlanPage::connectParts()
{
    connect(&m_book, &PlanBook::currentChanged, this, &PlanPage::showState);
    connect(&m_book, &PlanBook::loaded, this, [this] { m_judged = m_book.inForce(); });
    connect(&m_book, &PlanBook::judgedChanged, this, &PlanPage::noteJudged);
    connect(&m_book, &PlanBook::failed, this, &PlanPage::failed);
    connect(&m_profile, &ScopeProfile::failed, this, &PlanPage::failed);
    connect(&m_rest, &QTimer::timeout, this, &PlanPage::judge);
    connect(m_empty, &PlanEmpty::inferRequested, m_filing, &PlanFiling::infer);
    connect(m_empty, &PlanEmpty::newRequested, m_filing, &PlanFiling::create);
    connect(m_empty, &PlanEmpty::openRequested, m_filing, &PlanFiling::chooseFile);
    connect(m_filing, &PlanFiling::noticed, this, &PlanPage::noticed);
    connect(m_filing, &PlanFiling::failed, this, &PlanPage::failed);
    connect(m_strip, &PlanStrip::scopeChosen, &m_profile, &ScopeProfile::setScope);
    connect(m_strip, &PlanStrip::refreshRequested, this, &PlanPage::refresh);
    connect(m_strip, &PlanStrip::compareRequested, this, [this] { m_comparing.follow(m_store.origins()); });
    connect(m_view, &PlanView::eventRequested, this, &PlanPage::eventRequested);
}

void PlanPage::showState()
{
    const PlanContent *content = m_book.content(m_book.current());
    m_actions->setState(content != nullptr, m_book.canEdit(), m_book.isLoaded() && !m_store.isReadOnly());
    if (!m_book.isLoaded())
        return m_stack->setCurrentWidget(m_loading);
    if (!content)
        return m_stack->setCurrentWidget(m_empty);
    if (content->plan)
        return m_stack->setCurrentWidget(m_view);
    m_fault->setText(tr("This plan cannot be used. Save it as a file, mend it and open that, or remove it.\n\n%1")
                         .arg(content->fault));
    m_stack->setCurrentWidget(m_fault);
}

// Another plan counts at once; the same while it is edited after a rest.
void PlanPage::noteJudged()
{
    if (std::exchange(m_judged, m_book.inForce()) == m_book.inForce())
        m_rest.start();
    else
        judge();
}

void PlanPage::judge()
{
    m_rest.stop();
    const std::optional<PlanContent> content = m_book.judged();
    if (!content) {
        m_judging.cancel();
        emit planChosen({});
        return;
    }
    m_judging.follow(QtConcurrent::run([content]() -> Result<StoredPlan> { return written(*content); }));
}

void PlanPage::compare(const std::vector<Origin> &origins)
{
    delete m_comparison.data();
    auto *dialog = new CompareDialog(m_store, m_services, m_state.filter(), origins, this);
    m_comparison = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CompareDialog::compared, m_view, &PlanView::setDrift);
    dialog->open();
}

void PlanPage::setTimeStyle(TimeStyle style)
{
    m_view->setTimeStyle(style);
}

void PlanPage::rulesChanged()
{
    // What events are like does not hang on severities, nor on the plan.
    const QByteArray now = definitions();
    if (std::exchange(m_definitions, now) != now)
        m_profile.refresh();
}

QByteArray PlanPage::definitions() const
{
    QByteArray all;
    for (const ServicePtr &service : m_services.services().all())
        all += service->id() + ' ' + service->revision() + '\n';
    return all;
}

void PlanPage::find()
{
    m_view->find();
}

void PlanPage::refresh()
{
    m_origins.follow(m_store.origins());
    m_profile.refresh();
}

void PlanPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_origins.follow(m_store.origins());
    m_profile.setActive(true);
}

void PlanPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_view->commit();
    m_profile.setActive(false);
    if (m_rest.isActive())
        judge();
}

}

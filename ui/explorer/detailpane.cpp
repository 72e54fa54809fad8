// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/detailpane.h"

#include "deliveries/deliveryview.h"
#include "explorer/eventdetail.h"
#include "explorer/fieldsview.h"
#include "explorer/findingsview.h"
#include "explorer/jsontreeview.h"
#include "explorer/sourceview.h"
#include "views/latest.h"

#include <QBoxLayout>
#include <QLabel>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace eventscope {

struct DetailPane::Private {
    Private(DetailPane *pane, EventStore &eventStore, const ServiceSet &serviceSet, FilterState &state,
        QSettings &paneSettings)
        : q(pane)
        , store(eventStore)
        , services(serviceSet)
        , settings(paneSettings)
        , latest(pane, [this](Result<EventDetail> detail) { take(std::move(detail)); })
        , stack(new QStackedWidget(pane))
        , nothing(new QLabel(stack))
        , tabs(new QTabWidget(stack))
        , fields(new FieldsView(serviceSet, state))
        , tree(new JsonTreeView(state))
        , source(new SourceView)
        , findings(new FindingsView)
        , deliveries(new DeliveriesPane(eventStore))
    {}

    void layOut();
    void connectParts();
    void take(Result<EventDetail> detail);
    void show(const QString &sentence);
    void showWanted();
    void showSource(quint32 offset, quint32 length);

    DetailPane *q;
    EventStore &store;
    struct Wanted {
        Row row = 0;
        QByteArray rule;
        bool atPlace = false;
    };

    ServiceSet services;
    PlanJudgePtr plan;
    std::optional<Row> row;      // asked for
    std::optional<Row> shown;    // the one in the tabs
    std::optional<Wanted> wanted;
    QSettings &settings;
    Latest<EventDetail> latest;
    QStackedWidget *stack;
    QLabel *nothing;
    QTabWidget *tabs;
    FieldsView *fields;
    JsonTreeView *tree;
    SourceView *source;
    FindingsView *findings;
    DeliveriesPane *deliveries;
};

DetailPane::DetailPane(
    EventStore &store, const ServiceSet &services, FilterState &state, QSettings &settings, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, store, services, state, settings))
{
    setObjectName(u"detailPane"_s);
    d->layOut();
    d->connectParts();
    d->findings->setFixable(!store.isReadOnly());
    setRow({});
}

DetailPane::~DetailPane() = default;

void DetailPane::Private::layOut()
{
    tabs->setObjectName(u"detailTabs"_s);
    tabs->setDocumentMode(true);
    tabs->setUsesScrollButtons(true);
    tabs->addTab(fields, tr("Fields"));
    tabs->addTab(tree, tr("JSON"));
    tabs->addTab(source, tr("Source"));
    tabs->addTab(findings, tr("Findings"));
    tabs->addTab(deliveries, deliveries->title());
    const int tab = settings.value(u"detail/tab"_s, 0).toInt();
    tabs->setCurrentIndex(tab >= 0 && tab < tabs->count() ? tab : 0);
    nothing->setObjectName(u"detailPlaceholder"_s);
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setWordWrap(true);
    nothing->setMargin(24);
    nothing->setForegroundRole(QPalette::PlaceholderText);
    stack->addWidget(nothing);
    stack->addWidget(tabs);
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(stack);
}

void DetailPane::Private::connectParts()
{
    const auto goToSource = [this](quint32 offset, quint32 length) {
        showSource(offset, length);
        source->setFocus();
    };
    connect(tabs, &QTabWidget::currentChanged, q, [this](int tab) { settings.setValue(u"detail/tab"_s, tab); });
    connect(tree, &JsonTreeView::addColumnRequested, q, &DetailPane::addColumnRequested);
    connect(tree, &JsonTreeView::addFacetRequested, q, &DetailPane::addFacetRequested);
    connect(tree, &JsonTreeView::sourceRequested, q, goToSource);
    connect(tree, &JsonTreeView::noticed, q, &DetailPane::failed);
    connect(findings, &FindingsView::sourceRequested, q, goToSource);
    connect(findings, &FindingsView::treeRequested, q, [this](quint32 offset) {
        tabs->setCurrentWidget(tree);
        tree->showOffset(offset);
        tree->setFocus();
    });
    connect(findings, &FindingsView::fixRequested, q, [this](const Finding &finding) {
        if (shown)
            emit q->fixRequested(*shown, finding.rule, finding.fix->label);
    });
    connect(fields, &FieldsView::findingsRequested, q, [this] {
        tabs->setCurrentWidget(findings);
        findings->setFocus();
    });
    connect(deliveries, &DeliveriesPane::titleChanged, q,
        [this] { tabs->setTabText(tabs->indexOf(deliveries), deliveries->title()); });
    auto *leave = new QShortcut(Qt::Key_Escape, q);
    leave->setContext(Qt::WidgetWithChildrenShortcut);
    connect(leave, &QShortcut::activated, q, &DetailPane::leaveRequested);
}

void DetailPane::Private::show(const QString &sentence)
{
    nothing->setText(sentence);
    stack->setCurrentWidget(nothing);
}

void DetailPane::Private::take(Result<EventDetail> detail)
{
    if (!detail) {
        if (detail.error().kind != Error::Kind::Cancelled)
            show(detail.error().message);
        return;
    }
    fields->setDetail(*detail);
    tree->setDocument(detail->document);
    source->setDetail(*detail);
    findings->setDetail(*detail);
    deliveries->setEvent(detail->stored.id, detail->stored.event.text);
    const int count = findings->count();
    tabs->setTabText(tabs->indexOf(findings), count > 0 ? tr("Findings (%1)").arg(count) : tr("Findings"));
    stack->setCurrentWidget(tabs);
    shown = detail->stored.row;
    showWanted();
}

void DetailPane::Private::showSource(quint32 offset, quint32 length)
{
    tabs->setCurrentWidget(source);
    source->showRange(offset, length);
}

void DetailPane::Private::showWanted()
{
    if (!wanted || shown != wanted->row || latest.isRunning())
        return;
    const Wanted now = *std::exchange(wanted, std::nullopt);
    const Finding *finding = findings->showRule(now.rule);
    if (finding && now.atPlace && !finding->inEnvelope)
        showSource(finding->offset, finding->length);
    else
        tabs->setCurrentWidget(findings);
}

void DetailPane::setRow(std::optional<Row> row)
{
    d->row = row;
    if (row) {
        d->latest.follow(loadDetail(d->store, d->services, d->plan, *row));
        return;
    }
    d->latest.cancel();
    d->shown.reset();
    d->deliveries->setEvent({}, {});
    d->show(tr("Select an event to see its fields, JSON, source and findings."));
}

void DetailPane::setRules(const ServiceSet &services, const PlanJudgePtr &plan)
{
    d->services = services;
    d->plan = plan;
    d->fields->setServices(services);
    if (d->row)
        setRow(d->row);
}

void DetailPane::showFinding(Row row, const QByteArray &rule, bool atPlace)
{
    d->wanted = {row, rule, atPlace};
    d->showWanted();
}

void DetailPane::focusDetail()
{
    if (d->stack->currentWidget() == d->tabs)
        d->tabs->currentWidget()->setFocus(Qt::OtherFocusReason);
    else
        setFocus(Qt::OtherFocusReason);
}

QSize DetailPane::sizeHint() const
{
    return {360, 500};
}

}

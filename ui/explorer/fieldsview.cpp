// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/fieldsview.h"

#include "event/utf8.h"
#include "explorer/valuelabel.h"
#include "theme.h"
#include "views/celltext.h"
#include "views/filteredits.h"
#include "views/timetext.h"

#include <QClipboard>
#include <QEvent>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t findingsTold = 2;    // the tab of findings has them all

std::optional<FilterTerm> anyOf(Field field, QByteArrayView value)
{
    if (value.isEmpty())
        return std::nullopt;
    FilterTerm term;
    term.field = field;
    term.op = FilterTerm::Op::AnyOf;
    term.values = {literal(value)};
    return term;
}

QString momentText(Micros time)
{
    return FieldsView::tr("%1 UTC").arg(timeText(time, TimeStyle::Utc, 0));
}

}

FieldsView::FieldsView(const ServiceSet &services, FilterState &state, QWidget *parent)
    : QScrollArea(parent)
    , m_services(services)
    , m_state(state)
{
    setObjectName(u"fieldsView"_s);
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget;
    m_form = new QFormLayout(content);
    m_form->setContentsMargins(10, 10, 10, 10);
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(5);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    add(u"name"_s, tr("Event name"));
    add(u"tenant"_s, tr("Tenant"));
    add(u"user"_s, tr("User"));
    add(u"verdict"_s, tr("Verdict"));
    add(u"service"_s, tr("Service"));
    add(u"shape"_s, tr("Shape"));
    add(u"kind"_s, tr("Kind"));
    add(u"time"_s, tr("Time"));
    add(u"timeSource"_s, {});
    add(u"received"_s, tr("Received"));
    add(u"dedup"_s, tr("Dedup key"));
    add(u"origin"_s, tr("Origin"));
    add(u"size"_s, tr("Size"));
    add(u"id"_s, tr("No."));
    add(u"envelope"_s, tr("Envelope"));
    setWidget(content);
}

void FieldsView::add(const QString &id, const QString &title)
{
    auto *label = new ValueLabel;
    label->setObjectName(u"field-"_s + id);
    label->setAccessibleName(title);
    auto *heading = new QLabel(title);
    heading->setContentsMargins(0, 2, 0, 0);
    heading->setForegroundRole(QPalette::PlaceholderText);
    m_form->addRow(heading, label);
    m_entries.insert(id, {label, {}});
    connect(label, &QWidget::customContextMenuRequested, this, [this, id](QPoint at) { showMenu(id, at); });
}

void FieldsView::put(const QString &id, const QString &text, const std::optional<FilterTerm> &term)
{
    Entry &entry = m_entries[id];
    entry.term = term;
    entry.label->setText(text);
    m_form->setRowVisible(entry.label, !text.isEmpty());
}

void FieldsView::setDetail(const EventDetail &detail)
{
    putIdentity(detail);
    putVerdict(detail);
    putTime(detail);
    const Event &event = detail.stored.event;
    put(u"origin"_s, detail.stored.originLabel, anyOf(Field::Origin, detail.stored.originLabel.toUtf8()));
    put(u"size"_s, counted(event.text.size(), tr("%1 byte"), tr("%1 bytes")));
    put(u"id"_s, QString::number(detail.stored.id));
    put(u"envelope"_s, QString::fromUtf8(event.envelope));
}

void FieldsView::putIdentity(const EventDetail &detail)
{
    const Event &event = detail.stored.event;
    const Identity &identity = event.identity;
    const auto show = [this](const QString &id, Field field, const QByteArray &value) {
        put(id, value.isEmpty() ? tr("none") : QString::fromUtf8(value), anyOf(field, value));
        m_entries[id].label->setFaint(value.isEmpty());
    };
    show(u"name"_s, Field::Name, identity.name);
    show(u"tenant"_s, Field::Tenant, identity.tenant);
    show(u"user"_s, Field::User, identity.user);
    put(u"dedup"_s, QString::fromUtf8(identity.dedup));

    const ServicePtr service = m_services.services().find(event.service);
    const QString id = QString::fromUtf8(event.service);
    QString title = id;
    if (service)
        title = service->title();
    else if (id.isEmpty())
        title = tr("none recognised");
    else
        title = tr("%1 (its definition is not loaded)").arg(id);
    put(u"service"_s, title, anyOf(Field::Service, event.service));
    const eventscope::Shape *shape = service ? service->shape(event.shape) : nullptr;
    put(u"shape"_s, shape ? shape->title : QString::fromUtf8(event.shape));
    put(u"kind"_s, QString::fromUtf8(detail.kind));
}

void FieldsView::putTime(const EventDetail &detail)
{
    const Event &event = detail.stored.event;
    QString why;
    switch (event.identity.timeSource) {
    case TimeSource::Event:
        why = tr("as the event says");
        break;
    case TimeSource::AssumedUtc:
        why = tr("as the event says; it names no time zone, so UTC is assumed");
        break;
    case TimeSource::Received:
        why = tr("the event names no readable time, so the time of receipt stands in");
        break;
    }
    const bool own = event.identity.timeSource != TimeSource::Received;
    put(u"time"_s, momentText(own ? event.identity.time : event.received));
    put(u"timeSource"_s, why);
    m_entries[u"timeSource"_s].label->setFaint(true);
    put(u"received"_s, momentText(event.received));
}

void FieldsView::putVerdict(const EventDetail &detail)
{
    const Event &event = detail.stored.event;
    std::vector<const Finding *> worstFirst;
    for (const Finding &finding : detail.judgement.findings) {
        if (finding.severity != Severity::NotJudged)
            worstFirst.push_back(&finding);
    }
    std::stable_sort(worstFirst.begin(), worstFirst.end(),
        [](const Finding *a, const Finding *b) { return a->severity > b->severity; });
    QString text = verdictTitle(event.verdict);
    if (!worstFirst.empty())
        text = tr("%1, %2").arg(text, counted(qint64(worstFirst.size()), tr("%1 finding"), tr("%1 findings")));
    for (std::size_t i = 0; i < std::min(worstFirst.size(), findingsTold); ++i)
        text += u'\n' + tr("%1: %2").arg(QString::fromUtf8(worstFirst[i]->rule), worstFirst[i]->sentence);
    if (event.partlyJudged)
        text += u'\n' + tr("Not all rules could be judged: what they need to know is not known here.");
    put(u"verdict"_s, text, anyOf(Field::Verdict, verdictId(event.verdict)));
    m_verdict = event.verdict;
    m_entries[u"verdict"_s].label->setIcon(verdictIcon(event.verdict, palette()));
}

void FieldsView::showMenu(const QString &id, QPoint at)
{
    const Entry entry = m_entries.value(id);
    QMenu menu;
    if (entry.term) {
        menu.addAction(tr("Filter for this value"), this,
            [this, term = *entry.term] { m_state.setFilter(filteredFor(m_state.filter(), term)); });
        menu.addAction(tr("Filter out this value"), this,
            [this, term = *entry.term] { m_state.setFilter(filteredOut(m_state.filter(), term)); });
        menu.addSeparator();
    }
    menu.addAction(themedIcon(u"copy"_s, palette()), tr("Copy value"), this,
        [label = entry.label] { QGuiApplication::clipboard()->setText(label->copied()); });
    if (id == u"verdict"_s)
        menu.addAction(tr("Show findings"), this, &FieldsView::findingsRequested);
    menu.exec(entry.label->mapToGlobal(at));
}

void FieldsView::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_verdict)
        m_entries[u"verdict"_s].label->setIcon(verdictIcon(*m_verdict, palette()));
}

}

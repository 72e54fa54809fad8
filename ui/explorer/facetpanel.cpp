// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/facetpanel.h"

#include "explorer/facetsection.h"
#include "theme.h"
#include "views/facets.h"

#include <QBoxLayout>
#include <QScrollArea>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int fewValues = 8;
constexpr int manyValues = 100;

struct Part {
    Field field;
    QString name;
    QString title;
};

QList<Part> parts()
{
    return {{Field::Name, u"name"_s, FacetPanel::tr("Event name")},
        {Field::Tenant, u"tenant"_s, FacetPanel::tr("Tenant")}, {Field::User, u"user"_s, FacetPanel::tr("User")},
        {Field::Service, u"service"_s, FacetPanel::tr("Service")},
        {Field::Verdict, u"verdict"_s, FacetPanel::tr("Verdict")}, {Field::Rule, u"rule"_s, FacetPanel::tr("Rule")},
        {Field::Origin, u"origin"_s, FacetPanel::tr("Origin")}};
}

QList<Field> fields()
{
    QList<Field> all;
    for (const Part &part : parts())
        all.append(part.field);
    return all;
}

}

struct FacetPanel::Private {
    Private(EventStore &store, FilterState &state, QSettings &panelSettings)
        : settings(panelSettings)
        , facets(store, state, fields())
    {}

    void add(const Part &part, QBoxLayout *to);

    QSettings &settings;
    Facets facets;
};

FacetPanel::FacetPanel(
    EventStore &store, const ServiceSet &services, FilterState &state, QSettings &settings, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(store, state, settings))
{
    setObjectName(u"facetPanel"_s);
    setRules(services, {});
    QHash<QByteArray, QString> verdictTitles;
    for (const Verdict verdict : {Verdict::Unjudged, Verdict::Valid, Verdict::Warning, Verdict::Invalid})
        verdictTitles.insert(verdictId(verdict), verdictTitle(verdict));
    d->facets.model(Field::Verdict).setTitles(verdictTitles);

    auto *content = new QWidget;
    auto *sections = new QVBoxLayout(content);
    sections->setContentsMargins(4, 4, 4, 4);
    sections->setSpacing(2);
    for (const Part &part : parts())
        d->add(part, sections);
    sections->addStretch(1);

    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(u"facetScroll"_s);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll);
}

void FacetPanel::Private::add(const Part &part, QBoxLayout *to)
{
    const QString key = u"facets/folded-"_s + part.name;
    // Origins are seldom what is looked for, and their names are long.
    const bool foldedAtFirst = part.field == Field::Origin;
    auto *section = new FacetSection(facets.model(part.field), part.title, part.name);
    const Field field = part.field;
    const auto count = [this, field](bool folded) { facets.setTop(field, folded ? 0 : fewValues); };
    QObject::connect(section, &FacetSection::foldedChanged, section, [this, key, count](bool folded) {
        settings.setValue(key, folded);
        count(folded);
    });
    QObject::connect(section, &FacetSection::moreRequested, section, [this, field, section] {
        const bool all = facets.top(field) == manyValues;
        facets.setTop(field, all ? fewValues : manyValues);
        section->showMore(!all);
    });
    const bool folded = settings.value(key, foldedAtFirst).toBool();
    section->setFolded(folded);
    count(folded);
    to->addWidget(section);
}

FacetPanel::~FacetPanel()
{
    // The lists look into models that go with `d`.
    qDeleteAll(findChildren<QScrollArea *>(Qt::FindDirectChildrenOnly));
}

void FacetPanel::setRules(const ServiceSet &services, const RuleBook &book)
{
    QHash<QByteArray, QString> serviceTitles;
    for (const ServicePtr &service : services.services().all())
        serviceTitles.insert(service->id(), service->title());
    d->facets.model(Field::Service).setTitles(serviceTitles);
    QHash<QByteArray, QString> ruleTitles;
    for (const QByteArray &rule : book.rules())
        if (const QString about = book.aboutAny(rule); !about.isEmpty())
            ruleTitles.insert(rule, u"%1 · %2"_s.arg(QString::fromUtf8(rule), about));
    d->facets.model(Field::Rule).setTitles(ruleTitles);
}

QSize FacetPanel::sizeHint() const
{
    return {230, 500};
}

void FacetPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    d->facets.setActive(true);
}

void FacetPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    d->facets.setActive(false);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/facetpanel.h"

#include "explorer/facetadder.h"
#include "explorer/facetsection.h"
#include "taborder.h"
#include "theme.h"
#include "views/facets.h"
#include "views/pathkey.h"

#include <QBoxLayout>
#include <QScrollArea>
#include <QSettings>
#include <QTimer>

#include <map>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int fewValues = 8;
constexpr int manyValues = 100;

constexpr std::size_t mostPaths = 30;

struct Part {
    FieldRef field;
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
        all.append(part.field.field);
    return all;
}

Part partOf(const QByteArray &path)
{
    return {{Field::Path, path}, u"path-"_s + QString::fromLatin1(path.toPercentEncoding()), pathKey(path)};
}

}

struct FacetPanel::Private {
    Private(EventStore &store, FilterState &state, QSettings &panelSettings)
        : settings(panelSettings)
        , facets(store, state, fields())
    {}

    FacetSection *add(const Part &part);
    FacetSection *addPath(const QByteArray &path);
    void removePath(const QByteArray &path);
    void savePaths();
    void showCounting();

    QSettings &settings;
    Facets facets;
    QScrollArea *scroll = nullptr;
    QVBoxLayout *sections = nullptr;    // the paths' behind the fields', and the button that adds one
    FacetAdder *adder = nullptr;
    std::map<QByteArray, FacetSection *> paths;
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
    content->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);    // as wide as there is room, never wider
    d->sections = new QVBoxLayout(content);
    d->sections->setContentsMargins(4, 4, 4, 4);
    d->sections->setSpacing(2);
    d->adder = new FacetAdder(store, content);
    d->sections->addWidget(d->adder);
    d->sections->addStretch(1);
    for (const Part &part : parts())
        d->add(part);
    for (const QString &kept : settings.value(u"facets/paths"_s).toStringList())
        if (const QByteArray path = kept.toUtf8(); !pathKey(path).isEmpty() && d->paths.size() < mostPaths)
            d->addPath(path);
    orderTabs(nullptr, d->sections);
    connect(d->adder, &FacetAdder::chosen, this, &FacetPanel::addPath);
    connect(&d->facets, &Facets::countingChanged, this, [this] { d->showCounting(); });
    connect(&d->facets, &Facets::failed, this, [this](const Error &error) { emit failed(error.message); });

    d->scroll = new QScrollArea(this);
    QScrollArea *scroll = d->scroll;
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

FacetSection *FacetPanel::Private::add(const Part &part)
{
    const QString key = u"facets/folded-"_s + part.name;
    // Origins are seldom what is looked for, and their names are long.
    const bool foldedAtFirst = part.field.field == Field::Origin;
    auto *section = new FacetSection(facets.model(part.field), part.title, part.name);
    const FieldRef field = part.field;
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
    sections->insertWidget(sections->indexOf(adder), section);
    return section;
}

FacetSection *FacetPanel::Private::addPath(const QByteArray &path)
{
    facets.addPath(path);
    FacetSection *section = add(partOf(path));
    paths[path] = section;
    section->setRemovable();
    section->setCounting(facets.isCounting() && !section->isFolded(), facets.countedPercent());
    // Not from within the button's own click, which is deleted by it.
    QObject::connect(
        section, &FacetSection::removeRequested, adder, [this, path] { removePath(path); }, Qt::QueuedConnection);
    return section;
}

void FacetPanel::Private::removePath(const QByteArray &path)
{
    const auto found = paths.find(path);
    if (found == paths.end())
        return;
    delete found->second;    // before the list that it looks into
    paths.erase(found);
    facets.removePath(path);
    settings.remove(u"facets/folded-"_s + partOf(path).name);
    savePaths();
    adder->setFocus(Qt::OtherFocusReason);
}

void FacetPanel::Private::savePaths()
{
    QStringList kept;
    for (const QByteArray &path : facets.paths())
        kept.append(QString::fromUtf8(path));
    settings.setValue(u"facets/paths"_s, kept);
}

void FacetPanel::Private::showCounting()
{
    for (const auto &[path, section] : paths)
        section->setCounting(facets.isCounting() && !section->isFolded(), facets.countedPercent());
}

void FacetPanel::addPath(const QByteArray &path)
{
    if (pathKey(path).isEmpty())
        return;
    const auto found = d->paths.find(path);
    if (found == d->paths.end() && d->paths.size() >= mostPaths) {
        emit failed(tr("There are %1 facets of paths already; remove one first.").arg(mostPaths));
        return;
    }
    FacetSection *section = found != d->paths.end() ? found->second : d->addPath(path);
    orderTabs(nullptr, d->sections);
    d->savePaths();
    if (section->isFolded()) {
        section->setFolded(false);
        emit section->foldedChanged(false);
    }
    QTimer::singleShot(0, section, [this, section] { d->scroll->ensureWidgetVisible(section); });
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
    return {260, 500};
}

QSize FacetPanel::minimumSizeHint() const
{
    return {32 * fontMetrics().averageCharWidth(), 8 * fontMetrics().height()};
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/schemaform.h"

#include "compose/formvalue.h"
#include "composer/fieldfindings.h"
#include "composer/fieldrow.h"
#include "composer/schemaform_p.h"
#include "composer/schemaformbanner.h"
#include "composer/schemaformothers.h"

#include <QBoxLayout>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int helpDelayMs = 120;
constexpr char othersId[] = "others:";    // a definition's ids have no colon

// Where nothing is known every member is another one.
FormObject wholeEvent()
{
    FormField any;
    any.widget = FormWidget::Any;
    FormObject whole;
    whole.required = true;
    whole.member = std::make_shared<const FormField>(std::move(any));
    return whole;
}

FormField otherField(const FormSpec &spec, const JsonPointer &at)
{
    FormField field;
    field.widget = FormWidget::Any;
    for (const FormObject &object : spec.objects) {
        if (object.part == DraftPart::Event && object.at == at.parent() && object.member != nullptr)
            field = *object.member;
    }
    field.part = DraftPart::Event;
    field.at = at;
    field.required = false;
    QStringList path;
    for (const std::string &token : at.tokens())
        path << QString::fromStdString(token);
    field.label = path.join(u" / "_s);
    return field;
}

}

SchemaForm::Private::Private(SchemaForm *form, Draft &shown, FormClock clock)
    : q(form)
    , draft(shown)
    , host(shown, std::move(clock))
{
    host.focusAt = [this](DraftPart part, const JsonPointer &at) { return focusAt(part, at); };
    helpTimer.setSingleShot(true);
    helpTimer.setInterval(helpDelayMs);
}

SchemaForm::SchemaForm(Draft &draft, QWidget *parent, std::function<Micros()> clock)
    : QScrollArea(parent)
    , d(std::make_unique<Private>(this, draft, std::move(clock)))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Event as a form"));
    d->build();
    d->connectAll();
    d->refresh();
}

SchemaForm::~SchemaForm()
{
    // Rows that lose the focus while they go must write nothing and find nobody listening.
    disconnect(&d->host, nullptr, this, nullptr);
    disconnect(&d->draft, nullptr, this, nullptr);
    const FieldHost::Showing closing(d->host);
    delete takeWidget();
    delete d->banner;
}

void SchemaForm::Private::build()
{
    body = new QWidget;
    body->setObjectName(u"formBody"_s);
    column = new QVBoxLayout(body);
    column->setContentsMargins(16, 12, 16, 16);
    column->setSpacing(8);
    general = new FieldFindings(body, Qt::StrongFocus);
    column->addWidget(general);
    others = new SchemaFormSection(host, othersId, SchemaForm::tr("Other members"), true, body);
    adder = new SchemaFormOthers(host, others);
    others->setFoot(adder);
    column->addWidget(others);
    column->addStretch(1);
    q->setWidget(body);
    banner = new SchemaFormBanner(q);
    banner->hide();
    host.watch(banner->button());
}

void SchemaForm::Private::connectAll()
{
    connect(&draft, &Draft::changed, q, [this] { refresh(); });
    connect(&host, &FieldHost::restructured, q, [this] { orderTabs(); });
    connect(&host, &FieldHost::rowFocused, q,
        [this](FieldRow *focused, Qt::FocusReason reason) { takeFocus(focused, reason); });
    connect(&host, &FieldHost::fixRequested, q, &SchemaForm::fixRequested);
    connect(&host, &FieldHost::sourceRequested, q, [this](DraftPart part, const JsonPointer &at) {
        if (const JsonValue value = host.valueAt(part, at); value && part == DraftPart::Event)
            emit q->faultActivated(value.offset());
    });
    connect(general, &FieldFindings::fixRequested, q, &SchemaForm::fixRequested);
    connect(banner, &SchemaFormBanner::faultActivated, q, &SchemaForm::faultActivated);
    connect(banner, &SchemaFormBanner::startRequested, q, [this] { startNew(); });
    connect(others, &SchemaFormSection::limitChanged, q, [this] { showOthers(); });
    connect(&helpTimer, &QTimer::timeout, q, [this] { showHelp(); });
}

void SchemaForm::setService(ServicePtr service)
{
    d->service = std::move(service);
    d->specced = false;
    d->refresh();
}

void SchemaForm::setOnlyFilled(bool only)
{
    d->host.setOnlyFilled(only);
    d->refresh();
}

bool SchemaForm::onlyFilled() const
{
    return d->host.onlyFilled();
}

void SchemaForm::Private::refresh()
{
    if (!draft.isReadable()) {
        showInert();
        return;
    }
    {
        const FieldHost::Showing showing(host);
        respec(!specced);
        showOthers();
        for (SchemaFormSection *section : allSections())
            section->showValues();
    }
    showReadable();
}

void SchemaForm::Private::showInert()
{
    if (body->isEnabled()) {
        QWidget *focused = q->window()->focusWidget();
        waiting = focused != nullptr && body->isAncestorOf(focused) ? focused : nullptr;
    }
    if (!specced) {
        const FieldHost::Showing showing(host);
        respec(true);    // nothing was read yet: the form of a new event
        for (SchemaFormSection *section : sections)
            section->showValues();
    }
    banner->showFault(draft);
    banner->show();
    placeBanner();
    if (waiting != nullptr && body->isEnabled())
        banner->button()->setFocus(Qt::OtherFocusReason);
    const FieldHost::Showing showing(host);    // what loses the focus now must not write
    body->setEnabled(false);
}

void SchemaForm::Private::showReadable()
{
    if (body->isEnabled())
        return;
    body->setEnabled(true);
    if (waiting != nullptr && banner->button()->hasFocus())
        waiting->setFocus(Qt::OtherFocusReason);
    waiting = nullptr;
    banner->hide();
    placeBanner();
}

void SchemaForm::Private::placeBanner()
{
    const int width = q->width();
    const int height = banner->isHidden() ? 0 : std::max(banner->heightForWidth(width), banner->sizeHint().height());
    banner->setGeometry(0, 0, width, height);
    q->setViewportMargins(0, height, 0, 0);
}

void SchemaForm::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    if (!d->banner->isHidden())
        d->placeBanner();
}

void SchemaForm::Private::startNew()
{
    const QByteArray text = service != nullptr ? blankEvent(*service, draft.state().shape, {}, draft.state().transport)
                                               : QByteArray("{\n}\n");
    draft.edit(DraftPart::Event, {{0, quint32(draft.text().size()), text}});
    q->focusFirst();
}

void SchemaForm::Private::respec(bool always)
{
    const bool readable = draft.isReadable();
    const JsonValue root = readable ? draft.tape().root() : JsonValue();
    QByteArray newShape = draft.state().shape;
    QByteArray newKind;
    if (service != nullptr) {
        if (newShape.isEmpty() && readable)
            newShape = service->nearestShape(root);
        newKind = readable ? service->kindOf(root, newShape) : QByteArray();
    }
    const QByteArray newTransport = draft.state().transport;
    if (!always && newShape == shape && newKind == kind && newTransport == transport)
        return;
    transport = newTransport;
    shape = newShape;
    kind = newKind;
    specced = true;
    spec = service != nullptr ? formSpec(*service, shape, kind, transport) : FormSpec();
    if (spec.sections.empty() && spec.objects.empty())
        spec.objects.push_back(wholeEvent());
    makeSections();
}

void SchemaForm::Private::makeSections()
{
    std::vector<SchemaFormSection *> before = std::move(sections);
    sections.clear();
    int place = column->indexOf(general) + 1;
    for (const FormSection &wanted : spec.sections) {
        const auto found = std::find_if(before.begin(), before.end(),
            [&](SchemaFormSection *section) { return section != nullptr && section->id() == wanted.id; });
        SchemaFormSection *section = nullptr;
        if (found != before.end()) {
            section = std::exchange(*found, nullptr);
            section->setTitle(wanted.title);
        } else {
            section = new SchemaFormSection(host, wanted.id, wanted.title, wanted.folded, body);
        }
        section->setFields(wanted.fields);
        if (column->indexOf(section) != place)
            column->insertWidget(place, section);
        ++place;
        sections.push_back(section);
    }
    for (SchemaFormSection *section : before) {
        if (section == nullptr)
            continue;
        host.bury(section);
    }
    host.noteRestructured();
    shareFindings();
}

void SchemaForm::Private::showOthers()
{
    const JsonValue root = draft.tape().root();
    const std::vector<JsonPointer> unknown = spec.unknownMembers(root);
    std::vector<FormField> fields;
    std::size_t total = 0;
    for (const JsonPointer &at : unknown) {
        if (spec.fieldAt(DraftPart::Event, at) != nullptr)
            continue;    // its list shows it
        if (++total <= others->limit())
            fields.push_back(otherField(spec, at));
    }
    others->setFields(std::move(fields));
    others->setTotal(total);
    // Open by itself only where there is nothing else.
    if (spec.sections.empty() != alone) {
        alone = spec.sections.empty();
        others->setFolded(!alone);
    }
    std::vector<FormObject> open;
    for (const FormObject &object : spec.objects) {
        if (object.part == DraftPart::Event && object.member != nullptr && object.at.in(root))
            open.push_back(object);
    }
    adder->setObjects(open);
    others->setWanted(total > 0 || !open.empty());
}

std::vector<SchemaFormSection *> SchemaForm::Private::allSections() const
{
    std::vector<SchemaFormSection *> all = sections;
    all.push_back(others);
    return all;
}

}

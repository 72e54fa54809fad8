// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/composerpage.h"

#include "compose/draftjudge.h"
#include "compose/draftkeeper.h"
#include "compose/drafttitle.h"
#include "composer/addressbar.h"
#include "composer/composerpanes.h"
#include "composer/draftdestination.h"
#include "composer/draftsender.h"
#include "composer/sendgate.h"
#include "delivery/endpointfindings.h"

#include <QBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int quietMs = 120;    // after the last change

const Finding *worst(const std::vector<Finding> &findings)
{
    const auto found = std::max_element(
        findings.begin(), findings.end(), [](const Finding &a, const Finding &b) { return a.severity < b.severity; });
    return found == findings.end() ? nullptr : &*found;
}

}

struct ComposerPage::Private {
    Private(ComposerPage *page, EndpointWorld endpointWorld, const EndpointCache &cache, const StoredDraft &stored,
        QSettings &settings);

    void layOut();
    void connectParts();
    void connectSending();
    void connectKeys();
    void cycleFocus(int step);
    void followAddress();
    void retitle();
    void judge();
    [[nodiscard]] PlanJudgePtr planInForce() const { return world.plan ? *world.plan : nullptr; }
    void showFindings();
    void showPreview();
    void showSending();

    ComposerPage *q;
    EndpointWorld world;
    const EndpointCache &endpoints;
    Draft draft;
    DraftDestination address;
    DraftJudge judging;
    DraftKeeper keeper;
    DraftSender sender;
    SendGate gate;
    AddressBar *bar;
    QPushButton *keepButton;
    QPushButton *sendButton;
    ComposerPanes *panes;
    Latest<RequestPreview> preview;
    CurlContext curl;    // of the request in the preview
    QTimer quiet;
    QString title;
};

ComposerPage::Private::Private(ComposerPage *page, EndpointWorld endpointWorld, const EndpointCache &cache,
    const StoredDraft &stored, QSettings &settings)
    : q(page)
    , world(endpointWorld)
    , endpoints(cache)
    , draft({stored.text, stored.envelope, stored.service, stored.shape, stored.transport, stored.endpoint})
    , address(draft, world, endpoints)
    , judging(draft, world.services)
    , keeper(draft, world.store.drafts(), world.services.services(), stored.id)
    , sender(world, page)
    , gate(draft, judging, address, sender, world.store)
    , bar(new AddressBar(draft, world.services, endpoints, page))
    , keepButton(new QPushButton(tr("&Keep"), page))
    , sendButton(new QPushButton(tr("&Send"), page))
    , panes(new ComposerPanes(draft, settings, page))
    , preview(page, [this](const Result<RequestPreview> &made) { panes->showRequest(made, curl); })
{
    judging.setRules(world.services, planInForce());
    quiet.setSingleShot(true);
    quiet.setInterval(quietMs);
}

ComposerPage::ComposerPage(EndpointWorld world, const EndpointCache &endpoints, const StoredDraft &stored,
    QSettings &settings, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, world, endpoints, stored, settings))
{
    setObjectName(u"composerPage"_s);
    d->layOut();
    d->connectParts();
    d->connectSending();
    d->connectKeys();
    d->followAddress();
}

// The widgets are views of the draft, so they go before it.
ComposerPage::~ComposerPage()
{
    delete d->panes;
    delete d->bar;
}

void ComposerPage::Private::layOut()
{
    keepButton->setObjectName(u"keepEvent"_s);
    keepButton->setToolTip(tr("Keep the event in the store without sending it"));
    sendButton->setObjectName(u"sendEvent"_s);
    sendButton->setToolTip(tr("Keep the event and send it (Ctrl+Return)"));
    auto *top = new QHBoxLayout;
    top->addWidget(bar, 1);
    top->addWidget(keepButton, 0, Qt::AlignTop);
    top->addWidget(sendButton, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(8, 8, 8, 8);
    column->addLayout(top);
    column->addWidget(panes, 1);
    showSending();
}

void ComposerPage::Private::connectParts()
{
    connect(bar, &AddressBar::chosen, q, [this](const DraftState &state) { address.replace(state); });
    connect(bar, &AddressBar::endpointsRequested, q,
        [this](EndpointId id) { emit q->endpointsRequested(id, draft.state().service, draft.state().transport); });
    connect(&endpoints, &EndpointCache::changed, q, [this] {
        gate.forget();
        followAddress();
    });
    connect(&draft, &Draft::addressed, q, [this] {
        gate.forget();
        followAddress();
    });
    connect(&draft, &Draft::changed, q, [this] {
        gate.forget();
        quiet.start();
    });
    connect(&draft, &Draft::historyChanged, q, &ComposerPage::historyChanged);
    connect(&judging, &DraftJudge::judged, q, [this] { showFindings(); });
    connect(&quiet, &QTimer::timeout, q, [this] {
        retitle();
        showPreview();
    });
    connect(&keeper, &DraftKeeper::failed, q, [this](const Error &error) { emit q->failed(error.message); });
    connect(panes, &ComposerPanes::fixRequested, q, [this](const Finding &finding) {
        if (!judging.apply(finding))
            emit q->noticed(tr("The event has changed meanwhile. Look at its findings again."));
    });
    connect(panes, &ComposerPanes::requestShown, q, [this] { showPreview(); });
}

void ComposerPage::Private::connectSending()
{
    connect(sendButton, &QPushButton::clicked, q, [this] {
        if (sender.isBusy())
            sender.cancel();
        else
            gate.send();
    });
    connect(keepButton, &QPushButton::clicked, q, &ComposerPage::keepEvent);
    connect(&sender, &DraftSender::busyChanged, q, [this] { showSending(); });
    connect(&sender, &DraftSender::delivered, q,
        [this](const Delivery &delivery, const QByteArray &written) { panes->showReply(delivery, written); });
    connect(&sender, &DraftSender::stored, q, [this] { emit q->noticed(tr("The event is in the store, unsent.")); });
    connect(&sender, &DraftSender::failed, q, [this](const QString &sentence) { panes->showFailure(sentence); });
    connect(&gate, &SendGate::refused, panes, &ComposerPanes::showFailure);
    connect(&gate, &SendGate::mendingWanted, panes, &ComposerPanes::focusSource);
    connect(&gate, &SendGate::endpointWanted, q,
        [this] { emit q->endpointsRequested(0, draft.state().service, draft.state().transport); });
    connect(&gate, &SendGate::doubted, panes, &ComposerPanes::askToSend);
    connect(&gate, &SendGate::doubtWithdrawn, panes, &ComposerPanes::withdrawQuestion);
    connect(panes, &ComposerPanes::sendAnyway, &gate, &SendGate::sendAnyway);
}

// From part to part: the address, the form, the source, what is below.
void ComposerPage::Private::connectKeys()
{
    for (const auto &[key, step] :
        {std::pair(QKeySequence(Qt::Key_F6), 1), std::pair(QKeySequence(u"Shift+F6"_s), -1)}) {
        auto *shortcut = new QShortcut(key, q);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, q, [this, step = step] { cycleFocus(step); });
    }
}

void ComposerPage::Private::cycleFocus(int step)
{
    constexpr int partsBelow = ComposerPanes::parts;
    const int now = panes->focusedPart() + 1;    // 0: the address
    const int next = (now + step + partsBelow + 1) % (partsBelow + 1);
    if (next == 0)
        bar->focusFirst();
    else
        panes->focusPart(next - 1);
}

void ComposerPage::Private::followAddress()
{
    panes->setService(world.services.services().find(draft.state().service));
    judge();
    showPreview();
    retitle();
}

// Names are looked for in the whole event, which takes a while in a large one: not with every key.
void ComposerPage::Private::retitle()
{
    QString now = draftTitle(draft, world.services.services());
    if (title == now)
        return;
    title = std::move(now);
    emit q->titleChanged();
}

void ComposerPage::Private::judge()
{
    JudgeContext context;
    if (!draft.state().transport.isEmpty())
        context.transport = draft.state().transport;
    bar->setNote(Severity::NotJudged, {});
    const Result<Address> to = address.current();
    if (to && draft.state().endpoint != 0) {
        context = judgeContext(*to->form, to->endpoint, to->keys, {});
        const std::shared_ptr<const Judge> judge = world.services.judge(draft.state().service);
        const std::vector<Finding> about =
            judge ? endpointFindings(*judge, *to->form, to->endpoint, to->keys) : std::vector<Finding>();
        if (!to->missing.isEmpty())
            bar->setNote(Severity::Info, to->missing);
        else if (const Finding *finding = worst(about))
            bar->setNote(finding->severity, finding->sentence);
    }
    judging.setContext(context);
}

void ComposerPage::Private::showFindings()
{
    panes->setFindings(judging.judgement().findings, judging.isCurrent());
    gate.judged();
}

void ComposerPage::Private::showPreview()
{
    if (!panes->isRequestShown())
        return;
    if (!draft.isReadable()) {
        preview.cancel();
        panes->showRequest(
            failure(Error::Kind::BadInput, tr("The event cannot be read, so there is no request yet. Mend it first.")));
        return;
    }
    const Result<Address> to = address.current();
    if (!to) {
        panes->showRequest(failure(to.error()));
        return;
    }
    curl = curlContext(to->endpoint, shownKeys(*to));
    preview.follow(previewOf(*to, draft.state(), world.services));
}

void ComposerPage::Private::showSending()
{
    const bool busy = sender.isBusy();
    sendButton->setText(busy ? tr("&Cancel") : tr("&Send"));
    sendButton->setDefault(true);
    keepButton->setEnabled(!busy && !world.store.isReadOnly());
    sendButton->setEnabled(!world.store.isReadOnly());
    if (busy)
        panes->showWaiting();
}

void ComposerPage::rulesChanged()
{
    d->judging.setRules(d->world.services, d->planInForce());
    d->gate.forget();
    d->followAddress();
}

void ComposerPage::send()
{
    d->gate.send();
}

void ComposerPage::keepEvent()
{
    d->gate.keepEvent();
}

void ComposerPage::useEndpoint(EndpointId id)
{
    d->address.useEndpoint(id);
}

Draft &ComposerPage::draft()
{
    return d->draft;
}

QString ComposerPage::title() const
{
    return d->title;
}

DraftId ComposerPage::draftId() const
{
    return d->keeper.id();
}

void ComposerPage::setPlace(int place)
{
    d->keeper.setPlace(place);
}

void ComposerPage::keep(bool open)
{
    d->keeper.keep(open);
}

bool ComposerPage::isSending() const
{
    return d->sender.isBusy();
}

QSize ComposerPage::minimumSizeHint() const
{
    return {480, 320};
}

void ComposerPage::focusForm()
{
    d->panes->focusForm();
}

void ComposerPage::focusSource()
{
    d->panes->focusSource();
}

void ComposerPage::find()
{
    d->panes->find();
}

void ComposerPage::undo()
{
    d->draft.undo();
}

void ComposerPage::redo()
{
    d->draft.redo();
}

}

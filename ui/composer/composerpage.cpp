// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/composerpage.h"

#include "compose/draftjudge.h"
#include "compose/draftkeeper.h"
#include "compose/drafttitle.h"
#include "compose/newdraft.h"
#include "composer/addressbar.h"
#include "composer/composerpanes.h"
#include "composer/draftsender.h"
#include "delivery/endpointfindings.h"
#include "event/utf8.h"
#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int quietMs = 120;    // after the last change

int errorsIn(const std::vector<Finding> &findings)
{
    return static_cast<int>(std::count_if(
        findings.begin(), findings.end(), [](const Finding &finding) { return finding.severity == Severity::Error; }));
}

const Finding *worst(const std::vector<Finding> &findings)
{
    const auto found = std::max_element(
        findings.begin(), findings.end(), [](const Finding &a, const Finding &b) { return a.severity < b.severity; });
    return found == findings.end() ? nullptr : &*found;
}

// Where the key stands in each event of that endpoint, if it does.
const AuthForm *memberAuth(const Address &address)
{
    for (const int form : address.endpoint.auth) {
        const auto &forms = address.form->auth();
        if (form >= 0 && form < static_cast<int>(forms.size()) && forms[form].kind == AuthForm::Kind::Member)
            return &forms[form];
    }
    return nullptr;
}

}

struct ComposerPage::Private {
    Private(ComposerPage *page, EndpointWorld endpointWorld, const EndpointCache &cache, const StoredDraft &stored,
        QSettings &settings);

    void layOut();
    void connectParts();
    void connectKeys();
    void cycleFocus(int step);
    void followAddress();
    void retitle();
    void readdress(DraftState state);
    void judge();
    void showFindings();
    void showPreview();
    void showSending();
    void sendNow();
    void forgetSending();
    void takeTypedKey();
    [[nodiscard]] Result<Address> address() const;

    ComposerPage *q;
    EndpointWorld world;
    const EndpointCache &endpoints;
    Draft draft;
    DraftJudge judging;
    DraftKeeper keeper;
    DraftSender sender;
    AddressBar *bar;
    QPushButton *keepButton;
    QPushButton *sendButton;
    ComposerPanes *panes;
    Latest<Request> preview;
    QTimer quiet;
    bool sendWhenJudged = false;
    QString title;
};

ComposerPage::Private::Private(ComposerPage *page, EndpointWorld endpointWorld, const EndpointCache &cache,
    const StoredDraft &stored, QSettings &settings)
    : q(page)
    , world(endpointWorld)
    , endpoints(cache)
    , draft({stored.text, stored.envelope, stored.service, stored.shape, stored.transport, stored.endpoint})
    , judging(draft, world.services)
    , keeper(draft, world.store.drafts(), world.services.services(), stored.id)
    , sender(world, page)
    , bar(new AddressBar(draft, world.services, endpoints, page))
    , keepButton(new QPushButton(tr("&Keep"), page))
    , sendButton(new QPushButton(tr("&Send"), page))
    , panes(new ComposerPanes(draft, settings, page))
    , preview(page, [this](Result<Request> request) { panes->showRequest(request); })
{
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
    connect(bar, &AddressBar::chosen, q, [this](const DraftState &state) { readdress(state); });
    connect(bar, &AddressBar::endpointsRequested, q,
        [this](EndpointId id) { emit q->endpointsRequested(id, draft.state().service, draft.state().transport); });
    connect(&endpoints, &EndpointCache::changed, q, [this] {
        forgetSending();
        followAddress();
    });
    connect(&draft, &Draft::addressed, q, [this] {
        forgetSending();
        followAddress();
    });
    connect(&draft, &Draft::changed, q, [this] {
        forgetSending();
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
    connect(panes, &ComposerPanes::sendAnyway, q, [this] { sendNow(); });
    connect(sendButton, &QPushButton::clicked, q, [this] {
        if (sender.isBusy())
            sender.cancel();
        else
            q->send();
    });
    connect(keepButton, &QPushButton::clicked, q, &ComposerPage::keepEvent);
    connect(&sender, &DraftSender::busyChanged, q, [this] { showSending(); });
    connect(&sender, &DraftSender::delivered, q,
        [this](const Delivery &delivery, const QByteArray &written) { panes->showReply(delivery, written); });
    connect(&sender, &DraftSender::stored, q, [this] { emit q->noticed(tr("The event is in the store, unsent.")); });
    connect(&sender, &DraftSender::failed, q, [this](const QString &sentence) { panes->showFailure(sentence); });
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

Result<Address> ComposerPage::Private::address() const
{
    return addressOf(draft.state(), world.services.services(), endpoints, world.secrets);
}

// An endpoint whose key stands in the event: its kind and fingerprint are shown there.
void ComposerPage::Private::readdress(DraftState state)
{
    const Result<Address> to = addressOf(state, world.services.services(), endpoints, world.secrets);
    const AuthForm *form = to && to->keys && !to->keys->parts.empty() ? memberAuth(*to) : nullptr;
    JsonTape tape;
    if (form && tape.read(viewOf(state.text)) && tape.root().isObject()) {
        const QByteArray shown = to->keys->masked(*to->service).parts.front();
        if (const auto edits = editToSet(tape, form->member, quoted(viewOf(shown))))
            state.text = applied(state.text, *edits);
    }
    draft.replace(state);
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
    const Result<Address> to = address();
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
    if (sendWhenJudged && judging.isCurrent()) {
        sendWhenJudged = false;
        q->send();
    }
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
    if (const Result<Address> to = address())
        preview.follow(previewOf(*to, draft.state(), world.services));
    else
        panes->showRequest(failure(to.error()));
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

// A key that was typed into the event serves for this run, where none was entered otherwise.
void ComposerPage::Private::takeTypedKey()
{
    const Result<Address> to = address();
    const AuthForm *form = to && !to->keys && to->endpoint.id != 0 ? memberAuth(*to) : nullptr;
    if (!form || !draft.isReadable())
        return;
    const JsonValue value = form->member.in(draft.tape().root());
    const std::string key = value && value.isString() ? value.string() : std::string();
    if (key.empty() || isFingerprint(key))
        return;
    world.secrets.enter(to->endpoint.id, 0, bytesOf(key));
    readdress(draft.state());    // the key is not to be read over a shoulder any longer
}

// Somebody meant to send what stood there, to where it went.
void ComposerPage::Private::forgetSending()
{
    panes->withdrawQuestion();
    if (std::exchange(sendWhenJudged, false))
        panes->showFailure(tr("The event or where it goes changed before it was sent, so nothing was. Send it again."));
}

void ComposerPage::Private::sendNow()
{
    takeTypedKey();
    const Result<Address> to = address();
    if (!to)
        panes->showFailure(to.error().message);
    else if (to->endpoint.id == 0)
        panes->showFailure(
            tr("Choose an endpoint above: that of this draft is gone, or serves another transport now."));
    else
        sender.send(draft.state(), *to);
}

void ComposerPage::send()
{
    if (d->sender.isBusy() || d->world.store.isReadOnly())
        return;
    if (!d->draft.isReadable()) {
        d->panes->showFailure(tr("The event cannot be read. Mend it where the source marks it, then send it."));
        d->panes->focusSource();
        return;
    }
    if (!d->endpoints.find(d->draft.state().endpoint)) {
        d->panes->showFailure(tr("Choose an endpoint above: nothing says yet where the event goes."));
        emit endpointsRequested(0, d->draft.state().service, d->draft.state().transport);
        return;
    }
    if (!d->judging.isCurrent()) {
        d->sendWhenJudged = true;
        return;
    }
    const int errors = errorsIn(d->judging.judgement().findings);
    if (errors > 0)
        d->panes->askToSend(tr("The service would refuse or lose this event: %n error(s).", nullptr, errors));
    else
        d->sendNow();
}

void ComposerPage::keepEvent()
{
    const Result<Address> to = d->address();
    if (!d->draft.isReadable())
        d->panes->showFailure(tr("The event cannot be read, so it stays a draft, which is kept as well."));
    else
        d->sender.keepEvent(d->draft.state(), to ? *to : Address());
}

void ComposerPage::useEndpoint(EndpointId id)
{
    const Endpoint *endpoint = d->endpoints.find(id);
    if (!endpoint)
        return;
    const ServicePtr service = d->world.services.services().find(endpoint->service);
    d->readdress(readdressed(d->draft.state(), service, d->world.services.services(), endpoint->transport, id));
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

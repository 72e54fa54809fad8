// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/keydialog.h"

#include "delivery/request.h"
#include "endpoints/formrow.h"
#include "endpoints/productionframe.h"
#include "endpoints/productionmark.h"
#include "endpoints/senddialog.h"
#include "event/utf8.h"
#include "views/bodytext.h"
#include "views/celltext.h"
#include "views/keytext.h"
#include "views/latest.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int dialogWidth = 480;

// As it goes over the wire: letters of other scripts that look like familiar ones are told apart there.
QString addressOf(const Endpoint &endpoint)
{
    const Result<QByteArray> base = usableBase(endpoint.base);
    return base ? QString::fromLatin1(*base) : visibleLine(endpoint.base);
}

}

KeyDialog::KeyDialog(QWidget *window, Secrets &secrets, const Endpoint &endpoint, const TransportForm &form,
    qint64 events, std::function<void(Keys)> goOn)
    : QDialog(window)
    , m_secrets(secrets)
    , m_endpoint(endpoint)
    , m_service(form.service())
    , m_goOn(std::move(goOn))
    , m_fault(new FieldNote(u"keysFault"_s, this))
    , m_go(new QPushButton(tr("Send"), this))
{
    setObjectName(u"keyDialog"_s);
    setWindowTitle(tr("Send to %1").arg(visibleLine(endpoint.name)));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *frame = new ProductionFrame(this);
    frame->setProduction(endpoint.production);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(10);
    column->addWidget(head(events));
    addParts(column, form);
    if (endpoint.production)
        addName(column);
    column->addWidget(m_fault);
    column->addStretch(1);
    column->addLayout(buttons());
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(frame);
    setMinimumWidth(dialogWidth);
    judge();
}

QWidget *KeyDialog::head(qint64 events)
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    auto *text = new QLabel(box);
    text->setObjectName(u"keysText"_s);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    const QString count = counted(events, tr("%1 event"), tr("%1 events"));
    text->setText(tr("%1 to %2, at %3").arg(count, visibleLine(m_endpoint.name), addressOf(m_endpoint)));
    row->addWidget(text, 1);
    auto *mark = new ProductionMark(box);
    mark->setVisible(m_endpoint.production);
    row->addWidget(mark, 0, Qt::AlignTop);
    return box;
}

void KeyDialog::addParts(QVBoxLayout *column, const TransportForm &form)
{
    const std::vector<int> missing = m_secrets.missingParts(m_endpoint);
    if (missing.empty())
        return;
    const QStringList titles = form.keyParts(m_endpoint.auth);
    auto *box = new QWidget(this);
    auto *rows = makeForm(box);
    for (const int number : missing) {
        auto *edit = new QLineEdit(box);
        edit->setObjectName(u"keyAsk%1"_s.arg(number));
        edit->setEchoMode(QLineEdit::Password);
        edit->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
        const QString title = number < titles.size() ? titles.at(number) : tr("Key");
        edit->setAccessibleName(title);
        auto *note = new FieldNote(u"keyAskNote%1"_s.arg(number), box);
        addField(rows, title, edit, note);
        m_parts.push_back({number, edit, note});
        connect(edit, &QLineEdit::textChanged, this, [this] { judge(); });
    }
    auto *help = new FieldNote(u"keysHelp"_s, this);
    const Result<Keys> there = m_secrets.keysFor(m_endpoint);
    const bool isKept = std::ranges::any_of(missing, [this](int number) { return isKeptInKeyring(number); });
    if (isKept && !there)
        help->say(FieldNote::Kind::Warning,
            tr("%1 What you enter is kept there if that is possible, and held in memory until you quit.")
                .arg(there.error().message));
    else
        help->say(FieldNote::Kind::Help, tr("Held in memory until you quit, and never written."));
    column->addWidget(box);
    column->addWidget(help);
}

bool KeyDialog::isKeptInKeyring(int part) const
{
    const SecretSource &source = m_endpoint.secrets[static_cast<std::size_t>(part)];
    return source.kind == SecretSource::Kind::Keyring && !source.variable.isEmpty();
}

void KeyDialog::addName(QVBoxLayout *column)
{
    auto *box = new QWidget(this);
    auto *rows = makeForm(box);
    m_name = new QLineEdit(box);
    m_name->setObjectName(u"confirmName"_s);
    m_name->setAccessibleName(tr("Name of the endpoint, typed to confirm"));
    auto *help = new FieldNote(u"confirmHelp"_s, box);
    help->say(
        FieldNote::Kind::Help, tr("This is production. Type %1 to send there.").arg(visibleLine(m_endpoint.name)));
    addField(rows, tr("Endpoint's name"), m_name, help);
    column->addWidget(box);
    connect(m_name, &QLineEdit::textChanged, this, [this] { judge(); });
}

QLayout *KeyDialog::buttons()
{
    m_go->setObjectName(u"keysGo"_s);
    m_go->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"keysCancel"_s);
    cancel->setAutoDefault(false);
    connect(m_go, &QPushButton::clicked, this, &KeyDialog::go);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_go);
    return row;
}

void KeyDialog::judge()
{
    bool good = !m_name || m_name->text() == m_endpoint.name;
    for (const Part &part : m_parts) {
        Keys keys;
        keys.parts = {part.edit->text().toUtf8()};
        const QString fault = keyFault(keys.parts.front());
        good = good && fault.isEmpty() && !keys.parts.front().isEmpty();
        if (!fault.isEmpty()) {
            part.note->say(FieldNote::Kind::Fault, fault);
            continue;
        }
        const QByteArray mask = keys.masked(*m_service).parts.front();
        const QString kind = keyKindTitle(*m_service, m_service->keyKind(viewOf(mask)));
        const QString shown = QString::fromUtf8(mask);
        part.note->say(FieldNote::Kind::Good, kind.isEmpty() ? shown : tr("%1 · %2").arg(shown, kind));
    }
    m_go->setEnabled(good);
    // What is to be typed here does not matter yet; what is missing elsewhere can be said at once.
    Endpoint rest = m_endpoint;
    for (const Part &part : m_parts)
        rest.secrets[static_cast<std::size_t>(part.number)] = {};
    const Result<Keys> others = m_secrets.keysFor(rest);
    m_fault->say(FieldNote::Kind::Fault, others ? QString() : others.error().message);
    if (!others)
        m_go->setEnabled(false);
}

void KeyDialog::go()
{
    for (const Part &part : m_parts) {
        const QByteArray value = part.edit->text().toUtf8();
        if (isKeptInKeyring(part.number))
            (void)m_secrets.keep(m_endpoint.secrets[static_cast<std::size_t>(part.number)].variable, value);
        else
            m_secrets.enter(m_endpoint.id, part.number, value);
    }
    Result<Keys> keys = m_secrets.keysFor(m_endpoint);
    if (!keys) {
        m_fault->say(FieldNote::Kind::Fault, keys.error().message);
        return;
    }
    for (const Part &part : m_parts)
        part.edit->clear();
    const std::function<void(Keys)> goOn = std::exchange(m_goOn, {});
    accept();
    if (goOn)
        goOn(std::move(*keys));
}

namespace {

void askWithKeysRead(QWidget *window, Secrets &secrets, const Endpoint &endpoint, const TransportForm &form,
    qint64 events, std::function<void(Keys)> goOn, std::function<void()> giveUp)
{
    Result<Keys> keys = secrets.keysFor(endpoint);
    if (keys && !endpoint.production) {
        goOn(std::move(*keys));
        return;
    }
    auto *dialog = new KeyDialog(window, secrets, endpoint, form, events, std::move(goOn));
    if (giveUp)
        QObject::connect(dialog, &QDialog::rejected, window, std::move(giveUp));
    dialog->open();
}

// What is to be read is read before anybody is asked. One at a time for a window: whoever asks again meanwhile
// has given that up.
class KeyringReading : public QObject {
public:
    KeyringReading(QWidget *window, QFuture<Result<void>> reading, std::function<void()> then)
        : QObject(window)
        , m_done(this, [this, then = std::move(then)](const Result<void> &) {
            deleteLater();
            setObjectName(QString());
            then();
        })
    {
        setObjectName(u"keyringReading"_s);
        m_done.follow(std::move(reading));
    }

private:
    Latest<void> m_done;
};

}

void askForKeys(QWidget *window, Secrets &secrets, const Endpoint &endpoint, const TransportForm &form, qint64 events,
    std::function<void(Keys)> goOn, std::function<void()> giveUp)
{
    const std::vector<int> missing = secrets.missingParts(endpoint);
    const bool isKept = std::ranges::any_of(missing, [&endpoint](int part) {
        const SecretSource &source = endpoint.secrets[static_cast<std::size_t>(part)];
        return source.kind == SecretSource::Kind::Keyring && !source.variable.isEmpty();
    });
    if (!isKept) {
        askWithKeysRead(window, secrets, endpoint, form, events, std::move(goOn), std::move(giveUp));
        return;
    }
    if (window->findChild<QObject *>(u"keyringReading"_s, Qt::FindDirectChildrenOnly)) {
        if (giveUp)
            giveUp();
        return;
    }
    const auto kept = TransportForm::of(form.service(), form.transport().id);
    new KeyringReading(window, secrets.prepare(endpoint),
        [window, still = QPointer(&secrets), endpoint, kept, events, goOn = std::move(goOn),
            giveUp = std::move(giveUp)] {
            if (still && kept)
                askWithKeysRead(window, *still, endpoint, **kept, events, goOn, giveUp);
        });
}

}

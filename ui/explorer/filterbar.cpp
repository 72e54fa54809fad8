// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filterbar.h"

#include "explorer/filterchips.h"
#include "explorer/filtercompleter.h"
#include "explorer/filteredit.h"
#include "explorer/filterline.h"
#include "explorer/filternote.h"
#include "explorer/flowlayout.h"
#include "explorer/termpicker.h"
#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

FilterBar::FilterBar(
    EventStore &store, const ServiceSet &services, FilterState &state, TimeRangeButton::Clock clock, QWidget *parent)
    : QWidget(parent)
    , m_state(state)
    , m_clock(std::move(clock))
    , m_line(new FilterLine(this))
    , m_text(m_line->edit())
    , m_completer(new FilterCompleter(m_text, store, state, m_clock))
    , m_time(new TimeRangeButton(state, m_clock, this))
    , m_note(new FilterNote(this))
    , m_chips(new FilterChips(state, this))
    , m_back(new QToolButton(this))
    , m_forward(new QToolButton(this))
{
    setObjectName(u"filterBar"_s);
    connectText();
    connect(&state, &FilterState::changed, this, &FilterBar::showFilter);
    addHistory();
    auto *pickers = new FlowLayout(4);
    addPickers(store, pickers);
    setServices(services);
    layOut(pickers);
    dress();
    showFilter();
}

FilterBar::~FilterBar()
{
    disconnect(&m_text, nullptr, this, nullptr);    // which loses the focus when it goes
    delete m_completer.data();                      // a child of the window, which may be gone
}

void FilterBar::connectText()
{
    m_text.installEventFilter(this);
    m_pause.setSingleShot(true);
    m_pause.setInterval(150ms);
    connect(&m_text, &FilterEdit::edited, this, [this] {
        m_pause.start();
        m_completer->complete(false);
    });
    connect(&m_text, &FilterEdit::left, this, [this] {
        if (m_text.line() != m_applied)
            applyText(true);
        m_typing = false;
    });
    // A key or value that is being chosen from the list is not looked for by its first letters.
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (m_completer->isPending())
            showOtherFault();
        else
            applyText(false);
    });
    connect(m_completer, &FilterCompleter::closed, this, [this] {
        if (m_text.hasFocus() && m_text.line() != m_applied)
            m_pause.start();
    });
    connect(m_completer, &FilterCompleter::taken, this, [this] { m_pause.start(); });
    connect(&m_completer->model(), &FilterCompletion::failed, this,
        [this](const Error &error) { emit failed(error.message); });
    connect(m_line, &FilterLine::clearRequested, this, [this] {
        m_text.setFocus(Qt::OtherFocusReason);
        m_text.setLine({});
        applyText(true);
    });
    connect(m_line, &FilterLine::recentRequested, this, &FilterBar::showRecent);
}

void FilterBar::layOut(QLayout *pickers)
{
    auto *first = new QHBoxLayout;
    first->setSpacing(4);
    first->addWidget(m_line, 1);
    first->addWidget(m_time);
    first->addWidget(m_back);
    first->addWidget(m_forward);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(first);
    column->addLayout(pickers);
    // What is wrong stands in the place of the chips, so that nothing below moves while it comes and goes.
    auto *below = new QGridLayout;
    below->addWidget(m_chips, 0, 0);
    below->addWidget(m_note, 0, 0, Qt::AlignTop);
    column->addLayout(below);
}

void FilterBar::addPickers(EventStore &store, QLayout *to)
{
    struct Entry {
        Field field;
        QString title;
        QString name;
    };
    const QList<Entry> entries{{Field::Tenant, tr("Tenant"), u"tenantPicker"_s},
        {Field::User, tr("User"), u"userPicker"_s}, {Field::Name, tr("Event name"), u"namePicker"_s},
        {Field::Service, tr("Service"), u"servicePicker"_s}, {Field::Verdict, tr("Verdict"), u"verdictPicker"_s}};
    for (const Entry &entry : entries) {
        auto *picker = new TermPicker(store, m_state, entry.field, entry.title, entry.name, this);
        QHash<QByteArray, QString> titles;
        if (entry.field == Field::Service)
            m_service = picker;
        if (entry.field == Field::Verdict)
            for (const Verdict verdict : {Verdict::Unjudged, Verdict::Valid, Verdict::Warning, Verdict::Invalid})
                titles.insert(verdictId(verdict), verdictTitle(verdict));
        picker->setTitles(titles);
        m_completer->model().setTitles(entry.field, titles);
        connect(&picker->model(), &TermModel::failed, this, [this](const Error &error) { emit failed(error.message); });
        to->addWidget(picker);
    }
}

void FilterBar::setServices(const ServiceSet &services)
{
    QHash<QByteArray, QString> titles;
    for (const ServicePtr &service : services.services().all())
        titles.insert(service->id(), service->title());
    m_service->setTitles(titles);
    m_completer->model().setTitles(Field::Service, titles);
}

void FilterBar::addHistory()
{
    const auto add = [this](QToolButton *button, const QString &name, const QString &tip, const QKeySequence &keys,
                         void (FilterState::*go)()) {
        button->setObjectName(name);
        button->setAutoRaise(true);
        button->setToolTip(tr("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
        button->setAccessibleName(tip);
        button->setShortcut(keys);
        connect(button, &QToolButton::clicked, &m_state, go);
    };
    add(m_back, u"filterBack"_s, tr("Back to the filter before"), Qt::ALT | Qt::Key_Left, &FilterState::goBack);
    add(m_forward, u"filterForward"_s, tr("Forward to the next filter"), Qt::ALT | Qt::Key_Right,
        &FilterState::goForward);
}

void FilterBar::focusText()
{
    m_text.setFocus(Qt::ShortcutFocusReason);
    m_text.selectAll();
}

bool FilterBar::applyText(bool decided)
{
    m_pause.stop();
    const QString text = m_text.line();
    if (decided || !m_typing)
        m_now = m_clock();
    const auto filter = EventFilter::parse(text, m_now);
    showFault(filter ? std::nullopt : std::optional(filter.error()));
    if (!filter)
        return false;
    m_applied = text;
    m_applying = true;
    // The stages of one typing are one step of the history.
    if (m_typing)
        m_state.refineFilter(*filter);
    else
        m_state.setFilter(*filter);
    m_applying = false;
    m_typing = !decided;
    return true;
}

void FilterBar::showOtherFault()
{
    const auto filter = EventFilter::parse(m_text.line(), m_now);
    const FilterCursor &at = m_completer->model().at();
    const bool isOther =
        !filter && (filter.error().offset + filter.error().length <= at.termFrom || filter.error().offset > at.termTo);
    showFault(isOther ? std::optional(filter.error()) : std::nullopt);
}

void FilterBar::takeBack()
{
    m_pause.stop();
    m_text.setLine(m_applied);
    showFault({});
}

void FilterBar::showFault(const std::optional<EventFilter::ParseFault> &fault)
{
    m_faulty = fault.has_value();
    m_text.setFault(fault);
    m_line->setFaulty(m_faulty);
    m_note->showFault(fault ? fault->error.message : QString());
    m_chips->setShown(!m_faulty);
}

void FilterBar::showFilter()
{
    m_back->setEnabled(m_state.canGoBack());
    m_forward->setEnabled(m_state.canGoForward());
    if (!m_applying) {
        m_pause.stop();
        m_typing = false;
        const auto typed = EventFilter::parse(m_text.line(), m_now);
        if (!typed || *typed != m_state.filter()) {
            m_completer->close();
            m_text.setLine(m_state.filter().text());
        }
        m_applied = m_text.line();
        showFault({});
    }
}

void FilterBar::showRecent()
{
    m_completer->close();
    constexpr qsizetype most = 20;
    constexpr int widest = 520;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"recentFilters"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const EventFilter &filter : m_state.recent(most)) {
        QString title = fontMetrics().elidedText(filter.text(), Qt::ElideMiddle, widest);
        menu->addAction(title.replace(u'&', u"&&"_s), this, [this, filter] {
            m_text.setFocus(Qt::OtherFocusReason);
            m_state.setFilter(filter);
        });
    }
    if (menu->isEmpty())
        menu->addAction(tr("Filters that were in force will be here"))->setEnabled(false);
    menu->popup(m_line->mapToGlobal(QPoint(0, m_line->height())));
    menu->setActiveAction(menu->actions().first());
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_text && event->type() == QEvent::KeyPress && takeKey(*static_cast<QKeyEvent *>(event)))
        return true;
    return QWidget::eventFilter(watched, event);
}

bool FilterBar::takeKey(const QKeyEvent &key)
{
    if (m_completer->takeKey(key))
        return true;
    switch (key.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_completer->close();
        applyText(true);
        return true;
    case Qt::Key_Up:
        if (m_text.line().isEmpty())
            showRecent();
        return true;
    case Qt::Key_Down:
        if (applyText(true))
            emit leaveRequested();
        return true;
    case Qt::Key_Escape:
        if (m_text.line() == m_applied)
            emit leaveRequested();
        else
            takeBack();
        return true;
    default:
        return false;
    }
}

void FilterBar::dress()
{
    m_back->setIcon(themedIcon(u"back"_s, palette()));
    m_forward->setIcon(themedIcon(u"forward"_s, palette()));
}

void FilterBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

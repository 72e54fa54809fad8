// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filterbar.h"

#include "explorer/filterchips.h"
#include "explorer/flowlayout.h"
#include "explorer/termpicker.h"
#include "theme.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QShortcut>
#include <QToolButton>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

FilterBar::FilterBar(
    EventStore &store, const ServiceSet &services, FilterState &state, TimeRangeButton::Clock clock, QWidget *parent)
    : QWidget(parent)
    , m_state(state)
    , m_text(new QLineEdit(this))
    , m_searchIcon(m_text->addAction(QIcon(), QLineEdit::LeadingPosition))
    , m_back(new QToolButton(this))
    , m_forward(new QToolButton(this))
{
    setObjectName(u"filterBar"_s);
    m_text->setObjectName(u"filterText"_s);
    m_text->setPlaceholderText(tr("Text in keys and values…"));
    m_text->setAccessibleName(tr("Events that hold this text"));
    m_text->setClearButtonEnabled(true);
    m_text->setMaxLength(10'000);
    m_text->installEventFilter(this);
    m_pause.setSingleShot(true);
    m_pause.setInterval(150ms);
    connect(m_text, &QLineEdit::textEdited, this, [this] { m_pause.start(); });
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty() && m_text->hasFocus())    // the clear button does not count as an edit
            m_pause.start();
    });
    connect(&m_pause, &QTimer::timeout, this, &FilterBar::applyText);
    connect(&state, &FilterState::changed, this, &FilterBar::showFilter);
    addHistory();

    auto *first = new QHBoxLayout;
    first->setSpacing(4);
    first->addWidget(m_text, 1);
    first->addWidget(new TimeRangeButton(state, std::move(clock), this));
    first->addWidget(m_back);
    first->addWidget(m_forward);
    auto *pickers = new FlowLayout(4);
    addPickers(store, pickers);
    setServices(services);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(first);
    column->addLayout(pickers);
    column->addWidget(new FilterChips(state, this));
    dress();
    showFilter();
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
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void FilterBar::applyText()
{
    m_pause.stop();
    m_state.setFilter(m_state.filter().withText(m_text->text().trimmed()));
}

void FilterBar::showFilter()
{
    m_back->setEnabled(m_state.canGoBack());
    m_forward->setEnabled(m_state.canGoForward());
    // Half-typed text is never taken away, nor the space that was typed last.
    const QString text = m_state.filter().freeText();
    if (!m_pause.isActive() && m_text->text().trimmed() != text.trimmed())
        m_text->setText(text);
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_text || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        applyText();
        return true;
    case Qt::Key_Down:
        applyText();
        emit leaveRequested();
        return true;
    case Qt::Key_Escape:
        if (m_text->text().isEmpty()) {
            emit leaveRequested();
        } else {
            m_text->clear();
            applyText();
        }
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

void FilterBar::dress()
{
    m_searchIcon->setIcon(themedIcon(u"search"_s, palette()));
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/gotobar.h"

#include "event/timestamp.h"
#include "explorer/eventtable.h"
#include "theme.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// A number that is no row is a time where it has the digits of one: seconds since 1970.
constexpr qint64 smallestEpoch = 100'000'000;

}

GoToBar::GoToBar(
    EventStore &store, FilterState &state, EventTableModel &model, EventTable &table, Clock clock, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_state(state)
    , m_model(model)
    , m_table(table)
    , m_clock(std::move(clock))
    , m_label(new QLabel(tr("&Go to:"), this))
    , m_text(new QLineEdit(this))
    , m_go(new QPushButton(tr("Go"), this))
    , m_message(new QLabel(this))
    , m_clear(new QPushButton(this))
    , m_found(this, [this](const Result<SearchResult> &result) { takeFound(result); })
{
    setObjectName(u"goToBar"_s);
    layOut();
    connect(m_text, &QLineEdit::returnPressed, this, &GoToBar::go);
    connect(m_text, &QLineEdit::textEdited, this, [this] { say({}); });
    connect(m_go, &QPushButton::clicked, this, &GoToBar::go);
    connect(m_clear, &QPushButton::clicked, this, &GoToBar::acceptOffer);
    connect(new QShortcut(Qt::Key_Escape, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
        &QShortcut::activated, this, &GoToBar::close);
    connect(&model, &EventTableModel::searchEnded, this, [this] {
        if (std::exchange(m_again, false))
            go();
    });
    say({});
    hide();
}

void GoToBar::layOut()
{
    m_text->setObjectName(u"goToText"_s);
    m_text->setPlaceholderText(tr("2026-03-01 12:30 (UTC), -1h, #123 or row 5000"));
    m_text->setToolTip(tr("A time such as 2026-03-01 12:30, -1h or 1772323200; # and the number of an event; or a "
                          "row of the table"));
    m_text->setClearButtonEnabled(true);
    m_text->setMinimumWidth(m_text->fontMetrics().averageCharWidth() * 46);
    m_label->setBuddy(m_text);
    m_go->setObjectName(u"goToButton"_s);
    m_message->setObjectName(u"goToMessage"_s);
    m_message->setTextFormat(Qt::PlainText);
    m_clear->setObjectName(u"goToClear"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2, 2, 0, 2);
    row->addWidget(m_label);
    row->addWidget(m_text);
    row->addWidget(m_go);
    row->addWidget(m_message);
    row->addWidget(m_clear);
    row->addStretch(1);
    dress();
}

void GoToBar::open()
{
    show();
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void GoToBar::close()
{
    m_found.cancel();
    m_again = false;
    say({});
    hide();
    emit left();
}

GoToBar::Target GoToBar::read(const QString &text) const
{
    QString plain = text;
    plain.remove(u',').remove(u' ').remove(u'\u00a0').remove(u'\u202f').remove(QLocale().groupSeparator());
    bool isNumber = false;
    if (plain.startsWith(u'#')) {
        const qint64 id = plain.mid(1).toLongLong(&isNumber);
        return isNumber && id > 0 ? Target{Target::Kind::Id, id} : Target{};
    }
    const bool isPlain = std::all_of(plain.begin(), plain.end(), [](QChar c) { return c.isDigit(); });
    const qint64 number = plain.toLongLong(&isNumber);
    if (isPlain && isNumber && number > 0 && (number <= m_model.rowCount() || number < smallestEpoch))
        return {Target::Kind::Position, number - 1};
    const auto moment = parseMoment(text.trimmed(), m_clock());
    return moment ? Target{Target::Kind::Time, *moment} : Target{};
}

void GoToBar::go()
{
    say({});
    m_found.cancel();
    const Target target = read(m_text->text());
    if (target.kind != Target::Kind::None && m_model.isSearching() && !m_model.isOfQuestion()) {
        m_again = true;
        return;
    }
    switch (target.kind) {
    case Target::Kind::None:
        say(m_text->text().trimmed().isEmpty()
                ? tr("Type a time, # and the number of an event, or a row.")
                : tr("This is no time, number of an event or row. Type 2026-03-01 12:30, -1h, #123 or 5000."));
        break;
    case Target::Kind::Time:
        goToTime(target.number);
        break;
    case Target::Kind::Id:
        goToId(target.number);
        break;
    case Target::Kind::Position:
        goToPosition(target.number);
        break;
    }
}

void GoToBar::goToId(EventId id)
{
    const auto row = m_store.columns().rowOf(id);
    if (!row) {
        say(m_store.isLoaded() ? tr("There is no event #%1.").arg(id)
                               : tr("Event #%1 is not loaded yet, or does not exist.").arg(id));
        return;
    }
    if (m_store.columns().removed(*row)) {
        say(tr("Event #%1 was deleted.").arg(id));
        return;
    }
    if (const int position = m_model.positionOf(*row); position >= 0)
        arrive(position);
    else if (m_model.isPartial())
        say(tr("Event #%1 was not found yet: the search goes on or was ended early.").arg(id));
    else
        say(tr("The filter leaves event #%1 out.").arg(id), Offer::ClearFilter);
}

void GoToBar::goToPosition(qint64 position)
{
    if (position < m_model.rowCount())
        return arrive(static_cast<int>(position));
    const QString rows = counted(m_model.rowCount(), tr("one row"), tr("%1 rows"));
    if (m_state.filter().matchesAll())
        say(tr("The table has %1.").arg(rows));
    else
        say(tr("The filter leaves %1.").arg(rows), Offer::ClearFilter);
}

void GoToBar::goToTime(Micros time)
{
    const EventFilter &filter = m_state.filter();
    if (filter.timeFrom().value_or(time) > time || filter.timeTo().value_or(time + 1) <= time) {
        say(tr("The filter's range of time leaves that time out."), Offer::ClearTime);
        return;
    }
    if (m_model.rowCount() == 0)
        return say(tr("There is no event to go to."), filter.matchesAll() ? Offer::Nothing : Offer::ClearFilter);
    if (const int position = m_model.positionAt(time); position >= 0)
        return arrive(position);
    searchTime(time, true);
}

// The event of that time, in a table that is sorted by something else.
void GoToBar::searchTime(Micros time, bool after)
{
    m_time = time;
    m_after = after;
    SearchSpec spec;
    spec.order = {{SortKey::Time, !after, {}}};
    const EventFilter &filter = m_state.filter();
    const EventFilter part = after ? filter.withTime(time, filter.timeTo()) : filter.withTime(filter.timeFrom(), time);
    m_found.follow(m_store.search(part, spec));
    say(tr("Searching…"));
}

void GoToBar::takeFound(const Result<SearchResult> &result)
{
    if (!result)
        return say(result.error().message);
    if (!result->rows.empty()) {
        const int position = m_model.positionOf(result->rows.front());
        return position >= 0 ? arrive(position) : say(tr("The event of that time is not in the table yet."));
    }
    if (m_after)
        searchTime(m_time, false);
    else
        say(tr("There is no event to go to."));
}

void GoToBar::arrive(int position)
{
    m_table.showPosition(position, QAbstractItemView::PositionAtCenter);
    close();
}

void GoToBar::say(const QString &sentence, Offer offer)
{
    m_message->setText(sentence);
    m_offer = offer;
    m_clear->setVisible(offer != Offer::Nothing);
    m_clear->setText(offer == Offer::ClearTime ? tr("Clear the range of time") : tr("Clear the filter"));
}

void GoToBar::acceptOffer()
{
    m_again = true;
    m_text->setFocus();
    if (m_offer == Offer::ClearTime)
        m_state.setFilter(m_state.filter().withTime({}, {}));
    else
        m_state.setFilter({});
}

void GoToBar::dress()
{
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).warning);
    m_message->setPalette(ink);
}

void GoToBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_message)
        dress();
}

}

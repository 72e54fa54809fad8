// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/markbar.h"

#include "theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qsizetype longestName = 32;

QToolButton *jumpButton(const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolTip(MarkBar::tr("Show this event in the table"));
    button->setMinimumWidth(button->fontMetrics().averageCharWidth() * 8);    // it gives way in a narrow window
    return button;
}

QLabel *plainLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    return label;
}

}

struct MarkBar::Private {
    Private(MarkBar &bar, EventStore &eventStore, EventMarks &eventMarks);

    void follow(MarkBar &bar);
    void forgetRemoved();
    void paintIcons(const QPalette &palette) { clear->setIcon(themedIcon(u"clear"_s, palette)); }
    void show(QToolButton &button, Row row);
    [[nodiscard]] QString momentOf(Row row) const;

    EventStore &store;
    EventMarks &marks;
    TimeStyle style = TimeStyle::Utc;
    QLabel *delta;
    QToolButton *first;
    QLabel *between;
    QToolButton *second;
    QLabel *hint;
    QToolButton *clear;
};

MarkBar::Private::Private(MarkBar &bar, EventStore &eventStore, EventMarks &eventMarks)
    : store(eventStore)
    , marks(eventMarks)
    , delta(plainLabel(u"markDelta"_s, &bar))
    , first(jumpButton(u"markFirst"_s, &bar))
    , between(plainLabel(u"markBetween"_s, &bar))
    , second(jumpButton(u"markSecond"_s, &bar))
    , hint(plainLabel(u"markHint"_s, &bar))
    , clear(new QToolButton(&bar))
{
    QFont bold = delta->font();
    bold.setBold(true);
    delta->setFont(bold);
    delta->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    between->setText(MarkBar::tr("and", "between one event and another"));
    hint->setText(MarkBar::tr("Mark another event (M) to see the time between them."));
    clear->setObjectName(u"markClear"_s);
    clear->setAutoRaise(true);
    clear->setFocusPolicy(Qt::TabFocus);
    clear->setToolTip(MarkBar::tr("Take the marks away"));
    clear->setAccessibleName(MarkBar::tr("Take the marks away"));
}

// Times that move on would not be those of the events: what is relative elsewhere is UTC here.
QString MarkBar::Private::momentOf(Row row) const
{
    return timeText(store.columns().time(row), style == TimeStyle::Relative ? TimeStyle::Utc : style, 0);
}

void MarkBar::Private::show(QToolButton &button, Row row)
{
    QString name = QString::fromUtf8(store.columns().nameText(store.columns().name(row))).simplified();
    if (name.isEmpty())
        name = MarkBar::tr("(no name)");
    const QString whole = momentOf(row) + u"  "_s + name;
    if (name.size() > longestName)
        name = name.left(longestName - 1) + u'…';
    button.setText(momentOf(row) + u"  "_s + name.replace(u'&', u"&&"_s));
    button.setAccessibleName(MarkBar::tr("Show in the table: %1").arg(whole));
}

void MarkBar::Private::forgetRemoved()
{
    for (const std::optional<Row> row : {marks.second(), marks.first()}) {
        if (row && store.columns().removed(*row))
            marks.toggle(*row);
    }
}

void MarkBar::Private::follow(MarkBar &bar)
{
    const auto one = marks.first();
    const auto two = marks.second();
    const auto time = marks.delta(store.columns());
    if (one)
        show(*first, *one);
    if (two)
        show(*second, *two);
    delta->setText(time ? MarkBar::tr("Δ %1 between").arg(deltaText(*time)) : MarkBar::tr("Marked:"));
    delta->setAccessibleName(time ? MarkBar::tr("Time between the marked events: %1").arg(deltaText(*time))
                                  : MarkBar::tr("One event is marked"));
    between->setVisible(two.has_value());
    second->setVisible(two.has_value());
    hint->setVisible(!two.has_value());
    bar.setVisible(one.has_value());
}

MarkBar::MarkBar(EventStore &store, EventMarks &marks, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(*this, store, marks))
{
    setObjectName(u"markBar"_s);
    setAccessibleName(tr("Marked events"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 2, 0);
    row->setSpacing(4);
    row->addWidget(d->delta);
    row->addWidget(d->first);
    row->addWidget(d->between);
    row->addWidget(d->second);
    row->addWidget(d->hint);
    row->addStretch(1);
    row->addWidget(d->clear);
    d->paintIcons(palette());

    connect(&marks, &EventMarks::changed, this, [this] { d->follow(*this); });
    connect(&store, &EventStore::changed, this, [this] { d->forgetRemoved(); });
    connect(d->clear, &QToolButton::clicked, &marks, &EventMarks::clear);
    connect(d->first, &QToolButton::clicked, this, [this] {
        if (const auto marked = d->marks.first())
            emit eventChosen(*marked);
    });
    connect(d->second, &QToolButton::clicked, this, [this] {
        if (const auto marked = d->marks.second())
            emit eventChosen(*marked);
    });
    d->follow(*this);
}

MarkBar::~MarkBar() = default;

void MarkBar::setTimeStyle(TimeStyle style)
{
    d->style = style;
    d->follow(*this);
}

void MarkBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        d->paintIcons(palette());
}

}

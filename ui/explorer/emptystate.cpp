// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/emptystate.h"

#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int textWidth = 420;

}

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_picture(new QLabel(this))
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_import(new QPushButton(tr("Import files…"), this))
    , m_paste(new QPushButton(tr("Paste events"), this))
    , m_clear(new QPushButton(tr("Clear filter"), this))
    , m_search(new QPushButton(tr("Search on"), this))
{
    setObjectName(u"emptyState"_s);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_title->setObjectName(u"emptyTitle"_s);
    m_text->setObjectName(u"emptyText"_s);
    m_import->setObjectName(u"emptyImport"_s);
    m_paste->setObjectName(u"emptyPaste"_s);
    m_clear->setObjectName(u"emptyClearFilter"_s);
    m_search->setObjectName(u"emptySearch"_s);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.35);
    m_title->setFont(large);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignHCenter);
    m_progress->setMaximumWidth(260);
    m_progress->setTextVisible(false);

    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {m_import, m_paste, m_clear, m_search}) {
        button->setMinimumWidth(button->sizeHint().width() + 20);
        buttons->addWidget(button);
    }
    auto *column = new QVBoxLayout(this);
    column->addStretch(2);
    column->addWidget(m_picture, 0, Qt::AlignHCenter);
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addWidget(m_progress, 0, Qt::AlignHCenter);
    column->addSpacing(6);
    column->addLayout(buttons);
    column->setAlignment(buttons, Qt::AlignHCenter);
    column->addStretch(3);

    connect(m_import, &QPushButton::clicked, this, &EmptyState::importRequested);
    connect(m_paste, &QPushButton::clicked, this, &EmptyState::pasteRequested);
    connect(m_clear, &QPushButton::clicked, this, &EmptyState::clearFilterRequested);
    connect(m_search, &QPushButton::clicked, this, &EmptyState::searchRequested);
    setKind(Kind::Loading);
}

void EmptyState::setKind(Kind kind)
{
    m_kind = kind;
    const bool isUnderWay = kind == Kind::Loading || kind == Kind::Searching;
    switch (kind) {
    case Kind::Searching:
        m_title->setText(tr("Searching…"));
        m_text->setText({});
        break;
    case Kind::Stopped:
        m_title->setText(tr("Nothing found so far"));
        m_text->setText(tr("The search was ended before it had looked at all events."));
        break;
    case Kind::NoEvents:
        m_title->setText(tr("No events yet"));
        m_text->setText(
            tr("Drop a file here (NDJSON, a JSON array, one object, or any of these gzipped), import files, "
               "or paste events from the clipboard."));
        break;
    case Kind::NothingMatches:
        m_title->setText(tr("No event matches the filter"));
        m_text->setText(tr("Remove a condition above, or clear them all."));
        break;
    case Kind::Loading:
        m_title->setText(tr("Loading events…"));
        m_text->setText({});
        break;
    }
    m_text->setVisible(!isUnderWay);
    // In a column of centred things a wrapped label has to be told its height.
    if (!isUnderWay)
        m_text->setFixedSize(textWidth, m_text->heightForWidth(textWidth));
    m_progress->setVisible(isUnderWay);
    m_import->setVisible(kind == Kind::NoEvents);
    m_paste->setVisible(kind == Kind::NoEvents);
    m_clear->setVisible(kind == Kind::NothingMatches || kind == Kind::Stopped);
    m_search->setVisible(kind == Kind::Stopped);
    dress();
}

void EmptyState::showProgress(qint64 done, qint64 total)
{
    m_progress->setRange(0, total > 0 ? 1000 : 0);
    if (total > 0)
        m_progress->setValue(static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * 1000));
}

void EmptyState::dress()
{
    const QString icon = m_kind == Kind::NoEvents || m_kind == Kind::Loading ? u"import"_s
                         : m_kind == Kind::NothingMatches                    ? u"filter"_s
                                                                             : u"search"_s;
    m_picture->setPixmap(themedIcon(icon, palette()).pixmap(QSize(40, 40), devicePixelRatioF(), QIcon::Disabled));
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).subtleText);
    m_text->setPalette(ink);
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

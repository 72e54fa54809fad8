// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filternote.h"

#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace eventscope {

FilterNote::FilterNote(QWidget *parent)
    : QWidget(parent)
    , m_symbol(new QLabel(this))
    , m_text(new QLabel(this))
{
    setObjectName(u"filterNote"_s);
    m_text->setObjectName(u"filterNoteText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setToolTip(tr("The filter that was read last stays in force."));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 1, 6, 1);
    row->setSpacing(5);
    row->addWidget(m_symbol, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    dress();
    hide();
}

void FilterNote::showFault(const QString &sentence)
{
    m_text->setText(sentence);
    m_text->setAccessibleName(tr("The filter cannot be read: %1").arg(sentence));
    setVisible(!sentence.isEmpty());
}

void FilterNote::dress()
{
    const Theme theme = Theme::of(palette());
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, theme.error);
    m_text->setPalette(ink);
    m_symbol->setPixmap(severityIcon(Severity::Error, palette()).pixmap(13, 13));
}

void FilterNote::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}

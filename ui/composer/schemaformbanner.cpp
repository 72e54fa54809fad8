// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/schemaformbanner.h"

#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace eventscope {

SchemaFormBanner::SchemaFormBanner(QWidget *parent)
    : QFrame(parent)
    , m_symbol(new QLabel(this))
    , m_text(new QLabel(this))
    , m_go(new QPushButton(this))
{
    setObjectName(u"formBanner"_s);
    m_text->setObjectName(u"formFault"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_go->setObjectName(u"formFaultGo"_s);
    m_go->setAutoDefault(true);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(12, 8, 12, 8);
    line->setSpacing(8);
    line->addWidget(m_symbol, 0, Qt::AlignTop);
    line->addWidget(m_text, 1);
    line->addWidget(m_go, 0, Qt::AlignTop);
    setAutoFillBackground(true);
    connect(m_go, &QPushButton::clicked, this, [this] {
        if (m_empty)
            emit startRequested();
        else
            emit faultActivated(m_offset);
    });
    dress();
}

void SchemaFormBanner::showFault(const Draft &draft)
{
    const QByteArray &text = draft.text();
    const JsonTape &tape = draft.tape();
    QString fault = tape.fault().sentence;
    m_offset = tape.fault().offset;
    m_empty = tape.isEmpty() && tape.fault().kind == JsonFault::Kind::Empty;
    if (!tape.isEmpty()) {
        m_offset = tape.root().offset();
        fault = tr("an event is an object, in braces");
    }
    const TextPlace place = placeOf({text.constData(), std::size_t(text.size())}, m_offset);
    const QLocale locale;
    m_text->setText(m_empty ? tr("The text is empty. Start with a new event here, or write one in the source.")
                            : tr("Line %1, column %2: %3. The form waits until the text can be read.")
                                  .arg(locale.toString(place.line), locale.toString(place.column), fault));
    m_go->setText(m_empty ? tr("&Begin a new event") : tr("&Jump to the fault"));
}

void SchemaFormBanner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && parentWidget() != nullptr)
        dress();
}

void SchemaFormBanner::dress()
{
    const QPalette ground = parentWidget()->palette();
    const QColor fill = Theme::of(ground).errorFill;
    if (palette().color(QPalette::Window) == fill && !m_symbol->pixmap().isNull())
        return;
    QPalette dressed = ground;
    dressed.setColor(QPalette::Window, fill);
    setPalette(dressed);
    m_symbol->setPixmap(severityIcon(Severity::Error, ground).pixmap(16, 16));
}

}

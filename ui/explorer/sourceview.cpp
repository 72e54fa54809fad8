// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/sourceview.h"

#include "explorer/sourceedit.h"
#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int mostUnderlines = 500;

}

SourceView::SourceView(QWidget *parent)
    : QWidget(parent)
    , m_edit(new SourceEdit(this))
    , m_bar(new QWidget(this))
    , m_note(new QLabel(m_bar))
    , m_earlier(new QToolButton(m_bar))
    , m_later(new QToolButton(m_bar))
{
    setObjectName(u"sourceView"_s);
    setFocusProxy(m_edit);
    m_note->setObjectName(u"sourceNote"_s);
    m_note->setWordWrap(true);
    m_earlier->setObjectName(u"sourceEarlier"_s);
    m_earlier->setText(tr("Earlier"));
    m_later->setObjectName(u"sourceLater"_s);
    m_later->setText(tr("Later"));
    auto *row = new QHBoxLayout(m_bar);
    row->setContentsMargins(6, 3, 6, 3);
    row->addWidget(m_note, 1);
    row->addWidget(m_earlier);
    row->addWidget(m_later);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_edit, 1);
    m_bar->hide();
    // A part begins a quarter of its length before the place asked for.
    connect(m_earlier, &QToolButton::clicked, this,
        [this] { showPart(m_edit->source().begin() - SourceText::longestPart / 2); });
    connect(m_later, &QToolButton::clicked, this,
        [this] { showPart(m_edit->source().end() + SourceText::longestPart / 4); });
}

void SourceView::setDetail(const EventDetail &detail)
{
    m_findings = detail.judgement.findings;
    if (detail.stored.event.text == m_text) {
        underline();
        return;
    }
    m_text = detail.stored.event.text;
    showPart(0);
}

void SourceView::showPart(qsizetype around)
{
    m_edit->setSource(SourceText(m_text, std::clamp<qsizetype>(around, 0, m_text.size())));
    const SourceText &source = m_edit->source();
    m_bar->setVisible(!source.isWhole());
    const QLocale locale;
    m_note->setText(
        tr("Bytes %1 to %2 of %3")
            .arg(locale.toString(source.begin()), locale.toString(source.end()), locale.toString(m_text.size())));
    m_earlier->setEnabled(source.begin() > 0);
    m_later->setEnabled(source.end() < m_text.size());
    underline();
}

void SourceView::underline()
{
    const SourceText &source = m_edit->source();
    const Theme theme = Theme::of(palette());
    QList<QTextEdit::ExtraSelection> marks;
    for (const Finding &finding : m_findings) {
        const qsizetype from = finding.offset;
        // Of an object or a list the bracket is marked: what is missing or too much is all of it.
        const bool isOpen = from < m_text.size() && (m_text.at(from) == '{' || m_text.at(from) == '[');
        const qsizetype to = from + (isOpen ? 1 : std::max<quint32>(1, finding.length));
        if (finding.inEnvelope || finding.severity == Severity::NotJudged || to <= source.begin() ||
            from >= source.end())
            continue;
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_edit->document());
        mark.cursor.setPosition(source.positionOf(from));
        mark.cursor.setPosition(source.positionOf(to), QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(theme.color(finding.severity));
        marks.append(mark);
        if (marks.size() == mostUnderlines)
            break;
    }
    m_edit->setExtraSelections(marks);
}

void SourceView::showRange(quint32 offset, quint32 length)
{
    const SourceText &source = m_edit->source();
    if (offset < source.begin() || offset >= source.end())
        showPart(offset);
    m_edit->select(offset, length);
}

void SourceView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        underline();
}

}

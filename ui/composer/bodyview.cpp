// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/bodyview.h"

#include "composer/maskmarks.h"
#include "explorer/sourceedit.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QStackedWidget>
#include <QSyntaxHighlighter>
#include <QToolButton>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qsizetype indentedAtOnce = 256 * 1024;

Result<QByteArray> indented(const QByteArray &json)
{
    // What cannot be indented within bounds stays as it is.
    return indentedJson(json).value_or(json);
}

}

BodyView::BodyView(QWidget *parent)
    : QWidget(parent)
    , m_indenting(this, [this](const Result<QByteArray> &text) { showText(text.value_or(m_body.text)); })
    , m_stack(new QStackedWidget(this))
    , m_edit(new SourceEdit(m_stack))
    , m_colours(m_edit->document()->findChild<QSyntaxHighlighter *>())
    , m_nothing(new QLabel(m_stack))
    , m_bar(new QWidget(this))
    , m_part(new QLabel(m_bar))
    , m_earlier(new QToolButton(m_bar))
    , m_later(new QToolButton(m_bar))
{
    setFocusProxy(m_edit);
    m_edit->setAccessibleName(tr("Body"));
    m_edit->setFrameShape(QFrame::StyledPanel);
    m_edit->installEventFilter(this);
    m_edit->setMinimumHeight(2 * m_edit->fontMetrics().lineSpacing());
    m_nothing->setObjectName(u"bodyNothing"_s);
    m_nothing->setWordWrap(true);
    m_nothing->setMargin(8);
    m_nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_stack->addWidget(m_edit);
    m_stack->addWidget(m_nothing);
    m_part->setObjectName(u"bodyPart"_s);
    m_earlier->setObjectName(u"bodyEarlier"_s);
    m_earlier->setText(tr("Earlier"));
    m_later->setObjectName(u"bodyLater"_s);
    m_later->setText(tr("Later"));
    auto *row = new QHBoxLayout(m_bar);
    row->setContentsMargins(0, 2, 0, 2);
    row->addWidget(m_part, 1);
    row->addWidget(m_earlier);
    row->addWidget(m_later);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(m_bar);
    column->addWidget(m_stack, 1);
    m_bar->hide();
    connect(m_earlier, &QToolButton::clicked, this,
        [this] { showPart(m_edit->source().begin() - SourceText::longestPart / 2); });
    connect(m_later, &QToolButton::clicked, this,
        [this] { showPart(m_edit->source().end() + SourceText::longestPart / 4); });
}

void BodyView::setBody(const BodyText &body, const QString &nothing)
{
    m_body = body;
    m_nothing->setText(nothing);
    m_stack->setCurrentWidget(body.kind == BodyText::Kind::Empty ? static_cast<QWidget *>(m_nothing) : m_edit);
    // Words of a text are no literals.
    QTextDocument *coloured = body.kind == BodyText::Kind::Json ? m_edit->document() : nullptr;
    if (m_colours && m_colours->document() != coloured)
        m_colours->setDocument(coloured);
    show();
}

void BodyView::setIndented(bool on)
{
    if (std::exchange(m_indented, on) != on)
        show();
}

void BodyView::show()
{
    m_indenting.cancel();
    if (!m_indented || m_body.kind != BodyText::Kind::Json)
        showText(m_body.text);
    else if (m_body.text.size() <= indentedAtOnce)
        showText(indented(m_body.text).value_or(m_body.text));
    else
        m_indenting.follow(QtConcurrent::run(indented, m_body.text));
}

void BodyView::showText(const QByteArray &text)
{
    m_shown = text;
    showPart(0);
}

void BodyView::showPart(qsizetype around)
{
    m_edit->setSource(SourceText(m_shown, std::clamp<qsizetype>(around, 0, m_shown.size())));
    const SourceText &source = m_edit->source();
    m_bar->setVisible(!source.isWhole());
    const QLocale locale;
    m_part->setText(
        tr("Bytes %1 to %2 of %3")
            .arg(locale.toString(source.begin()), locale.toString(source.end()), locale.toString(m_shown.size())));
    m_earlier->setEnabled(source.begin() > 0);
    m_later->setEnabled(source.end() < m_shown.size());
    mark();
}

void BodyView::mark()
{
    m_edit->setExtraSelections(maskMarks(m_edit->document(), palette()));
}

bool BodyView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress && !m_edit->textCursor().hasSelection() &&
        static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(QString::fromUtf8(m_shown));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void BodyView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        mark();
}

}

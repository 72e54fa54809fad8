// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/schemasource.h"

#include "event/jsontape.h"
#include "event/utf8.h"
#include "explorer/jsonhighlighter.h"
#include "plan/jsonmembers.h"
#include "plan/planreader.h"
#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int typingPauseMs = 400;

QString readable(const QByteArray &schema)
{
    const ReadJson json(schema);
    return QString::fromUtf8(json.root() ? indentedJson(json.root()) : schema);
}

}

SchemaSource::SchemaSource(QWidget *parent)
    : QWidget(parent)
    , m_edit(new QPlainTextEdit(this))
    , m_fault(new QLabel(this))
{
    m_edit->setObjectName(u"planSchema"_s);
    m_edit->setAccessibleName(tr("JSON Schema of the event"));
    m_edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_edit->setTabChangesFocus(true);
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->setPlaceholderText(tr("Without a schema, anything goes."));
    m_edit->installEventFilter(this);
    new JsonHighlighter(m_edit->document(), m_edit);
    m_fault->setObjectName(u"planSchemaFault"_s);
    m_fault->setTextFormat(Qt::PlainText);
    m_fault->setWordWrap(true);
    m_fault->setMargin(6);
    m_fault->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_fault);
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &SchemaSource::check);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_isFilling)
            m_pause.start();
    });
}

void SchemaSource::setEvent(int key, const PlannedEvent &event, bool assertsFormats)
{
    const bool isSame = key == m_key && event.name == m_event.name;
    if (!isSame)
        commit();
    else if (m_pause.isActive() || (event.schema == m_event.schema && assertsFormats == m_assertsFormats)) {
        m_event = event;    // what is being typed comes later
        return;
    }
    // The same but for white space is what was typed here.
    const bool isOwn = isSame && readable(event.schema) == readable(m_edit->toPlainText().toUtf8());
    m_key = key;
    m_event = event;
    m_assertsFormats = assertsFormats;
    const QString text = m_broken.value(place(), readable(event.schema));
    if (!isOwn && text != m_edit->toPlainText()) {
        m_isFilling = true;
        m_edit->setPlainText(text);
        m_isFilling = false;
    }
    showFault(m_broken.contains(place()) ? faultOf(text.toUtf8()) : std::nullopt);
}

void SchemaSource::setEditable(bool editable)
{
    m_edit->setReadOnly(!editable);
}

bool SchemaSource::isBroken() const
{
    return m_isBroken;
}

void SchemaSource::renamed(const QByteArray &before, const QByteArray &after)
{
    commit();
    if (const auto found = m_broken.constFind({m_key, before}); found != m_broken.constEnd())
        m_broken.insert({m_key, after}, *found);
}

void SchemaSource::commit()
{
    if (m_pause.isActive())
        check();
}

std::optional<SchemaSource::Fault> SchemaSource::faultOf(const QByteArray &text) const
{
    if (text.trimmed().isEmpty())
        return {};
    JsonTape tape;
    if (!tape.read(viewOf(text))) {
        const JsonFault &fault = tape.fault();
        const TextPlace place = placeOf(viewOf(text), fault.offset);
        const QString where = tr("Line %1, column %2").arg(place.line).arg(place.column);
        return Fault{fault.offset, 1, u"%1: %2"_s.arg(where, fault.sentence)};
    }
    const std::vector<DefinitionFault> faults = schemaFaults(text, m_assertsFormats);
    if (faults.empty())
        return {};
    const DefinitionFault &first = faults.front();
    const JsonValue value = tape.root().at(viewOf(first.pointer));
    const QString pointer = first.pointer.isEmpty() ? tr("The schema") : QString::fromUtf8(first.pointer);
    return Fault{value ? value.offset() : 0, value ? value.length() : 0, u"%1: %2"_s.arg(pointer, first.reason)};
}

void SchemaSource::check()
{
    m_pause.stop();
    const QString text = m_edit->toPlainText();
    const QByteArray bytes = text.trimmed().isEmpty() ? QByteArray() : text.toUtf8();
    const std::optional<Fault> fault = faultOf(bytes);
    showFault(fault);
    if (fault) {
        m_broken.insert(place(), text);
        return;
    }
    m_broken.remove(place());
    if (bytes == m_event.schema || text == readable(m_event.schema))
        return;
    m_event.schema = bytes;
    emit edited(bytes);
}

void SchemaSource::showFault(const std::optional<Fault> &fault)
{
    m_shown = fault;
    QList<QTextEdit::ExtraSelection> marks;
    if (fault) {
        const QByteArray bytes = m_edit->toPlainText().toUtf8();
        const auto from = static_cast<int>(QString::fromUtf8(bytes.left(fault->offset)).size());
        const auto size = static_cast<int>(QString::fromUtf8(bytes.mid(fault->offset, fault->length)).size());
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_edit->document());
        const int last = std::max(0, m_edit->document()->characterCount() - 1);
        mark.cursor.setPosition(std::min(from, last));
        mark.cursor.setPosition(std::min(from + std::max(1, size), last), QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(Theme::of(palette()).error);
        mark.format.setBackground(Theme::of(palette()).errorFill);
        marks.append(mark);
    }
    m_edit->setExtraSelections(marks);
    m_fault->setVisible(fault.has_value());
    m_fault->setText(
        fault ? tr("%1\nThe plan keeps the schema it had until this is mended.").arg(fault->sentence) : QString());
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).error);
    m_fault->setPalette(ink);
    if (std::exchange(m_isBroken, fault.has_value()) != fault.has_value())
        emit brokenChanged(m_isBroken);
}

// The text's own steps come first; then undo is the window's.
bool SchemaSource::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isUndo = key->matches(QKeySequence::Undo) && !m_edit->document()->isUndoAvailable();
        const bool isRedo = key->matches(QKeySequence::Redo) && !m_edit->document()->isRedoAvailable();
        if (isUndo || isRedo) {
            event->ignore();
            return true;
        }
    }
    if (watched == m_edit && event->type() == QEvent::FocusOut)
        commit();
    return QWidget::eventFilter(watched, event);
}

void SchemaSource::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showFault(m_shown);
}

}

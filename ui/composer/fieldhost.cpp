// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldhost.h"

#include "composer/fieldlist.h"
#include "composer/fieldrow.h"

#include <QApplication>
#include <QFontMetrics>
#include <QKeyEvent>
#include <QLineEdit>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

template <typename T>
T *around(QWidget *widget)
{
    for (; widget != nullptr; widget = widget->parentWidget()) {
        if (auto *found = qobject_cast<T *>(widget))
            return found;
    }
    return nullptr;
}

bool isOurs(const QKeyEvent &key)
{
    if (key.matches(QKeySequence::Undo) || key.matches(QKeySequence::Redo))
        return true;
    const auto modifiers = key.modifiers() & ~Qt::KeypadModifier;
    const bool entering = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
    const bool moving = key.key() == Qt::Key_Up || key.key() == Qt::Key_Down;
    if (modifiers == Qt::AltModifier)
        return entering || moving;
    return modifiers == Qt::ControlModifier &&
           (key.key() == Qt::Key_Delete || key.key() == Qt::Key_Backspace || key.key() == Qt::Key_T);
}

bool isHalfAddition(const QWidget *input)
{
    const auto *line = qobject_cast<const QLineEdit *>(input);
    const bool adds = input->objectName().startsWith("add:"_L1) || input->objectName().startsWith("envelope-add:"_L1);
    return line != nullptr && adds && !line->text().isEmpty();
}

bool sameTime(const std::optional<TimeSpelling> &a, const std::optional<TimeSpelling> &b)
{
    return a.has_value() == b.has_value() && (!a || (a->format == b->format && a->quoted == b->quoted));
}

}

JsonPointer FieldSite::at() const
{
    JsonPointer pointer = base;
    for (const std::string &token : field.at.tokens())
        pointer = pointer.child(token);
    return pointer;
}

QByteArray FieldSite::key() const
{
    return fieldKey(field.part, at());
}

QString FieldSite::name(QStringView what) const
{
    const QString pointer = QString::fromUtf8(at().text());
    QString prefix = what.toString();
    if (field.part == DraftPart::Envelope)
        prefix = what == u"field"_s ? u"envelope"_s : u"envelope-"_s + prefix;
    return prefix + u':' + pointer;
}

FieldSite FieldSite::inner(const JsonPointer &place) const
{
    FieldSite site;
    if (field.item)
        site.field = *field.item;
    else
        site.field.widget = FormWidget::Any;
    site.field.part = field.part;
    site.base = place;
    site.depth = depth;
    site.inSeries = true;
    return site;
}

QByteArray fieldKey(DraftPart part, const JsonPointer &at)
{
    return (part == DraftPart::Event ? 'e' : 'b') + at.text();
}

bool sameField(const FormField &a, const FormField &b)
{
    const auto flags = [](const FormField &f) {
        return std::tie(f.part, f.widget, f.required, f.readOnly, f.deprecated, f.secret, f.kind);
    };
    const bool same = flags(a) == flags(b) && a.at == b.at && a.label == b.label && a.help == b.help &&
                      a.example == b.example && a.sample == b.sample && a.types == b.types && a.choices == b.choices &&
                      sameTime(a.time, b.time) && a.parent == b.parent;
    if (!same || a.fields.size() != b.fields.size() || (a.item == nullptr) != (b.item == nullptr))
        return false;
    if (a.item && a.item != b.item && !sameField(*a.item, *b.item))
        return false;
    return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), sameField);
}

bool holds(const JsonPointer &around, const JsonPointer &at)
{
    const auto &outer = around.tokens();
    const auto &inner = at.tokens();
    return outer.size() <= inner.size() && std::equal(outer.begin(), outer.end(), inner.begin());
}

FieldHost::FieldHost(Draft &draft, FormClock clock, QObject *parent)
    : QObject(parent)
    , m_draft(draft)
    , m_clock(std::move(clock))
    , m_buried(std::make_unique<QWidget>())
{}

JsonValue FieldHost::valueAt(DraftPart part, const JsonPointer &at) const
{
    const JsonTape &tape = m_draft.tape(part);
    return tape.isEmpty() ? JsonValue() : at.in(tape.root());
}

void FieldHost::bury(QWidget *widget)
{
    widget->hide();
    widget->setParent(m_buried.get());
    widget->deleteLater();
}

int FieldHost::leadWidth(int depth) const
{
    const int base = QFontMetrics(QApplication::font()).averageCharWidth() * 20;
    return std::max(48, (base + 7) / 8 * 8 - depth * indent);
}

void FieldHost::noteRestructured()
{
    if (isShowing())
        m_restructured = true;
    else
        emit restructured();
}

void FieldHost::endShowing()
{
    if (--m_showing == 0 && std::exchange(m_restructured, false))
        emit restructured();
}

void FieldHost::watch(QWidget *input)
{
    input->installEventFilter(this);
}

bool FieldHost::eventFilter(QObject *watched, QEvent *event)
{
    auto *input = static_cast<QWidget *>(watched);
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        if (isOurs(*static_cast<QKeyEvent *>(event))) {
            event->accept();
            return true;
        }
        return false;
    case QEvent::KeyPress: {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (!isOurs(*key))
            return false;
        if (key->matches(QKeySequence::Undo))
            m_draft.undo();
        else if (key->matches(QKeySequence::Redo))
            m_draft.redo();
        else
            return handleKey(input, key->key(), key->modifiers());
        return true;
    }
    case QEvent::FocusIn:
        if (FieldRow *row = around<FieldRow>(input))
            emit rowFocused(row, static_cast<QFocusEvent *>(event)->reason());
        return false;
    case QEvent::FocusOut:
        m_draft.endMerge();
        return false;
    case QEvent::Wheel:
        if (input->hasFocus())
            return false;
        event->ignore();
        return true;
    default:
        return false;
    }
}

bool FieldHost::handleKey(QWidget *input, int key, Qt::KeyboardModifiers)
{
    FieldRow *row = around<FieldRow>(input);
    if (row == nullptr)
        return false;
    switch (key) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        if (isHalfAddition(input))
            return false;    // a word of the new key goes, not the whole map
        row->removeMember();
        return true;
    case Qt::Key_T:
        row->openTypes();
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (auto *list = around<FieldList>(input)) {
            list->moveItem(input, key == Qt::Key_Up ? -1 : 1);
            return true;
        }
        return false;
    default:
        row->requestFix();
        return true;
    }
}

}

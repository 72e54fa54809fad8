// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldtype.h"

#include "compose/formvalue.h"
#include "theme.h"

#include <QEvent>
#include <QMenu>

#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Whether a value of that type is one the field allows: whole numbers are numbers.
bool fits(const FormField &field, JsonType type)
{
    return field.types.empty() || field.allows(type) || (type == JsonType::Integer && field.allows(JsonType::Number));
}

}

FieldType::FieldType(FieldHost &host, const FieldSite &site, QWidget *parent)
    : QToolButton(parent)
    , m_host(host)
{
    setAutoRaise(true);
    setFocusPolicy(Qt::NoFocus);
    setFixedWidth(fontMetrics().horizontalAdvance(u"⚠ null"_s) + 12);
    QFont mark = font();
    mark.setPointSizeF(mark.pointSizeF() * 0.9);
    setFont(mark);
    connect(this, &QToolButton::clicked, this, &FieldType::openMenu);
    rebind(site);
}

void FieldType::rebind(const FieldSite &site)
{
    m_site = site;
    setObjectName(site.name(u"type"));
}

void FieldType::showValue(JsonValue value)
{
    const bool present = bool(value);
    const JsonType type = present ? typeOf(value) : JsonType::Null;
    m_wrong = present && !fits(m_site.field, type);
    const QString mark = present ? typeMark(type) : QString();
    const QString text = m_wrong ? u"⚠ "_s + mark : mark;
    setEnabled(present || m_site.field.types.empty() || m_site.field.allows(JsonType::Null) ||
               m_site.field.allows(JsonType::Boolean));
    if (text != this->text())
        setText(text);
    setToolTip(!present  ? tr("Absent (Ctrl+T in the field gives it a type)")
               : m_wrong ? tr("%1: a type that does not belong here. Ctrl+T in the field makes it another.").arg(mark)
                         : tr("%1: the type of the value. Ctrl+T in the field makes it another.").arg(mark));
    setAccessibleName(toolTip());
    dress();
}

void FieldType::openMenu()
{
    if (!isVisible() || !isEnabled())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"typeMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fill(menu);
    menu->popup(mapToGlobal(QPoint(0, height())));
}

void FieldType::fill(QMenu *menu)
{
    const JsonValue value = m_host.valueAt(m_site.field.part, m_site.at());
    const FieldValue shown = fieldValue(value);
    const auto add = [&](const QString &name, const QString &text, const std::optional<QByteArray> &raw) {
        QAction *action = menu->addAction(text);
        action->setObjectName(name);
        action->setEnabled(
            raw.has_value() && (!value || *raw != QByteArray(value.raw().data(), qsizetype(value.length()))));
        connect(action, &QAction::triggered, this, [this, raw] { emit chosen(*raw); });
    };
    const auto literal = [&](JsonType type, const QByteArray &raw) -> std::optional<QByteArray> {
        return fits(m_site.field, type) ? std::optional(raw) : std::nullopt;
    };
    const bool scalar = value && !value.isObject() && !value.isArray();
    const auto made = [&](JsonType type) { return scalar ? converted(shown, type) : std::nullopt; };
    auto number = made(JsonType::Number);
    if (!number)
        number = made(JsonType::Integer);
    add(u"asText"_s, tr("As &text"), made(JsonType::String));
    add(u"asNumber"_s, tr("As &number"), number);
    add(u"asTrue"_s, tr("Tr&ue"), literal(JsonType::Boolean, "true"));
    add(u"asFalse"_s, tr("&False"), literal(JsonType::Boolean, "false"));
    add(u"asNull"_s, tr("Nu&ll"), literal(JsonType::Null, "null"));
    menu->addSeparator();
    QAction *remove = menu->addAction(tr("&Remove"));
    remove->setObjectName(u"remove"_s);
    remove->setEnabled(bool(value));
    connect(remove, &QAction::triggered, this, &FieldType::removeRequested);
}

void FieldType::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && parentWidget() != nullptr)
        dress();
}

void FieldType::dress()
{
    const Theme theme = Theme::of(parentWidget()->palette());
    const QColor ink = m_wrong ? theme.warning : theme.subtleText;
    if (palette().color(QPalette::ButtonText) == ink)
        return;
    QPalette dressed = palette();
    dressed.setColor(QPalette::ButtonText, ink);
    setPalette(dressed);
}

}

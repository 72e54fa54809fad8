// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/faultmaker.h"

#include "event/utf8.h"

namespace eventscope {

namespace {

QByteArray written(const JsonTemplate &json, Making &making)
{
    std::string text;
    if (!json.writeTo(text, making))
        text = "null";
    return QByteArray::fromStdString(text);
}

}

QByteArray FaultMaker::applied(const EventFault &fault, const QByteArray &text, Making &making)
{
    if (fault.kind == EventFault::Kind::Replace)
        return written(*fault.to, making);
    if (!m_tape.read(viewOf(text)))
        return text;
    return eventscope::applied(text, edits(fault, making));
}

std::vector<TextEdit> FaultMaker::edits(const EventFault &fault, Making &making) const
{
    using Kind = EventFault::Kind;
    const bool present = bool(fault.at.in(m_tape.root()));
    switch (fault.kind) {
    case Kind::Set:
        return editToSet(m_tape, fault.at, written(*fault.to, making)).value_or(std::vector<TextEdit>());
    case Kind::Remove:
        return present ? editToRemove(m_tape, fault.at).value_or(std::vector<TextEdit>()) : std::vector<TextEdit>();
    case Kind::Rename:
        return present ? editToRename(m_tape, fault.at, fault.key).value_or(std::vector<TextEdit>())
                       : std::vector<TextEdit>();
    case Kind::Quote:
    case Kind::Unquote:
        return present ? requoting(fault).value_or(std::vector<TextEdit>()) : std::vector<TextEdit>();
    case Kind::Break:
        return breaking(fault.breakage);
    case Kind::Replace:
    case Kind::Shift:
    case Kind::Repeat:
        break;
    }
    return {};
}

Result<std::vector<TextEdit>> FaultMaker::requoting(const EventFault &fault) const
{
    const JsonValue value = fault.at.in(m_tape.root());
    if (fault.kind == EventFault::Kind::Unquote)
        return value.isString() ? editToSet(m_tape, fault.at, QByteArray::fromStdString(value.string()))
                                : Result<std::vector<TextEdit>>(std::vector<TextEdit>());
    if (!value.isNumber() && !value.isBool())
        return std::vector<TextEdit>();
    return editToSet(m_tape, fault.at, quoted(value.raw()));
}

std::vector<TextEdit> FaultMaker::breaking(EventFault::Breakage breakage) const
{
    using Breakage = EventFault::Breakage;
    const JsonValue root = m_tape.root();
    const quint32 end = root.offset() + root.length();
    switch (breakage) {
    case Breakage::TrailingComma:
        return {{end - 1, 0, ","}};
    case Breakage::Comment:
        return {{root.offset() + 1, 0, "/* for the test run */ "}};
    case Breakage::Cut:
        return {{root.offset() + root.length() * 2 / 3, end - (root.offset() + root.length() * 2 / 3), {}}};
    case Breakage::MissingComma:
        break;
    }
    if (root.size() < 2)
        return {};
    const JsonMember first = *root.members().begin();
    const quint32 behind = first.value.offset() + first.value.length();
    const auto comma = m_tape.text().find(',', behind);
    return {{static_cast<quint32>(comma), 1, " "}};
}

}

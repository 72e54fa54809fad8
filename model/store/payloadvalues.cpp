// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadvalues.h"

#include "schema/jsonnumber.h"
#include "store/filterpath.h"

#include <QLocale>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace eventscope {

namespace {

using Code = PayloadCodes::Code;

// Numbers are their doubles, in the order of their bits; what these leave free, the NaNs, is for the rest.
constexpr Code infinite = 0xfff0'0000'0000'0000;
constexpr Code falseCode = 0xfff8'0000'0000'0000;
constexpr Code trueCode = falseCode + 1;
constexpr Code textCode = 0xfff9'0000'0000'0000;
constexpr Code nullCode = 0xfffa'0000'0000'0000;
constexpr Code objectCode = 0xfffb'0000'0000'0000;
constexpr Code arrayCode = 0xfffc'0000'0000'0000;
constexpr Code longCode = 0xfffe'0000'0000'0000;
constexpr Code indexMask = 0xffff'ffff;
constexpr Code signBit = Code(1) << 63;

FilterTerm existsAt(const QByteArray &path)
{
    FilterTerm term;
    term.field = Field::Path;
    term.op = FilterTerm::Op::Exists;
    term.path = path;
    return term;
}

Code codeOfDouble(double number)
{
    const auto bits = std::bit_cast<Code>(number == 0 ? 0.0 : number);
    return bits & signBit ? ~bits : bits | signBit;
}

double doubleOf(Code code)
{
    return std::bit_cast<double>(code & signBit ? code ^ signBit : ~code);
}

// So few digits, and within the range of doubles, that no other number has the same double.
bool tellsNumber(std::string_view raw, double number)
{
    constexpr int digitsOfDouble = 15;
    constexpr double smallest = 1e-290;
    int digits = 0;
    for (const char c : raw) {
        if (c == 'e' || c == 'E')
            break;
        digits += (c > '0' && c <= '9') || (c == '0' && digits > 0) ? 1 : 0;
    }
    return digits == 0 || (digits <= digitsOfDouble && std::isfinite(number) && std::abs(number) >= smallest);
}

bool isText(Code code)
{
    return code >= textCode && code < nullCode;
}

bool isLong(Code code)
{
    return code >= longCode && code != PayloadCodes::missing;
}

bool isNumber(Code code)
{
    return code <= infinite || isLong(code);
}

int sign(std::strong_ordering order)
{
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}

PayloadPath::PayloadPath(const QByteArray &path, const QList<QByteArray> &places)
    : m_pointers(pointersOf(path, places))
    , m_probe(existsAt(path))
{}

JsonValue PayloadPath::in(LazyPayload &payload) const
{
    if (!m_probe.mayMatch(payload.text()) || payload.tape().isEmpty())
        return {};
    for (const JsonPointer &pointer : m_pointers) {
        if (const JsonValue value = pointer.in(payload.tape().root()))
            return value;
    }
    return {};
}

void PayloadPath::allIn(LazyPayload &payload, std::vector<JsonValue> &values) const
{
    values.clear();
    if (!m_probe.mayMatch(payload.text()) || payload.tape().isEmpty())
        return;
    for (const JsonPointer &pointer : m_pointers) {
        if (const JsonValue value = pointer.in(payload.tape().root()))
            values.push_back(value);
    }
}

quint32 PayloadCodes::Interned::add(std::string_view text)
{
    if (const auto found = known.find(text); found != known.end())
        return found->second;
    const auto index = static_cast<quint32>(texts.size());
    known.emplace(texts.emplace_back(text), index);
    return index;
}

void PayloadValues::reset(std::size_t count)
{
    m_values.assign(count, {});
    m_texts.clear();
}

void PayloadValues::set(std::size_t at, JsonValue value)
{
    if (!value)
        return;
    Value kept{true, value.kind(), 0, m_texts.size(), 0};
    if (value.isString())
        m_texts += value.string(m_buffer);
    if (value.isNumber()) {
        m_texts += value.raw();
        kept.number = value.number();
    }
    kept.length = m_texts.size() - kept.offset;
    m_values[at] = kept;
}

std::vector<Code> PayloadCodes::codesOf(const PayloadValues &values)
{
    std::vector<Code> codes;
    codes.reserve(values.values().size());
    for (const PayloadValues::Value &value : values.values())
        codes.push_back(codeOf(value, values.text(value)));
    return codes;
}

Code PayloadCodes::codeOf(const PayloadValues::Value &value, std::string_view text)
{
    if (!value.there)
        return missing;
    switch (value.kind) {
    case JsonKind::Number: {
        if (tellsNumber(text, value.number))
            return codeOfDouble(value.number);
        const quint32 index = m_numbers.add(text);
        if (index == m_doubles.size())
            m_doubles.push_back(value.number);
        return longCode + index;
    }
    case JsonKind::False:
        return falseCode;
    case JsonKind::True:
        return trueCode;
    case JsonKind::String:
        return textCode + m_texts.add(text);
    case JsonKind::Null:
        return nullCode;
    case JsonKind::Object:
        return objectCode;
    case JsonKind::Array:
        return arrayCode;
    }
    return missing;
}

std::string PayloadCodes::numberText(Code code) const
{
    if (isLong(code))
        return m_numbers.texts[code & indexMask];
    return QByteArray::number(doubleOf(code), 'g', QLocale::FloatingPointShortest).toStdString();
}

int PayloadCodes::comparedNumbers(Code a, Code b) const
{
    const std::string left = numberText(a);
    const std::string right = numberText(b);
    return sign(JsonNumber(left) <=> JsonNumber(right));
}

int PayloadCodes::compared(Code a, Code b) const
{
    if (a == b)
        return 0;
    if (isText(a) && isText(b))
        return m_texts.texts[a & indexMask].compare(m_texts.texts[b & indexMask]);
    if (isNumber(a) && isNumber(b) && (isLong(a) || isLong(b)))
        return comparedNumbers(a, b);
    const Code left = isLong(a) ? 0 : a;    // before all that is no number
    const Code right = isLong(b) ? 0 : b;
    return left < right ? -1 : 1;
}

void PayloadCodes::settle(std::vector<Code> &codes, const std::function<bool()> &cancelled) const
{
    std::vector<quint32> byText(m_texts.texts.size());
    std::iota(byText.begin(), byText.end(), 0);
    std::sort(
        byText.begin(), byText.end(), [this](quint32 a, quint32 b) { return m_texts.texts[a] < m_texts.texts[b]; });
    std::vector<quint32> textRanks(byText.size());
    for (std::size_t i = 0; i < byText.size(); ++i)
        textRanks[byText[i]] = static_cast<quint32>(i);

    // Each long number takes a place of its own among the doubles, which move up by as many.
    std::vector<quint32> byValue(m_numbers.texts.size());
    std::iota(byValue.begin(), byValue.end(), 0);
    std::sort(byValue.begin(), byValue.end(),
        [this](quint32 a, quint32 b) { return comparedNumbers(longCode + a, longCode + b) < 0; });
    std::vector<Code> longs(byValue.size());
    std::size_t different = 0;
    std::vector<Code> below;    // of each different long number: the lowest double that is not less
    for (std::size_t i = 0; i < byValue.size(); ++i) {
        const Code code = longCode + byValue[i];
        if (i > 0 && comparedNumbers(longCode + byValue[i - 1], code) == 0) {
            longs[byValue[i]] = longs[byValue[i - 1]];
            continue;
        }
        Code least = codeOfDouble(m_doubles[byValue[i]]);
        least += std::isfinite(m_doubles[byValue[i]]) && comparedNumbers(code, least) > 0 ? 1 : 0;
        below.push_back(least);
        longs[byValue[i]] = least + different++;
    }
    std::size_t until = 0;
    for (Code &code : codes) {
        if ((++until & 0xffff) == 0 && cancelled())
            return;
        if (isText(code))
            code = textCode + textRanks[code & indexMask];
        else if (isLong(code))
            code = longs[code & indexMask];
        else if (code <= infinite && !below.empty())
            code += static_cast<Code>(std::upper_bound(below.begin(), below.end(), code) - below.begin());
    }
}

}

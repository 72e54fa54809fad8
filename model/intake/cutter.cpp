// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/cutter.h"

#include "event/jsonwalk.h"
#include "event/tr.h"
#include "event/utf8.h"
#include "intake/inputform.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view spaces = " \t\r\n";

// Without the white space around it.
std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

}

Cutter::Cutter(InputWindow &input, EnvelopeForms forms, CutSink &sink, CutOptions options, Reopen reopen)
    : m_input(input)
    , m_reader(std::move(forms), sink, options)
    , m_sink(sink)
    , m_options(options)
    , m_reopen(std::move(reopen))
{}

Result<void> Cutter::run()
{
    while (m_input.rest().size() < byteOrderMark.size() && m_input.more()) {
    }
    if (m_input.rest().starts_with(byteOrderMark))
        m_input.drop(byteOrderMark.size());
    switch (detectForm(m_input, m_options.bounds.bytes)) {
    case InputForm::Lines:
        lines();
        break;
    case InputForm::Document:
        document();
        break;
    case InputForm::Utf16:
        rejectRest(tr("the text is UTF-16; save it as UTF-8"));
        break;
    }
    if (m_input.error() && !m_stopped)
        return failure(*m_input.error());
    return {};
}

// What is large is read here, so that a parcel's events are never very many.
bool Cutter::mayBeHandedOn(std::string_view text, Kind kind) const
{
    constexpr std::size_t largest = 64 * 1024;
    if (!m_taker || text.size() > largest)
        return false;
    // Those that may be broken and yet have a list that can be read are not.
    return kind == Kind::Line || kind == Kind::Item || !findList(text, m_reader.listNames());
}

PieceReader::Outcome Cutter::take(std::string_view text, const CutPlace &at, Kind kind, const QByteArray &envelope)
{
    if (!mayBeHandedOn(text, kind))
        return m_reader.take(text, at, kind, envelope);
    CutPlace place = at;
    place.batch = m_reader.batch();
    return m_taker->piece(text, place, kind, envelope) ? PieceReader::Outcome::Taken : PieceReader::Outcome::Stopped;
}

void Cutter::lines()
{
    bool another = true;
    while (another && goesOn()) {
        m_input.limitToLine();
        line();
        another = goesOn() && m_input.leaveLine();
    }
}

void Cutter::line()
{
    while (m_input.rest().size() <= m_options.bounds.bytes && m_input.more()) {
    }
    if (m_input.error())
        return;
    if (m_input.rest().size() > m_options.bounds.bytes) {
        longLine();
        return;
    }
    const std::string_view text = trimmed(m_input.rest());
    if (text.empty())
        return;
    m_input.drop(static_cast<std::size_t>(text.data() - m_input.rest().data()));
    if (take(text, here(text.size()), Kind::Line, {}) == PieceReader::Outcome::Stopped)
        m_stopped = true;
}

// Longer than an event may be: a list of events, or one reject.
void Cutter::longLine()
{
    if (!skipBlank())
        return;
    const std::optional<ListPlace> list = listHere(Kind::Line);
    const std::string_view inside = trimmed(m_input.rest().substr(1));
    bool closed = false;
    if (list) {
        closed = envelope(*list);
    } else if (m_input.rest().starts_with('[') && inside.starts_with('{')) {
        m_input.drop(1);
        closed = items(Kind::Element, {});
    } else {
        rejectRest({});
    }
    if (closed && skipBlank())
        rejectRest(tr("more text behind the value"));
}

void Cutter::document()
{
    bool on = true;
    while (on && skipBlank()) {
        const char c = m_input.rest().front();
        if (c == '[') {
            m_input.drop(1);
            on = items(Kind::Element, {});
        } else if (c == '{' || c == '"') {
            on = value(Kind::Document, {}, false);
        } else {
            garbage();
        }
    }
}

// To the end of the line or to what may begin an event.
void Cutter::garbage()
{
    std::size_t end = std::string_view::npos;
    while (true) {
        end = m_input.rest().find_first_of("\n{[", 1);
        if (end != std::string_view::npos || m_input.rest().size() > m_options.bounds.bytes || !m_input.more())
            break;
    }
    if (end == std::string_view::npos && m_input.rest().size() > m_options.bounds.bytes) {
        rejectRest({});
        return;
    }
    const std::string_view text = trimmed(m_input.rest().substr(0, end));
    if (take(text, here(text.size()), Kind::Item, {}) == PieceReader::Outcome::Stopped)
        m_stopped = true;
    m_input.drop(text.size());
}

// To the next byte that is neither space nor comment. False at the end.
bool Cutter::skipBlank()
{
    while (goesOn()) {
        const std::string_view rest = m_input.rest();
        const std::size_t begin = std::min(rest.find_first_not_of(spaces), rest.size());
        m_input.drop(begin);
        if (begin == rest.size()) {
            if (!m_input.more())
                return false;
        } else if (rest[begin] != '/' || !skipComment()) {
            return goesOn();
        }
    }
    return false;
}

// A comment is dropped where the user agreed, else a reject. False when there is none.
bool Cutter::skipComment()
{
    while (m_input.rest().size() < 2 && m_input.more()) {
    }
    const bool block = m_input.rest().starts_with("/*");
    if (!block && !m_input.rest().starts_with("//"))
        return false;
    std::size_t end = std::string_view::npos;
    while (true) {
        const std::string_view rest = m_input.rest();
        end = block ? rest.find("*/", 2) : rest.find('\n');
        if (end != std::string_view::npos || rest.size() > m_options.bounds.bytes || !m_input.more())
            break;
    }
    const std::size_t size = m_input.rest().size();
    const std::size_t count = end == std::string_view::npos ? size : block ? end + 2 : end;
    if (m_options.stripComments)
        m_input.drop(count);
    else
        rejectBytes(count, tr("a comment; JSON has none"));
    return true;
}

bool Cutter::items(Kind kind, const QByteArray &envelope)
{
    const PieceReader::Batch batch(m_reader);
    bool first = true;
    std::optional<CutPlace> comma;
    while (skipBlank()) {
        const char c = m_input.rest().front();
        if (c == ']') {
            if (comma && !m_options.stripComments)
                m_stopped = !m_sink.reject(",", *comma, tr("a comma before ']'"), false);
            m_input.drop(1);
            return goesOn();
        }
        if (c == '}') {
            rejectRest(tr("'}' where ',' or ']' is expected"));
            return false;
        }
        if (c == ',' && (first || comma)) {
            rejectBytes(1, tr("',' where a value is expected"));
        } else if (c == ',') {
            comma = here(1);
            m_input.drop(1);
        } else {
            if (!value(kind, envelope, !first && !comma))
                return false;
            first = false;
            comma.reset();
        }
    }
    if (goesOn())
        rejectRest(tr("the text ends inside an array"));
    return false;
}

bool Cutter::value(Kind kind, const QByteArray &envelope, bool commaMissing)
{
    ++m_items;
    const Found found = findEnd();
    if (m_input.error())
        return false;
    if (found == Found::Value)
        return wholeValue(kind, envelope, commaMissing);
    // What cannot be held or does not end may still be a list of events.
    if (const std::optional<ListPlace> list = listHere(kind))
        return this->envelope(*list);
    return found == Found::TooLarge ? oversizedValue() : brokenValue(found);
}

Cutter::Found Cutter::findEnd()
{
    m_scanner.start();
    while (true) {
        switch (m_scanner.scan(m_input.rest())) {
        case BracketScanner::State::Ended:
            return Found::Value;
        case BracketScanner::State::Mismatched:
            return Found::Mismatch;
        case BracketScanner::State::Open:
            break;
        }
        if (m_input.rest().size() > m_options.bounds.bytes)
            return Found::TooLarge;
        if (!m_input.more())
            return m_scanner.mayEndHere() ? Found::Value : Found::End;
    }
}

bool Cutter::wholeValue(Kind kind, const QByteArray &envelope, bool commaMissing)
{
    const std::size_t length = m_scanner.position();
    const std::string_view text = m_input.rest().substr(0, length);
    if (commaMissing) {
        rejectBytes(length, tr("a comma is missing before this value"));
        return goesOn();
    }
    switch (take(text, here(length), kind, envelope)) {
    case PieceReader::Outcome::Taken:
        m_input.drop(length);
        break;
    case PieceReader::Outcome::Stopped:
        m_stopped = true;
        break;
    case PieceReader::Outcome::Broken:
        if (const std::optional<ListPlace> list = listHere(kind))
            return this->envelope(*list);
        break;
    }
    return goesOn();
}

// Goes on to where it ends and keeps what a reject may.
bool Cutter::oversizedValue()
{
    const CutPlace at = here(0);
    const std::string kept(m_input.rest().substr(0, m_options.bounds.bytes));
    BracketScanner::State state = BracketScanner::State::Open;
    while (state == BracketScanner::State::Open) {
        m_input.drop(m_scanner.position());
        m_scanner.forget(m_scanner.position());
        if (!m_input.more())
            break;
        state = m_scanner.scan(m_input.rest());
    }
    const bool ended = state == BracketScanner::State::Ended || (m_scanner.mayEndHere() && !m_input.error());
    m_input.drop(state == BracketScanner::State::Ended ? m_scanner.position() : m_input.rest().size());
    while (!ended && m_input.more())
        m_input.drop(m_input.rest().size());
    if (m_input.error())
        return false;
    const qint64 length = m_input.offset() - at.offset;
    const QString reason = tooLargeFault(static_cast<std::size_t>(length), m_options.bounds).sentence;
    if (!m_reader.reject(kept, {at.line, at.offset, length}, reason))
        m_stopped = true;
    return ended && goesOn();
}

bool Cutter::brokenValue(Found found)
{
    const std::string_view rest = m_input.rest();
    const std::size_t seen = found == Found::Mismatch ? m_scanner.position() + 1 : rest.size();
    JsonTape tape;
    const bool reads = tape.read(rest.substr(0, seen), m_options.bounds);
    rejectRest(reads ? tr("its brackets do not match") : PieceReader::reasonFor(tape.fault(), rest.size()));
    return false;
}

void Cutter::rejectBytes(std::size_t count, const QString &reason)
{
    if (!m_reader.reject(m_input.rest().substr(0, count), here(count), reason))
        m_stopped = true;
    m_input.drop(count);
}

void Cutter::rejectRest(const QString &reason)
{
    const CutPlace at = here(0);
    std::string kept;
    do {
        kept += m_input.rest().substr(0, m_options.bounds.bytes - kept.size());
        m_input.drop(m_input.rest().size());
    } while (m_input.more());
    if (m_input.error())
        return;
    const qint64 length = m_input.offset() - at.offset;
    const QString said =
        reason.isNull() ? tooLargeFault(static_cast<std::size_t>(length), m_options.bounds).sentence : reason;
    if (!m_reader.reject(kept, {at.line, at.offset, length}, said))
        m_stopped = true;
}

CutPlace Cutter::here(std::size_t length) const
{
    return {m_input.line(), m_input.offset(), static_cast<qint64>(length)};
}

std::optional<ListPlace> Cutter::listHere(Kind kind) const
{
    return kind == Kind::Item ? std::nullopt : findList(m_input.rest(), m_reader.listNames());
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/draft.h"

#include "compose/drafthistory.h"
#include "event/utf8.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QScopedValueRollback>

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

constexpr qint64 mergeMs = 1500;

// Sorted, apart from one another and within the text, and the text stays one that edits can address.
bool fits(const QByteArray &text, const std::vector<TextEdit> &edits)
{
    qint64 at = 0;
    qint64 size = text.size();
    for (const TextEdit &edit : edits) {
        if (edit.offset < at || qint64(edit.offset) + edit.length > text.size())
            return false;
        at = qint64(edit.offset) + edit.length;
        size += edit.text.size() - qint64(edit.length);
    }
    return size <= qint64(UINT32_MAX);
}

void dropIdle(const QByteArray &text, std::vector<TextEdit> &edits)
{
    std::erase_if(edits,
        [&](const TextEdit &edit) { return QByteArrayView(text).sliced(edit.offset, edit.length) == edit.text; });
}

bool continuesCharacter(const QByteArray &text, qsizetype at)
{
    return at < text.size() && (static_cast<uchar>(text[at]) & 0xC0u) == 0x80u;
}

// What differs, as one edit; whole characters, for views that hold them.
std::vector<TextEdit> difference(const QByteArray &from, const QByteArray &to)
{
    if (from == to)
        return {};
    const qsizetype shorter = std::min(from.size(), to.size());
    qsizetype same = std::mismatch(from.cbegin(), from.cbegin() + shorter, to.cbegin()).first - from.cbegin();
    while (same > 0 && (continuesCharacter(from, same) || continuesCharacter(to, same)))
        --same;
    qsizetype tail = 0;
    while (tail < shorter - same && from[from.size() - 1 - tail] == to[to.size() - 1 - tail])
        ++tail;
    while (tail > 0 && continuesCharacter(from, from.size() - tail))
        --tail;
    return {{static_cast<quint32>(same), static_cast<quint32>(from.size() - tail - same),
        to.mid(same, to.size() - tail - same)}};
}

// Where the way leads through a null: that null, and the objects that take its place with the value inside.
std::pair<JsonPointer, QByteArray> throughNull(const JsonTape &tape, const JsonPointer &at, const QByteArray &raw)
{
    JsonPointer place;
    JsonValue value = tape.isEmpty() ? JsonValue() : tape.root();
    for (std::size_t i = 0; value && i < at.tokens().size(); ++i) {
        if (i > 0 && value.isNull()) {
            QByteArray inside = raw;
            for (std::size_t token = at.tokens().size(); token > i; --token)
                inside = '{' + quoted(std::string_view(at.tokens()[token - 1])) + ": " + inside + '}';
            return {place, inside};
        }
        place = place.child(at.tokens()[i]);
        value = place.in(tape.root());
    }
    return {at, raw};
}

DraftAddress addressOf(const DraftState &state)
{
    return {state.service, state.shape, state.transport, state.endpoint};
}

std::size_t indexOf(DraftPart part)
{
    return static_cast<std::size_t>(part);
}

}

struct Draft::Private {
    DraftState state;
    DraftHistory history;
    QElapsedTimer lastChange;
    bool mayMerge = false;
    bool changing = false;
    quint64 revision = 0;
    std::array<JsonTape, 2> tapes;
    std::array<bool, 2> isRead{};

    QByteArray &text(DraftPart part) { return part == DraftPart::Event ? state.text : state.envelope; }

    void make(DraftPart part, const std::vector<TextEdit> &edits)
    {
        text(part) = applied(text(part), edits);
        isRead[indexOf(part)] = false;
        ++revision;
    }

    void move(const DraftAddress &to)
    {
        state.service = to.service;
        state.shape = to.shape;
        state.transport = to.transport;
        state.endpoint = to.endpoint;
        ++revision;
    }

    // As one step of history, merged where it may be.
    void record(DraftStep step)
    {
        const bool merges = mayMerge && !step.mergeKey.isEmpty() && step.mergeKey == history.mergeKey() &&
                            lastChange.isValid() && lastChange.elapsed() <= mergeMs;
        history.push(std::move(step), merges);
        mayMerge = true;
        lastChange.start();
    }
};

Draft::Draft(DraftState state, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->state = std::move(state);
}

Draft::~Draft() = default;

const DraftState &Draft::state() const
{
    return d->state;
}

const QByteArray &Draft::text(DraftPart part) const
{
    return d->text(part);
}

const JsonTape &Draft::tape(DraftPart part) const
{
    JsonTape &tape = d->tapes[indexOf(part)];
    bool &isRead = d->isRead[indexOf(part)];
    if (!isRead)
        static_cast<void>(tape.read(viewOf(d->text(part))));
    isRead = true;
    return tape;
}

bool Draft::isReadable() const
{
    const JsonTape &read = tape();
    return !read.isEmpty() && read.root().isObject();
}

quint64 Draft::revision() const
{
    return d->revision;
}

void Draft::edit(DraftPart part, std::vector<TextEdit> edits, const QByteArray &mergeKey)
{
    const bool possible = !d->changing && fits(d->text(part), edits);
    Q_ASSERT_X(possible, "Draft::edit", "edits out of order or out of the text, or made from a slot of the draft");
    if (!possible)
        return;
    dropIdle(d->text(part), edits);
    if (edits.empty())
        return;
    const QScopedValueRollback<bool> guard(d->changing, true);
    DraftStep step{{DraftPatch::of(part, d->text(part), edits)}, {}, mergeKey};
    d->record(std::move(step));
    d->make(part, edits);
    emit edited(part, edits);
    emit changed();
    emit historyChanged();
}

Result<void> Draft::set(DraftPart part, const JsonPointer &at, const QByteArray &rawValue, const QByteArray &mergeKey)
{
    JsonTape value;
    if (!value.read(viewOf(rawValue)))
        return failure(Error::Kind::BadInput, tr("What is to be set is no JSON value: %1").arg(value.fault().sentence));
    if (part == DraftPart::Envelope && text(part).isEmpty()) {
        static_cast<void>(value.read("{}"));
        const Result<std::vector<TextEdit>> inside = editToSet(value, at, rawValue);
        if (!inside)
            return failure(inside.error());
        edit(part, {{0, 0, applied(QByteArrayLiteral("{}"), *inside)}}, mergeKey);
        return {};
    }
    const auto [place, raw] = throughNull(tape(part), at, rawValue);
    Result<std::vector<TextEdit>> edits = editToSet(tape(part), place, raw);
    if (!edits)
        return failure(edits.error());
    edit(part, std::move(*edits), mergeKey);
    return {};
}

Result<void> Draft::remove(DraftPart part, const JsonPointer &at)
{
    const bool isEnvelope = part == DraftPart::Envelope;
    if (isEnvelope && text(part).isEmpty())
        return {};
    Result<std::vector<TextEdit>> edits = editToRemove(tape(part), at);
    if (!edits)
        return failure(edits.error());
    const bool isLast = !edits->empty() && at.tokens().size() == 1 && tape(part).root().size() == 1;
    if (isEnvelope && isLast)
        edits = std::vector{TextEdit{0, static_cast<quint32>(text(part).size()), {}}};
    edit(part, std::move(*edits));
    return {};
}

Result<void> Draft::rename(DraftPart part, const JsonPointer &at, const QString &key)
{
    Result<std::vector<TextEdit>> edits = editToRename(tape(part), at, key);
    if (!edits)
        return failure(edits.error());
    edit(part, std::move(*edits));
    return {};
}

void Draft::replace(const DraftState &state)
{
    Q_ASSERT_X(!d->changing, "Draft::replace", "made from a slot of the draft");
    if (d->changing || state == d->state)
        return;
    const QScopedValueRollback<bool> guard(d->changing, true);
    DraftStep step;
    for (const DraftPart part : {DraftPart::Event, DraftPart::Envelope}) {
        const QByteArray &to = part == DraftPart::Event ? state.text : state.envelope;
        std::vector<TextEdit> edits = difference(d->text(part), to);
        if (!edits.empty())
            step.patches.push_back(DraftPatch::of(part, d->text(part), std::move(edits)));
    }
    const DraftAddress before = addressOf(d->state);
    const DraftAddress after = addressOf(state);
    if (before != after)
        step.address = {before, after};
    const DraftStep made = step;
    d->record(std::move(step));
    for (const DraftPatch &patch : made.patches) {
        d->make(patch.part, patch.forward);
        emit edited(patch.part, patch.forward);
    }
    if (made.address) {
        d->move(after);
        emit addressed();
    }
    emit changed();
    emit historyChanged();
}

bool Draft::canUndo() const
{
    return d->history.canUndo();
}

bool Draft::canRedo() const
{
    return d->history.canRedo();
}

void Draft::undo()
{
    if (!canUndo() || d->changing)
        return;
    const QScopedValueRollback<bool> guard(d->changing, true);
    endMerge();
    const DraftStep step = d->history.back();
    for (auto patch = step.patches.crbegin(); patch != step.patches.crend(); ++patch) {
        d->make(patch->part, patch->backward);
        emit edited(patch->part, patch->backward);
    }
    if (step.address) {
        d->move(step.address->first);
        emit addressed();
    }
    emit changed();
    emit historyChanged();
}

void Draft::redo()
{
    if (!canRedo() || d->changing)
        return;
    const QScopedValueRollback<bool> guard(d->changing, true);
    endMerge();
    const DraftStep step = d->history.forth();
    for (const DraftPatch &patch : step.patches) {
        d->make(patch.part, patch.forward);
        emit edited(patch.part, patch.forward);
    }
    if (step.address) {
        d->move(step.address->second);
        emit addressed();
    }
    emit changed();
    emit historyChanged();
}

void Draft::endMerge()
{
    d->mayMerge = false;
}

}

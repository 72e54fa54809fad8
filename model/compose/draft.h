// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "event/jsontext.h"
#include "store/endpoints.h"

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace eventscope {

// Which of a draft's two texts is meant.
enum class DraftPart : quint8 { Event, Envelope };

// An event being written. A value.
struct DraftState {
    QByteArray text;        // as typed; may be broken
    QByteArray envelope;    // one JSON object, or empty without any
    QByteArray service;     // may be empty
    QByteArray shape;
    QByteArray transport;
    EndpointId endpoint = 0;

    friend bool operator==(const DraftState &, const DraftState &) = default;
};

// The one owner of a draft's text and of its history: form and source are views of it. Undo and redo are
// byte patches, so that each earlier text comes back exactly, whoever made the change. The oldest steps are
// forgotten when the patches need more than 64 MiB. GUI thread. A slot of its signals does not change it:
// such a change is ignored.
class Draft : public QObject {
    Q_OBJECT

public:
    explicit Draft(DraftState state, QObject *parent = nullptr);
    ~Draft() override;

    [[nodiscard]] const DraftState &state() const;
    [[nodiscard]] const QByteArray &text(DraftPart part = DraftPart::Event) const;
    // Of the text as it is now; empty, with its fault, while the text is broken. Valid until the next change.
    // An absent envelope reads as an empty tape without a fault that matters.
    [[nodiscard]] const JsonTape &tape(DraftPart part = DraftPart::Event) const;
    // One JSON object within bounds: what forms can edit.
    [[nodiscard]] bool isReadable() const;
    // Grows with every change, also by undo.
    [[nodiscard]] quint64 revision() const;

    // --- Changes. Each is one step of undo, but successive ones with the same merge key (typing in one
    // field, say) within a second and a half are one. Edits are sorted, do not overlap and stay within the
    // text. Nothing happens when they change nothing.
    void edit(DraftPart part, std::vector<TextEdit> edits, const QByteArray &mergeKey = {});
    // Sets, removes or renames what is at a pointer; only the addressed bytes change. Setting below an
    // absent envelope makes one, setting below a null puts an object in its place; removing the envelope's
    // last member removes it. BadInput while the text is broken,
    // when the raw value is no JSON value, and as editToSet().
    [[nodiscard]] Result<void> set(
        DraftPart part, const JsonPointer &at, const QByteArray &rawValue, const QByteArray &mergeKey = {});
    [[nodiscard]] Result<void> remove(DraftPart part, const JsonPointer &at);
    [[nodiscard]] Result<void> rename(DraftPart part, const JsonPointer &at, const QString &key);
    // All at once, as one step: another sample, a fix of several parts, another service.
    void replace(const DraftState &state);

    [[nodiscard]] bool canUndo() const;
    [[nodiscard]] bool canRedo() const;
    void undo();
    void redo();
    // The next change is a step of its own, whatever its merge key.
    void endMerge();

signals:
    // The edits that were made to the part's text as it was before, in order. Also by undo and redo.
    void edited(eventscope::DraftPart part, const std::vector<eventscope::TextEdit> &edits);
    // Service, shape, transport or endpoint.
    void addressed();
    // After each change of any kind, behind the signals above.
    void changed();
    void historyChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

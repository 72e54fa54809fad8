// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "event/jsontext.h"
#include "validation/finding.h"

#include <tl/expected.hpp>

#include <optional>

namespace eventscope {

// A mend as a definition describes it ("fix", "x-fix"), to be made into edits for one value.
class FixPlan {
public:
    // The error is a sentence: what is wrong with the description.
    [[nodiscard]] static tl::expected<FixPlan, QString> compile(JsonValue description);

    // Gives the member another name, unless there is one of that name.
    [[nodiscard]] static FixPlan renaming(const QString &name);
    // Takes away the members of the value's name that do not count.
    [[nodiscard]] static FixPlan keepingLast();
    // A quoted number or boolean without its quotes, any other of those with them. Nothing for other values.
    [[nodiscard]] static std::optional<FixPlan> respelling(JsonValue value);

    // The edits that mend the value; nothing where the mend does not fit it. With `lacks` the value is
    // the object that something is missing in: only what sets a member fits then.
    [[nodiscard]] std::optional<Fix> forValue(JsonValue value, bool lacks) const;

    // For a text that cannot be read.
    [[nodiscard]] bool stripsComments() const noexcept { return m_action == Action::Strip; }
    [[nodiscard]] const QString &label() const noexcept { return m_label; }

private:
    enum class Action { Set, Remove, Move, Respell, Zone, Strip, Rename, KeepLast };
    enum class Spelling { Number, String, Boolean, Millis };

    [[nodiscard]] std::optional<QByteArray> respelled(JsonValue value) const;
    [[nodiscard]] std::vector<TextEdit> edits(JsonValue value, bool lacks) const;
    [[nodiscard]] std::vector<TextEdit> movingEdits(JsonValue value) const;
    [[nodiscard]] std::vector<TextEdit> zoneEdits(JsonValue value) const;
    [[nodiscard]] std::vector<TextEdit> renamingEdits(JsonValue value, const JsonPointer &pointer) const;

    Action m_action = Action::Remove;
    QString m_label;
    JsonPointer m_target;                  // Set, Move
    QByteArray m_text;                     // Set: the raw value; Zone: the zone; Rename: the name
    std::optional<Spelling> m_spelling;    // Move, Respell
};

}

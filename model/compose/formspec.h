// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "service/service.h"

#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

enum class FormWidget : quint8 {
    Text,
    Multiline,
    Number,     // a text with a type mark
    Boolean,    // true, false, absent; null where the schema has it
    Choice,     // a list of values, with room for others
    Time,       // a moment in the service's own spelling
    Sha256,     // base64 of a SHA-256; the form can make it of a text
    Pairs,      // an open map: keys and typed values
    List,       // of values or of objects
    Group,      // an object of known members, drawn as a box (an item of a list, a nested object)
    Any,        // whatever the schema allows: text with a type mark
    Source,     // not drawn; shown and edited as source
};

enum class JsonType : quint8 { Null, Boolean, Integer, Number, String, Object, Array };

// How a time is spelt in the text.
struct TimeSpelling {
    TimeFormat format = TimeFormat::Iso8601;
    bool quoted = true;    // epochs: as a string of digits rather than a number
};

// One field of a form. A value; templates (`item`) are shared.
struct FormField {
    DraftPart part = DraftPart::Event;
    JsonPointer at;    // of the whole text; in a template relative to the item or value
    QString label;
    QString help;
    QString example;      // as it would be typed; may be empty
    QByteArray sample;    // the example's raw JSON text; may be empty
    FormWidget widget = FormWidget::Text;
    bool required = false;    // its object must have it
    bool readOnly = false;    // the service fills it in
    bool deprecated = false;
    bool secret = false;                // kind and fingerprint are kept; the sender writes the key in
    bool kind = false;                  // its value chooses what other fields there are
    std::vector<JsonType> types;        // allowed; empty: any
    std::vector<QByteArray> choices;    // raw JSON texts
    std::optional<TimeSpelling> time;
    std::vector<FormField> fields;            // of Group: flat, as in a section
    std::vector<JsonPointer> needed;          // of Group: objects that it must have, for fresh ones
    std::shared_ptr<const FormField> item;    // of List: an item; of Pairs: a value
    std::optional<JsonPointer> parent;        // nearest object around it that may be absent

    [[nodiscard]] bool allows(JsonType type) const;
};

struct FormSection {
    QByteArray id;
    QString title;    // empty for what has no group
    bool folded = false;
    std::vector<FormField> fields;
};

// An object of known members, whose fields stand in the sections.
struct FormObject {
    DraftPart part = DraftPart::Event;
    JsonPointer at;
    QString label;
    bool required = false;                // its object must have it; the root always is
    std::optional<JsonPointer> parent;    // nearest object around it that may be absent
    std::vector<std::string> names;       // of its known members, sorted
    // What a member of one's own looks like, where the object takes them: its schema speaks of further
    // members, or it is the whole event and no rule calls unknown members a fault. Null: it takes none.
    std::shared_ptr<const FormField> member;
};

// The form of a shape, or of one kind of it. Objects of known members are flattened into the sections
// of their groups; a label then names the object where its own title is not enough. What the form cannot
// draw is a field with widget Source. An event of which nothing is known is one field Pairs for the whole
// text.
struct FormSpec {
    std::vector<FormSection> sections;
    // Each behind those around it. The form offers a member of one's own for those with `member`, and
    // shows what unknownMembers() lists.
    std::vector<FormObject> objects;

    // The field at a pointer, or the one whose value holds it; null for unknown members.
    [[nodiscard]] const FormField *fieldAt(DraftPart part, const JsonPointer &at) const;
    // Members of objects of known members that no field is about, in the order of the text, each name
    // once; also within the items of lists. They are kept; the form lists them.
    [[nodiscard]] std::vector<JsonPointer> unknownMembers(JsonValue event) const;
};

// The form for events of that shape and kind (empty: no kind chosen yet, fields of the switched member are
// one Source field until it is). Members beside the events come as a section of DraftPart::Envelope, with
// the id "envelope". A member is required where the schema says so, or a rule of kind `schema` and severity
// error that is known to apply; some apply over one transport only.
// Any schema gives a form: endless references, an empty schema, `false`, tens of thousands of members (the
// first 2,000 fields; what is beyond is one Source field for each object). Empty for an unknown shape.
[[nodiscard]] FormSpec formSpec(
    const Service &service, QByteArrayView shape, QByteArrayView kind, QByteArrayView transport = {});

}

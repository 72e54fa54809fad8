// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/formspec.h"

#include "compose/formbuilder.h"
#include "event/utf8.h"

#include <QSet>

#include <algorithm>
#include <map>
#include <set>

namespace eventscope {

namespace {

bool isWithin(const JsonPointer &at, const JsonPointer &outer)
{
    const auto &tokens = at.tokens();
    const auto &around = outer.tokens();
    return around.size() <= tokens.size() && std::equal(around.begin(), around.end(), tokens.begin());
}

struct Place {
    quint32 offset = 0;
    JsonPointer at;
};

// Looks for members that no field is about.
class UnknownSearch {
public:
    void object(JsonValue value, const JsonPointer &at, const std::vector<std::string> &names)
    {
        if (!value || !value.isObject())
            return;
        QSet<QByteArray> seen;
        for (const JsonMember member : value.members()) {
            std::string name = member.key.string();
            if (std::binary_search(names.begin(), names.end(), name) || seen.contains(bytesOf(name)))
                continue;
            seen.insert(bytesOf(name));
            m_places.push_back({member.key.offset(), at.child(name)});
        }
    }

    // Below the field: in the items of its list, or the values of its map.
    void field(const FormField &field, JsonValue around, const JsonPointer &at)
    {
        const JsonValue value = field.at.in(around);
        if (!value || !field.item || !mayHoldUnknown(*field.item))
            return;
        JsonPointer whole = at;
        for (const std::string &token : field.at.tokens())
            whole = whole.child(token);
        std::size_t index = 0;
        if (field.widget == FormWidget::List && value.isArray())
            for (const JsonValue item : value.items())
                this->item(*field.item, item, whole.child(std::to_string(index++)));
        if (field.widget != FormWidget::Pairs || !value.isObject())
            return;
        std::map<std::string, JsonValue> last;
        for (const JsonMember member : value.members())
            last[member.key.string()] = member.value;
        for (const auto &[name, one] : last)
            item(*field.item, one, whole.child(name));
    }

    [[nodiscard]] std::vector<JsonPointer> places()
    {
        std::stable_sort(m_places.begin(), m_places.end(),
            [](const Place &left, const Place &right) { return left.offset < right.offset; });
        std::vector<JsonPointer> places;
        places.reserve(m_places.size());
        for (Place &place : m_places)
            places.push_back(std::move(place.at));
        return places;
    }

private:
    static bool mayHoldUnknown(const FormField &item)
    {
        return item.widget == FormWidget::Group || (item.item && mayHoldUnknown(*item.item));
    }

    void item(const FormField &form, JsonValue value, const JsonPointer &at)
    {
        if (form.widget != FormWidget::Group) {
            field(form, value, at);
            return;
        }
        for (const auto &[inner, names] : objectsOf(form)) {
            JsonPointer whole = at;
            for (const std::string &token : inner.tokens())
                whole = whole.child(token);
            object(inner.in(value), whole, names);
        }
        for (const FormField &inner : form.fields)
            field(inner, value, at);
    }

    // The objects that the fields of a group lie in, with the names known there.
    using Objects = std::vector<std::pair<JsonPointer, std::vector<std::string>>>;
    const Objects &objectsOf(const FormField &group)
    {
        const auto [found, isNew] = m_objects.try_emplace(&group);
        if (!isNew)
            return found->second;
        std::map<QByteArray, std::pair<JsonPointer, std::set<std::string>>> names;
        for (const FormField &field : group.fields)
            for (JsonPointer at = field.at; !at.isRoot(); at = at.parent()) {
                auto &object = names[at.parent().text()];
                object.first = at.parent();
                object.second.insert(at.tokens().back());
            }
        for (auto &[text, object] : names)
            found->second.emplace_back(
                object.first, std::vector<std::string>(object.second.begin(), object.second.end()));
        return found->second;
    }

    std::vector<Place> m_places;
    std::map<const FormField *, Objects> m_objects;
};

}

bool FormField::allows(JsonType type) const
{
    return includesType(types, type);
}

const FormField *FormSpec::fieldAt(DraftPart part, const JsonPointer &at) const
{
    const FormField *best = nullptr;
    for (const FormSection &section : sections)
        for (const FormField &field : section.fields)
            if (field.part == part && isWithin(at, field.at) &&
                (!best || best->at.tokens().size() < field.at.tokens().size()))
                best = &field;
    return best;
}

std::vector<JsonPointer> FormSpec::unknownMembers(JsonValue event) const
{
    if (!event)
        return {};
    UnknownSearch search;
    for (const FormObject &object : objects)
        if (object.part == DraftPart::Event)
            search.object(object.at.in(event), object.at, object.names);
    for (const FormSection &section : sections)
        for (const FormField &field : section.fields)
            if (field.part == DraftPart::Event)
                search.field(field, event, {});
    return search.places();
}

FormSpec formSpec(const Service &service, QByteArrayView shape, QByteArrayView kind, QByteArrayView transport)
{
    return FormBuilder(service, shape, kind, transport).build();
}

}

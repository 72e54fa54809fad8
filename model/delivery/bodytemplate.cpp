// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/bodytemplate.h"

#include "delivery/deliverytext.h"
#include "event/jsontext.h"
#include "event/utf8.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace eventscope {

using Json = nlohmann::ordered_json;
using Piece = RequestForm::Piece;

namespace {

constexpr std::string_view envelopePrefix = "$envelope.";

class BodyCompiler {
public:
    // `before` is what leads the value: its member's key, and the comma in front.
    void value(const Json &value, const QByteArray &pointer, const QByteArray &before);

    std::vector<Piece> pieces;
    std::optional<DefinitionFault> fault;

private:
    void text(const std::string &text, const QByteArray &pointer, const QByteArray &before);
    void bytes(const QByteArray &bytes);
    void fail(const QByteArray &pointer, const QString &reason)
    {
        if (!fault)
            fault = DefinitionFault{pointer, reason};
    }
};

void BodyCompiler::bytes(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    if (pieces.empty() || pieces.back().kind != Piece::Kind::Bytes)
        pieces.push_back({Piece::Kind::Bytes, {}, {}});
    pieces.back().bytes += bytes;
}

void BodyCompiler::value(const Json &value, const QByteArray &pointer, const QByteArray &before)
{
    if (value.is_string())
        return text(value.get_ref<const std::string &>(), pointer, before);
    bytes(before);
    if (value.is_object()) {
        QByteArray comma;
        bytes("{");
        for (const auto &[name, member] : value.items()) {
            this->value(member, pointerBelow(pointer, name), comma + quoted(std::string_view(name)) + ':');
            comma = ",";
        }
        bytes("}");
    } else if (value.is_array()) {
        bytes("[");
        for (std::size_t i = 0; i < value.size(); ++i) {
            bytes(i > 0 ? "," : "");
            this->value(value[i], pointerBelow(pointer, i), {});
        }
        bytes("]");
    } else {
        bytes(QByteArray::fromStdString(value.dump()));
    }
}

void BodyCompiler::text(const std::string &text, const QByteArray &pointer, const QByteArray &before)
{
    if (text.starts_with(envelopePrefix)) {
        if (before.isEmpty())
            return fail(pointer, DeliveryText::tr("\"%1\" can only be the value of a member.").arg(stringOf(text)));
        pieces.push_back(
            {Piece::Kind::EnvelopeMember, bytesOf(std::string_view(text).substr(envelopePrefix.size())), before});
        return;
    }
    bytes(before);
    if (text == "$event")
        pieces.push_back({Piece::Kind::Event, {}, {}});
    else if (text == "$events")
        pieces.push_back({Piece::Kind::Events, {}, {}});
    else if (text.starts_with('$'))
        fail(pointer, DeliveryText::tr("\"%1\" stands for nothing here.").arg(stringOf(text)));
    else
        bytes(quoted(std::string_view(text)));
}

}

tl::expected<std::vector<Piece>, DefinitionFault> bodyPieces(const Json &body, const QByteArray &pointer)
{
    BodyCompiler compiler;
    compiler.value(body, pointer, {});
    if (compiler.fault)
        return tl::unexpected(*compiler.fault);
    return std::move(compiler.pieces);
}

}

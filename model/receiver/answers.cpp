// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/answers.h"

#include "event/jsontext.h"
#include "event/utf8.h"
#include "service/jsontree.h"

#include <QUuid>

#include <array>
#include <utility>

namespace eventscope {

using Json = nlohmann::ordered_json;

AnswerForm::AnswerForm(const Json &form)
    : m_status(form.at(0).get<int>())
{
    compile(form.at(1), m_pieces);
}

void AnswerForm::addBytes(const QByteArray &bytes, std::vector<Piece> &pieces)
{
    if (!pieces.empty() && pieces.back().kind == Piece::Kind::Bytes)
        pieces.back().bytes += bytes;
    else
        pieces.push_back({Piece::Kind::Bytes, bytes, {}});
}

// Recursion is bounded by the levels that a definition may have.
void AnswerForm::compile(const Json &json, std::vector<Piece> &pieces)
{
    using Kind = Piece::Kind;
    static constexpr std::array<std::pair<std::string_view, Kind>, 7> words{
        {{"$now", Kind::Now}, {"$uuid", Kind::Uuid}, {"$count", Kind::Count}, {"$max", Kind::Max},
            {"$message", Kind::Message}, {"$client", Kind::Client}, {"$user_agent", Kind::UserAgent}}};
    if (json.is_string()) {
        const auto &text = json.get_ref<const std::string &>();
        for (const auto &[word, kind] : words) {
            if (text == word)
                return pieces.push_back({kind, {}, {}});
        }
        return addBytes(quoted(std::string_view(text)), pieces);
    }
    if (json.is_object() && json.size() == 1 && json.contains("$each")) {
        pieces.push_back({Kind::Each, {}, {}});
        return compile(json.at("$each"), pieces.back().each);
    }
    if (!json.is_structured())
        return addBytes(QByteArray::fromStdString(json.dump()), pieces);
    addBytes(json.is_object() ? "{" : "[", pieces);
    bool first = true;
    for (const auto &[key, value] : json.items()) {
        if (!std::exchange(first, false))
            addBytes(",", pieces);
        if (json.is_object())
            addBytes(quoted(std::string_view(key)) + ':', pieces);
        compile(value, pieces);
    }
    addBytes(json.is_object() ? "}" : "]", pieces);
}

void AnswerForm::write(const std::vector<Piece> &pieces, const AnswerFacts &facts, QByteArray &text)
{
    for (const Piece &piece : pieces) {
        switch (piece.kind) {
        case Piece::Kind::Bytes:
            text += piece.bytes;
            break;
        case Piece::Kind::Now:
            text += quoted(QStringView(isoText(facts.now)));
            break;
        case Piece::Kind::Uuid:
            text += '"' + QUuid::createUuid().toByteArray(QUuid::WithoutBraces) + '"';
            break;
        case Piece::Kind::Count:
            text += QByteArray::number(facts.count);
            break;
        case Piece::Kind::Max:
            text += QByteArray::number(facts.max);
            break;
        case Piece::Kind::Message:
            text += quoted(QStringView(facts.message));
            break;
        case Piece::Kind::Client:
            text += quoted(viewOf(facts.client));
            break;
        case Piece::Kind::UserAgent:
            text += quoted(viewOf(facts.userAgent));
            break;
        case Piece::Kind::Each:
            text += '[';
            for (qint64 i = 0; i < facts.count; ++i) {
                text += i > 0 ? "," : "";
                write(piece.each, facts, text);
            }
            text += ']';
            break;
        }
    }
}

QByteArray AnswerForm::body(const AnswerFacts &facts) const
{
    QByteArray text;
    write(m_pieces, facts, text);
    return text;
}

namespace {

AnswerForm answerFormOf(const Json &answer, const char *name, int status, const char *otherwise)
{
    const Json &form = memberOf(answer, name);
    return AnswerForm(form.is_null() ? Json::array({status, Json::parse(otherwise)}) : form);
}

constexpr const char *plainError = R"({"error":"$message"})";

}

AnswerForms::AnswerForms()
    : AnswerForms(Json::object())
{}

AnswerForms::AnswerForms(const Json &answer)
    : one(answerFormOf(answer, "one", 200, "{}"))
    , many(answerFormOf(answer, "many", 200, "{}"))
    , invalid(answerFormOf(answer, "invalid", 400, plainError))
    , noKey(answerFormOf(answer, "no_key", 401, plainError))
    , badKey(answerFormOf(answer, "bad_key", 403, plainError))
    , tooMany(answerFormOf(answer, "too_many", 400, plainError))
{}

}

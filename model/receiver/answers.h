// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/timestamp.h"

#include <nlohmann/json_fwd.hpp>

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace eventscope {

// What an answer may speak of.
struct AnswerFacts {
    Micros now = 0;
    qint64 count = 0;    // events taken; `$each` is repeated so often
    qint64 max = 0;      // events that one request may hold
    QString message;
    QByteArray client;    // its address, without the port
    QByteArray userAgent;
};

// A status and the JSON body that a definition's "answer" gives for it. Immutable.
class AnswerForm {
public:
    // `[status, body]`, as the definition has it.
    explicit AnswerForm(const nlohmann::ordered_json &form);

    [[nodiscard]] int status() const noexcept { return m_status; }
    [[nodiscard]] QByteArray body(const AnswerFacts &facts) const;

private:
    struct Piece {
        enum class Kind : quint8 { Bytes, Now, Uuid, Count, Max, Message, Client, UserAgent, Each };
        Kind kind = Kind::Bytes;
        QByteArray bytes;
        std::vector<Piece> each;
    };

    static void compile(const nlohmann::ordered_json &json, std::vector<Piece> &pieces);
    static void addBytes(const QByteArray &bytes, std::vector<Piece> &pieces);
    static void write(const std::vector<Piece> &pieces, const AnswerFacts &facts, QByteArray &text);

    int m_status = 200;
    std::vector<Piece> m_pieces;
};

// How a transport answers. Where its definition says nothing, `{}` for success and `{"error": "…"}` else.
struct AnswerForms {
    AnswerForms();
    // The "answer" of a transport; may be null.
    explicit AnswerForms(const nlohmann::ordered_json &answer);

    AnswerForm one;
    AnswerForm many;
    AnswerForm invalid;
    AnswerForm noKey;
    AnswerForm badKey;
    AnswerForm tooMany;
};

}

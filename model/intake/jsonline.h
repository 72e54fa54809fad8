// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace eventscope {

// One JSON object or array on one line, in the order it is written in. Reports only: payloads are
// joined in as raw text and never rebuilt.
class JsonLine {
public:
    enum class Kind { Object, Array };

    explicit JsonLine(Kind kind = Kind::Object)
        : m_kind(kind)
    {}

    // Members; an item has an empty name.
    JsonLine &raw(const char *name, const QByteArray &json);
    JsonLine &text(const char *name, QStringView value);
    JsonLine &text(const char *name, const QByteArray &utf8);
    JsonLine &number(const char *name, qint64 value);
    JsonLine &seconds(const char *name, double value);              // three decimals
    JsonLine &flag(const char *name, std::optional<bool> value);    // null for nothing

    [[nodiscard]] QByteArray json() const;

private:
    Kind m_kind;
    QByteArray m_content;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>

#include <vector>

namespace eventscope {

// Names that others may be meant as: the same but for case, separators (`.`, `_`, `-`, spaces, camel case)
// or a plural. Immutable once made.
class NearNames {
public:
    NearNames() = default;
    explicit NearNames(std::vector<QByteArray> names);

    // The one name that this one is nearly; empty where it is one itself, where there is none, or several.
    [[nodiscard]] QByteArray nearly(QByteArrayView name) const;
    // The same, and names of at least four letters that one letter tells apart: too many, too few, another,
    // or two that changed places.
    [[nodiscard]] QByteArray nearlyOrMistyped(QByteArrayView name) const;

private:
    struct Words {
        QByteArray name;
        QByteArray joined;
        std::vector<QByteArray> words;
    };

    [[nodiscard]] static Words wordsOf(QByteArrayView name);
    [[nodiscard]] static bool areNear(const Words &a, const Words &b);
    [[nodiscard]] static QByteArray stemOf(const Words &words);

    std::vector<Words> m_names;
    QMultiHash<QByteArray, std::size_t> m_stems;
};

// Whether one letter tells the texts apart, which must not be a digit.
[[nodiscard]] bool isMistyped(QByteArrayView a, QByteArrayView b) noexcept;

}

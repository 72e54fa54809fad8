// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/detector.h"

#include <QVarLengthArray>

#include <algorithm>

namespace eventscope {

Detector::Detector(std::vector<ServicePtr> services)
    : m_services(std::move(services))
{
    for (const ServicePtr &service : m_services) {
        std::vector<std::uint32_t> &numbers = m_places.emplace_back();
        for (const JsonPointer &pointer : service->recognition().pointers)
            numbers.push_back(m_trie.add(pointer));
    }
    m_trie.build();
    for (std::vector<std::uint32_t> &numbers : m_places)
        std::transform(numbers.begin(), numbers.end(), numbers.begin(),
            [&](std::uint32_t number) { return m_trie.placeOf(number); });
}

template <typename ValueAt>
Detector::Best Detector::bestOf(const Recognition &recognition, ValueAt valueAt)
{
    Best best;
    for (std::size_t shape = 0; shape < recognition.shapes.size(); ++shape) {
        for (const Recognition::Alternative &alternative : recognition.shapes[shape].alternatives) {
            if (best.score >= Recognition::highest(alternative))
                continue;
            const int score = Recognition::score(alternative, valueAt);
            if (score > best.score)
                best = {score, shape};
        }
    }
    return best;
}

Detection Detector::detect(JsonValue event, QByteArrayView expected) const
{
    QVarLengthArray<std::uint32_t, 128> found(static_cast<qsizetype>(m_trie.placeCount()));
    m_trie.find(event, {found.data(), m_trie.placeCount()});
    QVarLengthArray<Best, 16> bests;
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        const auto valueAt = [tape = event.tape(), values = found.data(), places = m_places[i].data()](
                                 std::uint32_t pointer) {
            const std::uint32_t node = values[places[pointer]];
            return node == 0 ? JsonValue() : JsonValue(tape, node - 1);
        };
        bests.append(bestOf(m_services[i]->recognition(), valueAt));
    }
    return chosen({bests.data(), m_services.size()}, expected);
}

Detection Detector::chosen(std::span<const Best> bests, QByteArrayView expected) const
{
    // A catch-all counts only where no other service scores.
    const auto weight = [&](std::size_t i) {
        const int score = bests[i].score;
        return score > 0 && !m_services[i]->isCatchAll() ? score + (1 << 24) : score;
    };
    int best = 0;
    for (std::size_t i = 0; i < bests.size(); ++i)
        best = std::max(best, weight(i));
    Detection detection;
    if (best == 0)
        return detection;
    bool asExpected = false;
    for (std::size_t i = 0; i < bests.size(); ++i) {
        if (weight(i) != best)
            continue;
        const bool wanted = !expected.isEmpty() && m_services[i]->id() == expected;
        if (detection.service && !wanted) {
            detection.others.append(m_services[i]->id());
            continue;
        }
        if (detection.service)
            detection.others.append(detection.service->id());
        detection.service = m_services[i];
        detection.shape = m_services[i]->recognition().shapes[bests[i].shape].shape;
        asExpected = wanted;
    }
    detection.ambiguous = !asExpected && !detection.others.isEmpty();
    return detection;
}

}

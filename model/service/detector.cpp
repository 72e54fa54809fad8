// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/detector.h"

#include "event/placememo.h"

#include <QVarLengthArray>

#include <algorithm>

namespace eventscope {

Detector::Detector(std::vector<ServicePtr> services)
    : m_services(std::move(services))
    , m_finder(PlaceMemo::newFinder())
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
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        for (const Recognition::ShapeForm &form : m_services[i]->recognition().shapes) {
            for (const Recognition::Alternative &alternative : form.alternatives) {
                for (const auto &[pointer, need] : alternative.needs) {
                    if (need.asksFurther())
                        m_questions.push_back({&need, m_places[i][pointer]});
                }
            }
        }
    }
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

// Kept are the questions that arise, with their answers, and then the bests: of events built alike, and which answer
// those alike, they are the same.
bool Detector::recall(const std::vector<std::uint32_t> &known, Found values, std::span<Best> bests) const
{
    if (known.empty())
        return false;
    const std::uint32_t *at = known.data();
    const std::uint32_t *const end = at + 1 + 2 * std::size_t(*at);
    for (++at; at != end; at += 2) {
        const Question &question = m_questions[at[0]];
        if (question.need->holds(values.at(question.place)) != (at[1] != 0))
            return false;
    }
    for (Best &best : bests) {
        best = {static_cast<int>(at[0]), at[1]};
        at += 2;
    }
    return true;
}

void Detector::remember(Found values, std::span<const Best> bests, std::vector<std::uint32_t> &known) const
{
    known.assign(1, 0);
    for (std::uint32_t i = 0; i < m_questions.size(); ++i) {
        const JsonValue value = values.at(m_questions[i].place);
        if (!m_questions[i].need->asksFurther(value))
            continue;
        known.push_back(i);
        known.push_back(m_questions[i].need->holds(value) ? 1 : 0);
        ++known.front();
    }
    for (const Best &best : bests) {
        known.push_back(static_cast<std::uint32_t>(best.score));
        known.push_back(static_cast<std::uint32_t>(best.shape));
    }
}

Detection Detector::detect(JsonValue event, QByteArrayView expected) const
{
    QVarLengthArray<std::uint32_t, 128> nodes(static_cast<qsizetype>(m_trie.placeCount()));
    m_trie.find(event, {nodes.data(), m_trie.placeCount()});
    const Found values{event.tape(), nodes.data()};
    QVarLengthArray<Best, 16> bests(static_cast<qsizetype>(m_services.size()));
    const std::span<Best> all(bests.data(), m_services.size());
    PlaceMemo *const memo = event && event.index() == 0 ? event.tape()->memo() : nullptr;
    std::vector<std::uint32_t> *const known = memo ? memo->of(m_finder, *event.tape()) : nullptr;
    if (known && recall(*known, values, all))
        return chosen(all, expected);
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        const auto valueAt = [values, places = m_places[i].data()](
                                 std::uint32_t pointer) { return values.at(places[pointer]); };
        all[i] = bestOf(m_services[i]->recognition(), valueAt);
    }
    if (known)
        remember(values, all, *known);
    return chosen(all, expected);
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

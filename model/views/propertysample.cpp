// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/propertysample.h"

#include "event/jsonpointer.h"
#include "event/utf8.h"
#include "store/eventstore.h"
#include "store/whendone.h"
#include "views/pathkey.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace eventscope {

namespace {

constexpr Row latestRows = 300;
constexpr Row spreadRows = 150;
constexpr quint32 largestEvent = 256U << 10;
constexpr quint64 largestSample = 8U << 20;
constexpr std::size_t mostPaths = 3000;
constexpr std::size_t longestKey = 200;
constexpr int deepest = 6;

std::vector<Row> sampledRows(const Columns &columns)
{
    const Row size = columns.size();
    std::set<Row> wanted;
    for (Row i = 0; i < std::min(size, latestRows); ++i)
        wanted.insert(size - 1 - i);
    for (Row i = 0; i < spreadRows && size > 0; ++i)
        wanted.insert(static_cast<Row>(quint64(size) * i / spreadRows));
    std::vector<Row> rows;
    quint64 bytes = 0;
    for (const Row row : wanted) {
        const quint32 length = columns.bytes(row);
        if (columns.removed(row) || length > largestEvent || bytes + length > largestSample)
            continue;
        bytes += length;
        rows.push_back(row);
    }
    return rows;
}

class Sampler {
public:
    explicit Sampler(const QList<QByteArray> &places)
    {
        m_places.emplace_back("/props");
        for (const QByteArray &place : places)
            m_places.push_back(place.toStdString());
    }

    void take(const QByteArray &text)
    {
        if (!m_tape.read(viewOf(text)) || !m_tape.root().isObject())
            return;
        ++m_events;
        walk(m_tape.root(), {}, 0);
        for (const std::string &place : m_places)
            if (const JsonValue object = m_tape.root().at(place); object && object.isObject())
                for (const JsonMember member : object.members())
                    count("props." + member.key.string(), member.value);
    }

    [[nodiscard]] KnownPaths result() const
    {
        KnownPaths known;
        known.events = m_events;
        for (const auto &[path, entry] : m_paths) {
            KnownPath place = entry.known;
            place.path = bytesOf(path);
            place.written = pathKey(place.path);
            if (!place.written.isEmpty())
                known.paths.push_back(std::move(place));
        }
        std::sort(known.paths.begin(), known.paths.end(), [](const KnownPath &a, const KnownPath &b) {
            return a.events != b.events ? a.events > b.events : a.written < b.written;
        });
        return known;
    }

private:
    struct Entry {
        KnownPath known;
        int last = 0;    // the event that counted last
    };

    void walk(JsonValue object, const JsonPointer &at, int depth)
    {
        for (const JsonMember member : object.members()) {
            const std::string key = member.key.string();
            if (key.size() > longestKey)
                continue;
            const JsonPointer pointer = at.child(key);
            count(pointer.text().toStdString(), member.value);
            if (member.value.isObject() && depth < deepest)
                walk(member.value, pointer, depth + 1);
        }
    }

    void count(const std::string &path, JsonValue value)
    {
        if (m_paths.size() >= mostPaths && !m_paths.contains(path))
            return;
        const auto [found, isNew] = m_paths.try_emplace(path);
        Entry &entry = found->second;
        entry.known.leaf = (!isNew && entry.known.leaf) || !value.isObject();
        if (entry.last == m_events)
            return;
        entry.last = m_events;
        ++entry.known.events;
        entry.known.numbers += value.isNumber() ? 1 : 0;
    }

    JsonTape m_tape;
    std::vector<std::string> m_places;
    std::unordered_map<std::string, Entry> m_paths;
    int m_events = 0;
};

}

QFuture<Result<KnownPaths>> sampleKnownPaths(EventStore &store)
{
    const auto sample = [places = store.propertyPlaces()](
                            const Result<std::vector<StoredEvent>> &events) -> Result<KnownPaths> {
        if (!events)
            return failure(events.error());
        Sampler sampler(places);
        for (const StoredEvent &stored : *events)
            sampler.take(stored.event.text);
        return sampler.result();
    };
    return inPool(store.fetch(sampledRows(store.columns())), sample);
}

PropertySample::PropertySample(EventStore &store, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_latest(this, [this](Result<KnownPaths> known) {
        if (known)
            m_paths = std::move(*known);
        emit changed();
    })
{}

const KnownPaths &PropertySample::paths()
{
    constexpr qint64 freshFor = 5000;    // ms
    const quint64 size = m_store.columns().size();
    const QList<QByteArray> places = m_store.propertyPlaces();
    const bool old = !m_age.isValid() || places != m_places || (size != m_seen && m_age.elapsed() > freshFor);
    if (old && !m_latest.isRunning()) {
        m_age.start();
        m_seen = size;
        m_places = places;
        m_latest.follow(sampleKnownPaths(m_store));
    }
    return m_paths;
}

const KnownPath *PropertySample::find(const QByteArray &path) const
{
    const auto found = std::find_if(
        m_paths.paths.begin(), m_paths.paths.end(), [&path](const KnownPath &known) { return known.path == path; });
    return found != m_paths.paths.end() ? &*found : nullptr;
}

}

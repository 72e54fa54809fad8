// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/parcelreader.h"

#include "event/utf8.h"
#include "intake/inputparts.h"
#include "service/redaction.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr int batchesOfWorker = 40;    // bits; the rest of a number is the worker's

}

ParcelReader::ParcelReader(const ServiceSet &services, const ImportOptions &options, Input input, int worker)
    : m_services(services)
    , m_options(options)
    , m_input(std::move(input))
    , m_events(services, options.read)
    , m_pieces(envelopeFormsOf(services.services()), *this, cutOptionsOf(options))
{
    m_events.expect(m_input.expected);
    m_events.borrowTexts();
    m_pieces.numberBatchesFrom(qint64(worker) << batchesOfWorker);
}

void ParcelReader::read(Parcel &parcel)
{
    m_parcel = &parcel;
    for (const Parcel::Cut &cut : parcel.cuts) {
        const std::string_view bytes = parcel.text().substr(cut.begin, cut.length);
        switch (cut.what) {
        case Parcel::Cut::What::Piece:
            (void)m_pieces.takeWithin(cut.at.batch, bytes, cut.at, cut.kind, cut.envelope);
            break;
        case Parcel::Cut::What::Reject:
            reject(bytes, cut.at, cut.said, cut.commented);
            break;
        case Parcel::Cut::What::Request:
            request(bytes, cut.events, cut.at, cut.said);
            break;
        }
    }
    m_parcel = nullptr;
}

bool ParcelReader::event(const JsonTape &tape, const QByteArray &envelope, const CutPlace &at)
{
    const std::size_t number = m_parcel->events.size();
    SeriesFacts *facts = nullptr;
    if (m_options.series) {
        if (m_parcel->facts.size() == number)
            m_parcel->facts.emplace_back();
        facts = &m_parcel->facts[number];
    }
    std::variant<Event, JsonFault> read = m_events.read(tape, envelope, m_input.received, facts);
    if (const auto *fault = std::get_if<JsonFault>(&read))
        return reject(tape.text(), at, fault->sentence, false);
    Event &event = std::get<Event>(read);
    if (m_events.inDoubt())
        m_parcel->doubts.push_back({number, bytesOf(tape.text()), envelope});
    m_parcel->keys.push_back(keyOf(event));
    m_parcel->texts->adopt(event, m_parcel->text());
    m_parcel->events.push_back(std::move(event));
    m_parcel->batches.push_back(at.batch);
    return true;
}

bool ParcelReader::reject(std::string_view bytes, const CutPlace &at, const QString &reason, bool commented)
{
    Parcel::Aside &aside = m_parcel->asides.emplace_back();
    aside.before = m_parcel->events.size();
    aside.commented = commented;
    const QByteArray kept = redactedBytes(bytesOf(bytes), m_services.services().all());
    aside.reject = {m_input.label, at.line, at.offset, at.length, reason, kept};
    return true;
}

bool ParcelReader::request(std::string_view body, qint64 events, const CutPlace &at, const QString &unreadMembers)
{
    Parcel::Aside &aside = m_parcel->asides.emplace_back();
    aside.before = m_parcel->events.size();
    aside.isRequest = true;
    aside.reject.line = at.line;
    aside.body = bytesOf(body);
    aside.count = events;
    aside.unread = unreadMembers;
    return true;
}

quint64 ParcelReader::keyOf(const Event &event) const
{
    const QByteArray &key = event.identity.dedup;
    return key.isEmpty() ? 0
                         : std::max<quint64>(1, qHashBits(key.constData(), std::size_t(key.size()), m_input.keySeed));
}

}

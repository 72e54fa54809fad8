// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/parcelfiller.h"

namespace eventscope {

namespace {

constexpr std::size_t fullBytes = 256 * 1024;
constexpr std::size_t fullCuts = 2048;

}

ParcelFiller::ParcelFiller(Full full)
    : m_full(std::move(full))
    , m_parcel(std::make_unique<Parcel>())
{}

bool ParcelFiller::piece(std::string_view text, const CutPlace &at, PieceReader::Kind kind, const QByteArray &envelope)
{
    if (!m_parcel)
        return false;
    Parcel::Cut &cut = added(Parcel::Cut::What::Piece, text, at);
    cut.kind = kind;
    cut.envelope = envelope;
    return goOn();
}

// Of what was read here already.
bool ParcelFiller::event(const JsonTape &tape, const QByteArray &envelope, const CutPlace &at)
{
    return piece(tape.text(), at, PieceReader::Kind::Item, envelope);
}

bool ParcelFiller::reject(std::string_view bytes, const CutPlace &at, const QString &reason, bool commented)
{
    if (!m_parcel)
        return false;
    Parcel::Cut &cut = added(Parcel::Cut::What::Reject, bytes, at);
    cut.said = reason;
    cut.commented = commented;
    return goOn();
}

bool ParcelFiller::request(std::string_view body, qint64 events, const CutPlace &at, const QString &unreadMembers)
{
    if (!m_parcel)
        return false;
    Parcel::Cut &cut = added(Parcel::Cut::What::Request, body, at);
    cut.events = events;
    cut.said = unreadMembers;
    return goOn();
}

Parcel::Cut &ParcelFiller::added(Parcel::Cut::What what, std::string_view bytes, const CutPlace &at)
{
    Parcel::Cut &cut = m_parcel->cuts.emplace_back();
    cut.what = what;
    cut.begin = m_parcel->bytes.size();
    cut.length = bytes.size();
    cut.at = at;
    m_parcel->bytes.insert(m_parcel->bytes.end(), bytes.begin(), bytes.end());
    return cut;
}

bool ParcelFiller::goOn()
{
    if (m_parcel->bytes.size() >= fullBytes || m_parcel->cuts.size() >= fullCuts)
        m_parcel = m_full(std::move(m_parcel));
    return m_parcel != nullptr;
}

}

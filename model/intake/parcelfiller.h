// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/cutsink.h"
#include "intake/cutter.h"
#include "intake/parcel.h"

#include <functional>
#include <memory>

namespace eventscope {

// Packs what a cutter cuts into parcels, in its order. For the thread that cuts.
class ParcelFiller : public CutSink, public PieceTaker {
public:
    // Takes a parcel that is full and gives an empty one for the next; null to end the cutting.
    using Full = std::function<std::unique_ptr<Parcel>(std::unique_ptr<Parcel>)>;

    explicit ParcelFiller(Full full);

    // What is in no full parcel; perhaps null, when the cutting was ended.
    [[nodiscard]] std::unique_ptr<Parcel> last() { return std::move(m_parcel); }

    bool piece(std::string_view text, const CutPlace &at, PieceReader::Kind kind, const QByteArray &envelope) override;
    bool event(const JsonTape &tape, const QByteArray &envelope, const CutPlace &at) override;
    bool reject(std::string_view bytes, const CutPlace &at, const QString &reason, bool commented) override;
    bool request(std::string_view body, qint64 events, const CutPlace &at, const QString &unreadMembers) override;

private:
    [[nodiscard]] Parcel::Cut &added(Parcel::Cut::What what, std::string_view bytes, const CutPlace &at);
    [[nodiscard]] bool goOn();

    Full m_full;
    std::unique_ptr<Parcel> m_parcel;
};

}

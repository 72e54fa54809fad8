// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/cutsink.h"
#include "intake/importer.h"
#include "intake/parcel.h"

namespace eventscope {

// Reads what was cut into events. One a thread; parcels of one input in any order.
class ParcelReader : private CutSink {
public:
    struct Input {
        QString label;
        QByteArray expected;    // see EventReader::expect()
        Micros received = 0;
        quint64 keySeed = 0;
    };

    // Workers are numbered from 1, so that what they count is told apart.
    ParcelReader(const ServiceSet &services, const ImportOptions &options, Input input, int worker);

    void read(Parcel &parcel);

private:
    bool event(const JsonTape &tape, const QByteArray &envelope, const CutPlace &at) override;
    bool reject(std::string_view bytes, const CutPlace &at, const QString &reason, bool commented) override;
    bool request(std::string_view body, qint64 events, const CutPlace &at, const QString &unreadMembers) override;

    [[nodiscard]] quint64 keyOf(const Event &event) const;

    const ServiceSet &m_services;
    const ImportOptions &m_options;
    Input m_input;
    EventReader m_events;
    PieceReader m_pieces;
    Parcel *m_parcel = nullptr;    // that is being read
};

}

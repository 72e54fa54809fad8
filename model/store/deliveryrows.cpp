// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deliveryrows.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "store/notejson.h"
#include "store/ownerlock.h"
#include "store/storerows.h"

#include <sqlite3.h>

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t logPageRows = 1'000;
constexpr qint64 logPageBytes = 16 << 20;

// Deliveries without their texts, and with them; what follows is added.
constexpr std::string_view selectLean =
    "SELECT delivery.id, state, endpoint, endpoint_name, service, transport, production, started, events, method, "
    "url, message, status, reply_bytes, accepted, ids, connected, secured, sent, first_byte, ended FROM delivery ";
constexpr std::string_view selectWhole =
    "SELECT delivery.id, state, endpoint, endpoint_name, service, transport, production, started, events, method, "
    "url, message, status, reply_bytes, accepted, ids, connected, secured, sent, first_byte, ended, request.headers, "
    "request.body, reply.headers, reply.body FROM delivery "
    "LEFT JOIN delivery_request AS request ON request.id = delivery.id "
    "LEFT JOIN delivery_reply AS reply ON reply.id = delivery.id ";

DeliveryState stateOf(qint64 number)
{
    if (number < 0 || number > static_cast<qint64>(DeliveryState::Cancelled))
        throw SQLite::Exception("a state is out of bounds", SQLITE_CORRUPT);
    return static_cast<DeliveryState>(number);
}

Delivery deliveryAt(SQLite::Statement &select)
{
    Delivery delivery;
    DeliveryEnd &end = delivery.end;
    int at = 0;
    delivery.id = numberAt(select, at++);
    end.state = stateOf(numberAt(select, at++));
    delivery.endpoint = numberAt(select, at++);
    delivery.endpointName = textAt(select, at++);
    delivery.service = bytesAt(select, at++);
    delivery.transport = bytesAt(select, at++);
    delivery.production = numberAt(select, at++) != 0;
    delivery.started = numberAt(select, at++);
    delivery.events = numberAt(select, at++);
    delivery.method = bytesAt(select, at++);
    delivery.url = bytesAt(select, at++);
    end.message = textAt(select, at++);
    end.status = static_cast<int>(numberAt(select, at++));
    end.replyBytes = numberAt(select, at++);
    end.accepted = numberAt(select, at++);
    end.ids = textsIn(viewAt(select, at++));
    DeliveryTimes &times = end.times;
    for (Micros *time : {&times.connected, &times.secured, &times.sent, &times.firstByte, &times.ended})
        *time = numberAt(select, at++);
    if (select.getColumnCount() == at)
        return delivery;
    if (!select.isColumnNull(at))
        delivery.headers = namedValuesIn(viewAt(select, at));
    delivery.body = bytesAt(select, at + 1);
    if (!select.isColumnNull(at + 2))
        end.replyHeaders = namedValuesIn(viewAt(select, at + 2));
    end.reply = bytesAt(select, at + 3);
    return delivery;
}

std::vector<Delivery> deliveriesAt(SQLite::Statement &select)
{
    std::vector<Delivery> deliveries;
    while (select.executeStep())
        deliveries.push_back(deliveryAt(select));
    return deliveries;
}

// Message to ended: nine columns, from that parameter on.
void bindEnd(SQLite::Statement &statement, int at, const DeliveryEnd &end)
{
    bindText(statement, at++, end.message);
    bindNumber(statement, at++, end.status);
    bindNumber(statement, at++, end.replyBytes);
    bindNumber(statement, at++, end.accepted);
    statement.bind(at++, jsonOf(end.ids));
    const DeliveryTimes &times = end.times;
    for (const Micros time : {times.connected, times.secured, times.sent, times.firstByte, times.ended})
        bindNumber(statement, at++, time);
}

void writeTexts(SQLite::Database &database, const char *sql, DeliveryId id, const std::vector<NamedValue> &headers,
    const QByteArray &body)
{
    SQLite::Statement statement(database, sql);
    bindNumber(statement, 1, id);
    statement.bind(2, jsonOf(headers));
    bindBytes(statement, 3, viewOf(body));
    statement.exec();
}

void writeReply(SQLite::Database &database, DeliveryId id, const DeliveryEnd &end)
{
    writeTexts(database, "INSERT OR REPLACE INTO delivery_reply VALUES (?, ?, ?)", id, end.replyHeaders, end.reply);
}

}

DeliveryId insertDelivery(SQLite::Database &database, const Delivery &delivery, qint64 owner)
{
    SQLite::Statement insert(database,
        "INSERT INTO delivery (state, owner, endpoint, endpoint_name, service, transport, production, started, events, "
        "method, url, message, status, reply_bytes, accepted, ids, connected, secured, sent, first_byte, ended) "
        "VALUES (?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const bool inFlight = delivery.end.state == DeliveryState::InFlight;
    int at = 0;
    bindNumber(insert, ++at, static_cast<int>(delivery.end.state));
    bindNumber(insert, ++at, inFlight ? owner : 0);
    bindNumber(insert, ++at, delivery.endpoint);
    bindText(insert, ++at, delivery.endpointName);
    bindBytes(insert, ++at, viewOf(delivery.service));
    bindBytes(insert, ++at, viewOf(delivery.transport));
    bindNumber(insert, ++at, delivery.production ? 1 : 0);
    bindNumber(insert, ++at, delivery.started);
    bindNumber(insert, ++at, delivery.events);
    bindBytes(insert, ++at, viewOf(delivery.method));
    bindBytes(insert, ++at, viewOf(delivery.url));
    bindEnd(insert, ++at, delivery.end);
    insert.exec();
    const DeliveryId id = database.getLastInsertRowid();
    writeTexts(database, "INSERT INTO delivery_request VALUES (?, ?, ?)", id, delivery.headers, delivery.body);
    if (!inFlight)
        writeReply(database, id, delivery.end);
    return id;
}

void insertCargo(SQLite::Database &database, DeliveryId delivery, const std::vector<EventId> &events)
{
    SQLite::Statement insert(database, "INSERT INTO delivery_event VALUES (?, ?, ?)");
    bindNumber(insert, 1, delivery);
    for (std::size_t i = 0; i < events.size(); ++i) {
        bindNumber(insert, 2, static_cast<qint64>(i));
        bindNumber(insert, 3, events[i]);
        run(insert);
    }
}

bool updateEnd(SQLite::Database &database, DeliveryId id, const DeliveryEnd &end)
{
    SQLite::Statement update(database,
        "UPDATE delivery SET state = ?2, owner = 0, message = ?3, status = ?4, reply_bytes = ?5, accepted = ?6, "
        "ids = ?7, connected = ?8, secured = ?9, sent = ?10, first_byte = ?11, ended = ?12 WHERE id = ?1");
    bindNumber(update, 1, id);
    bindNumber(update, 2, static_cast<int>(end.state));
    bindEnd(update, 3, end);
    if (update.exec() == 0)
        return false;
    writeReply(database, id, end);
    return true;
}

std::optional<DeliveryState> deliveryState(SQLite::Database &database, DeliveryId id)
{
    SQLite::Statement select(database, "SELECT state FROM delivery WHERE id = ?");
    bindNumber(select, 1, id);
    if (!select.executeStep())
        return std::nullopt;
    return stateOf(numberAt(select, 0));
}

QString endedBeforeAnswer()
{
    return tr(
        "The program ended before an answer came. Look at the service for these events before you send them again.");
}

void endDeadDeliveries(SQLite::Database &database, const OwnerLock &owner)
{
    std::vector<DeliveryId> dead;
    SQLite::Statement select(database, "SELECT id, owner FROM delivery WHERE state = 0");
    while (select.executeStep()) {
        if (!owner.isHeld(numberAt(select, 1)))
            dead.push_back(numberAt(select, 0));
    }
    select.reset();
    SQLite::Statement update(database, "UPDATE delivery SET state = ?, owner = 0, message = ? WHERE id = ?");
    SQLite::Statement tell(database, "INSERT INTO change (kind, subject, first, last) VALUES (?, ?, 0, 0)");
    for (const DeliveryId id : dead) {
        bindNumber(update, 1, static_cast<int>(DeliveryState::Unknown));
        bindText(update, 2, endedBeforeAnswer());
        bindNumber(update, 3, id);
        run(update);
        bindNumber(tell, 1, static_cast<int>(ChangeKind::Delivery));
        bindNumber(tell, 2, id);
        run(tell);
    }
}

std::vector<Delivery> readDeliveriesOf(SQLite::Database &database, EventId event, int limit)
{
    // The ids first, so that no texts are sorted.
    const std::string wanted = "SELECT delivery.id FROM delivery WHERE delivery.id IN "
                               "(SELECT delivery FROM delivery_event WHERE event = ?) "
                               "ORDER BY started DESC, delivery.id DESC LIMIT ?";
    SQLite::Statement select(database,
        std::string(selectWhole) + "WHERE delivery.id IN (" + wanted + ") ORDER BY started DESC, delivery.id DESC");
    bindNumber(select, 1, event);
    bindNumber(select, 2, std::max(0, limit));
    return deliveriesAt(select);
}

std::vector<Delivery> readRecentDeliveries(SQLite::Database &database, int limit)
{
    SQLite::Statement select(database, std::string(selectLean) + "ORDER BY started DESC, id DESC LIMIT ?");
    bindNumber(select, 1, std::max(0, limit));
    return deliveriesAt(select);
}

DeliveryLogPage readDeliveryLog(
    SQLite::Database &database, const DeliveryLogSpec &spec, DeliveryId after, DeliveryId end)
{
    DeliveryLogPage page;
    page.end = end != 0 ? end : queryNumber(database, "SELECT max(id) FROM delivery");
    page.last = page.end;
    const std::string_view selected = spec.texts ? selectWhole : selectLean;
    const QByteArray words = QByteArray(selected.data(), std::ssize(selected)) +
                             "WHERE delivery.id > ?1 AND delivery.id <= ?2 AND started >= ?3 AND "
                             "(?4 = 0 AND ?5 = '' OR ?4 <> 0 AND endpoint = ?4 OR ?5 <> '' AND endpoint_name = ?5) "
                             "ORDER BY delivery.id";
    SQLite::Statement select(database, words.toStdString());
    bindNumber(select, 1, after);
    bindNumber(select, 2, page.end);
    bindNumber(select, 3, spec.since);
    bindNumber(select, 4, spec.endpoint);
    bindText(select, 5, spec.endpointName);
    qint64 bytes = 0;
    while (select.executeStep()) {
        const Delivery &delivery = page.deliveries.emplace_back(deliveryAt(select));
        bytes += delivery.body.size() + delivery.end.reply.size();
        if (page.deliveries.size() < logPageRows && bytes < logPageBytes)
            continue;
        page.last = delivery.id;
        break;
    }
    return page;
}

std::optional<Delivery> readDelivery(SQLite::Database &database, DeliveryId id)
{
    SQLite::Statement select(database, std::string(selectWhole) + "WHERE delivery.id = ?");
    bindNumber(select, 1, id);
    if (!select.executeStep())
        return std::nullopt;
    return deliveryAt(select);
}

std::vector<EventId> readCargo(SQLite::Database &database, DeliveryId id)
{
    std::vector<EventId> events;
    SQLite::Statement select(database, "SELECT event FROM delivery_event WHERE delivery = ? ORDER BY place");
    bindNumber(select, 1, id);
    while (select.executeStep())
        events.push_back(numberAt(select, 0));
    return events;
}

}

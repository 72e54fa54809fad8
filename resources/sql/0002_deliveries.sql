-- Where events are sent to, what is being written, and what was sent with which outcome. Keys are in
-- none of these. Lists are JSON texts; bytes that are no UTF-8 stand there as {"base64":"..."}.

-- Where the parts of a key come from is in secrets: [{"from":"environment","variable":"NAME"},
-- {"from":"session"},{"from":"none"}]. Options and headers are lists of pairs of name and value.
-- Deleted ones are hidden: what was sent there still refers to them.
CREATE TABLE endpoint (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    service TEXT NOT NULL,
    transport TEXT NOT NULL,
    base TEXT NOT NULL,
    auth TEXT NOT NULL,
    secrets TEXT NOT NULL,
    options TEXT NOT NULL,
    headers TEXT NOT NULL,
    timeout_ms INTEGER NOT NULL,
    customer TEXT NOT NULL,
    user_pointer TEXT NOT NULL,
    production INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
);

-- Endpoint 0: none chosen.
CREATE TABLE draft (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL,
    envelope TEXT NOT NULL,
    service TEXT NOT NULL,
    shape TEXT NOT NULL,
    transport TEXT NOT NULL,
    endpoint INTEGER NOT NULL,
    place INTEGER NOT NULL,
    open INTEGER NOT NULL,
    changed INTEGER NOT NULL
);

-- One request. State 0: in flight, 1: accepted, 2: partly accepted, 3: rejected, 4: failed before it
-- went out, 5: unknown, 6: cancelled before it went out. The owner is the place of the sending
-- process's lock in the file <store>-owners. Status 0: no reply; accepted -1: not counted. The last
-- five are microseconds after the start, -1: not come to pass.
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    endpoint_name TEXT NOT NULL,
    service TEXT NOT NULL,
    transport TEXT NOT NULL,
    production INTEGER NOT NULL,
    started INTEGER NOT NULL,
    events INTEGER NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    message TEXT NOT NULL,
    status INTEGER NOT NULL,
    reply_bytes INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    ids TEXT NOT NULL,
    connected INTEGER NOT NULL,
    secured INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    first_byte INTEGER NOT NULL,
    ended INTEGER NOT NULL
);
CREATE INDEX delivery_by_start ON delivery (started, id);
CREATE INDEX delivery_in_flight ON delivery (owner) WHERE state = 0;

-- What went out and what came back, with the delivery's id; apart, so that lists need not read them.
CREATE TABLE delivery_request (
    id INTEGER PRIMARY KEY,
    headers TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE delivery_reply (
    id INTEGER PRIMARY KEY,
    headers TEXT NOT NULL,
    body BLOB NOT NULL
);

-- The events a delivery carried, in their order.
CREATE TABLE delivery_event (
    delivery INTEGER NOT NULL,
    place INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (delivery, place)
) WITHOUT ROWID;
CREATE INDEX delivery_event_by_event ON delivery_event (event, delivery);

-- Further kinds of change: 5: a delivery (subject) began or ended, 6: an endpoint (subject) changed.

-- For other tools.
CREATE VIEW deliveries AS
SELECT delivery.id AS id,
       CASE delivery.state WHEN 0 THEN 'in-flight' WHEN 1 THEN 'accepted' WHEN 2 THEN 'partly-accepted'
           WHEN 3 THEN 'rejected' WHEN 4 THEN 'failed' WHEN 5 THEN 'unknown' WHEN 6 THEN 'cancelled' END AS state,
       strftime('%Y-%m-%dT%H:%M:%fZ', delivery.started / 1000000.0, 'unixepoch') AS started,
       delivery.started AS started_us,
       strftime('%Y-%m-%dT%H:%M:%fZ', (delivery.started + nullif(delivery.ended, -1)) / 1000000.0, 'unixepoch')
           AS ended,
       nullif(delivery.ended, -1) AS duration_us,
       delivery.endpoint_name AS endpoint,
       delivery.service AS service,
       delivery.transport AS transport,
       delivery.production AS production,
       delivery.method AS method,
       delivery.url AS url,
       nullif(delivery.status, 0) AS status,
       delivery.events AS events,
       nullif(delivery.accepted, -1) AS accepted,
       delivery.message AS message,
       delivery.ids AS ids,
       request.headers AS request_headers,
       request.body AS request_body,
       reply.headers AS reply_headers,
       reply.body AS reply_body,
       delivery.reply_bytes AS reply_bytes
  FROM delivery
  LEFT JOIN delivery_request AS request ON request.id = delivery.id
  LEFT JOIN delivery_reply AS reply ON reply.id = delivery.id;

CREATE VIEW endpoints AS
SELECT id, name, service, transport, base, production, auth, secrets, options, headers, timeout_ms, customer,
       user_pointer
  FROM endpoint WHERE deleted = 0;

-- What came to the receiver, and what it was answered. Keys are in none of these.

-- One request. The tag is that of a test run; service and transport are empty where no definition has the
-- route. Worst is a verdict of its events; status 0: it was not answered. Its events are first_event to
-- last_event; 0 and -1 without any. Forwarded is the delivery that passed it on; 0: none.
CREATE TABLE reception (
    id INTEGER PRIMARY KEY,
    origin INTEGER NOT NULL,
    tag TEXT NOT NULL,
    received INTEGER NOT NULL,
    client TEXT NOT NULL,
    service TEXT NOT NULL,
    transport TEXT NOT NULL,
    method TEXT NOT NULL,
    target TEXT NOT NULL,
    body_bytes INTEGER NOT NULL,
    events INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    rejects INTEGER NOT NULL,
    worst INTEGER NOT NULL,
    status INTEGER NOT NULL,
    note TEXT NOT NULL,
    forwarded INTEGER NOT NULL,
    first_event INTEGER NOT NULL,
    last_event INTEGER NOT NULL
);
CREATE INDEX reception_by_event ON reception (first_event) WHERE first_event > 0;

-- What it said and what was said to it, with its id. Headers are lists of pairs of name and value. The body
-- is inflated, and its events are not in it: they are kept as events. Cuts says where they stood, as bytes of
-- the body between one and the next, seven bits a byte, the lowest first, the highest bit set but in the last.
CREATE TABLE reception_text (
    id INTEGER PRIMARY KEY,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    cuts BLOB NOT NULL,
    answer_headers TEXT NOT NULL,
    answer BLOB NOT NULL
);

-- A further kind of change: 9: receptions came, up to that one (subject).

-- For other tools. A body is whole where no event was cut from it.
CREATE VIEW receptions AS
SELECT reception.id AS id,
       strftime('%Y-%m-%dT%H:%M:%fZ', reception.received / 1000000.0, 'unixepoch') AS received,
       reception.received AS received_us,
       reception.tag AS tag,
       reception.client AS client,
       reception.service AS service,
       reception.transport AS transport,
       reception.method AS method,
       reception.target AS target,
       reception.body_bytes AS body_bytes,
       reception.events AS events,
       reception.repeats AS repeats,
       reception.rejects AS rejects,
       CASE reception.worst WHEN 0 THEN 'unjudged' WHEN 1 THEN 'valid' WHEN 2 THEN 'warning' ELSE 'invalid' END
           AS worst,
       nullif(reception.status, 0) AS status,
       reception.note AS note,
       nullif(reception.forwarded, 0) AS delivery,
       nullif(reception.first_event, 0) AS first_event,
       nullif(reception.last_event, -1) AS last_event,
       said.headers AS headers,
       said.body AS body_without_events,
       said.answer_headers AS answer_headers,
       said.answer AS answer
  FROM reception
  LEFT JOIN reception_text AS said ON said.id = reception.id;

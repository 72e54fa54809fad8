-- What each small commit would write, a page more each time, is written with what it writes anyway.

-- The events of a complete origin: those its row says, and those that the log of changes tells of after the change
-- that is counted (kind 1).
ALTER TABLE sequence ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
UPDATE sequence SET counted = coalesce((SELECT max(id) FROM change), 0);

CREATE VIEW uncounted AS
SELECT subject AS origin, sum(last - first + 1) AS events
  FROM change
 WHERE id > (SELECT counted FROM sequence) AND kind = 1
 GROUP BY subject;

-- For other tools.
CREATE VIEW origins AS
SELECT origin.id AS id,
       origin.kind AS kind,
       origin.label AS label,
       origin.detail AS detail,
       strftime('%Y-%m-%dT%H:%M:%fZ', origin.started / 1000000.0, 'unixepoch') AS started,
       origin.started AS started_us,
       origin.events + coalesce(uncounted.events, 0) AS events,
       origin.rejects AS rejects
  FROM origin
  LEFT JOIN uncounted ON uncounted.origin = origin.id
 WHERE origin.state = 1;

-- A request and what was said, as one row. Headers are lists of pairs of name and value. The body is inflated, and its
-- events are not in it: they are kept as events. Cuts says where they stood, as bytes of the body between one and the
-- next, seven bits a byte, the lowest first, the highest bit set but in the last. What may be long comes last: the rest
-- is read without it.
CREATE TABLE whole_reception (
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
    last_event INTEGER NOT NULL,
    headers TEXT NOT NULL,
    answer_headers TEXT NOT NULL,
    cuts BLOB NOT NULL,
    answer BLOB NOT NULL,
    body BLOB NOT NULL
);
INSERT INTO whole_reception
SELECT reception.*, coalesce(headers, '[]'), coalesce(answer_headers, '[]'), coalesce(cuts, x''), coalesce(answer, x''),
       coalesce(body, x'')
  FROM reception
  LEFT JOIN reception_text AS said ON said.id = reception.id
 ORDER BY reception.id;
DROP VIEW receptions;
DROP TABLE reception;
DROP TABLE reception_text;
ALTER TABLE whole_reception RENAME TO reception;

CREATE VIEW receptions AS
SELECT id,
       strftime('%Y-%m-%dT%H:%M:%fZ', received / 1000000.0, 'unixepoch') AS received,
       received AS received_us,
       tag,
       client,
       service,
       transport,
       method,
       target,
       body_bytes,
       events,
       repeats,
       rejects,
       CASE worst WHEN 0 THEN 'unjudged' WHEN 1 THEN 'valid' WHEN 2 THEN 'warning' ELSE 'invalid' END AS worst,
       nullif(status, 0) AS status,
       note,
       nullif(forwarded, 0) AS delivery,
       nullif(first_event, 0) AS first_event,
       nullif(last_event, -1) AS last_event,
       headers,
       body AS body_without_events,
       answer_headers,
       answer
  FROM reception;

-- Every event, its text, and where it came from. Times are microseconds since 1970 in UTC.

-- What identities are made of, numbered from 1 within their kind; 0 is the empty text and has no row.
-- Kinds: 1 tenant, 2 name, 3 service, 4 shape, 5 user.
CREATE TABLE term (
    kind INTEGER NOT NULL,
    id INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- One import, capture or compose session. State 0: importing, hidden; 1: complete; 2: given up, hidden,
-- to be deleted. The owner is the place of the writing process's lock in the file <store>-owners.
CREATE TABLE origin (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    detail TEXT NOT NULL,
    state INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    started INTEGER NOT NULL,
    events INTEGER NOT NULL DEFAULT 0,
    rejects INTEGER NOT NULL DEFAULT 0,
    first_event INTEGER NOT NULL DEFAULT 0,
    last_event INTEGER NOT NULL DEFAULT -1
);

-- What people filter by. Verdict 0: not judged, 1: valid, 2: warning, 3: invalid. Time source 0: the
-- time of receipt stands in, 1: as the event says, 2: as it says, without a zone.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    origin INTEGER NOT NULL,
    time INTEGER NOT NULL,
    received INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    user INTEGER NOT NULL,
    name INTEGER NOT NULL,
    service INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    partly INTEGER NOT NULL,
    time_source INTEGER NOT NULL,
    dedup INTEGER
);

-- The exact text, the members sent beside it as one object, the deduplication key.
CREATE TABLE payload (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    envelope TEXT,
    dedup TEXT
);

CREATE TABLE reject (
    id INTEGER PRIMARY KEY,
    origin INTEGER NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    reason TEXT NOT NULL,
    bytes BLOB NOT NULL
);
CREATE INDEX reject_by_origin ON reject (origin);

-- Removed events are hidden, not deleted: runs of their ids, which never overlap.
CREATE TABLE removal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    events INTEGER NOT NULL
);
CREATE TABLE removed (
    first INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,
    removal INTEGER NOT NULL
);

-- What other processes need to hear of. Kind 1: events first to last appended to an origin (subject),
-- 2: an origin completed, 3: a removal made, 4: a removal undone.
CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
);

-- The id of the next event; ids are never given twice.
CREATE TABLE sequence (next_event INTEGER NOT NULL);
INSERT INTO sequence VALUES (1);

-- For other tools: what can be seen, with names and texts.
CREATE VIEW events AS
SELECT event.id AS id,
       strftime('%Y-%m-%dT%H:%M:%fZ', event.time / 1000000.0, 'unixepoch') AS time,
       event.time AS time_us,
       strftime('%Y-%m-%dT%H:%M:%fZ', event.received / 1000000.0, 'unixepoch') AS received,
       event.received AS received_us,
       CASE event.time_source WHEN 0 THEN 'received' WHEN 1 THEN 'event' ELSE 'assumed-utc' END AS time_source,
       tenant.text AS tenant,
       user.text AS user,
       name.text AS name,
       service.text AS service,
       shape.text AS shape,
       CASE event.verdict WHEN 0 THEN 'unjudged' WHEN 1 THEN 'valid' WHEN 2 THEN 'warning' ELSE 'invalid' END
           AS verdict,
       event.partly AS partly_judged,
       event.bytes AS bytes,
       origin.id AS origin,
       origin.label AS origin_label,
       payload.dedup AS dedup,
       payload.text AS text,
       payload.envelope AS envelope
  FROM event
  JOIN origin ON origin.id = event.origin AND origin.state = 1
  JOIN payload ON payload.id = event.id
  LEFT JOIN term AS tenant ON tenant.kind = 1 AND tenant.id = event.tenant
  LEFT JOIN term AS user ON user.kind = 5 AND user.id = event.user
  LEFT JOIN term AS name ON name.kind = 2 AND name.id = event.name
  LEFT JOIN term AS service ON service.kind = 3 AND service.id = event.service
  LEFT JOIN term AS shape ON shape.kind = 4 AND shape.id = event.shape
 WHERE event.id > coalesce((SELECT last FROM removed WHERE first <= event.id ORDER BY first DESC LIMIT 1), -1);

CREATE VIEW rejects AS
SELECT reject.*, origin.label AS origin_label
  FROM reject JOIN origin ON origin.id = reject.origin AND origin.state = 1;

-- Which rules events broke, the tracking plans, and what judging a series of events goes on with.

-- A term of kind 6: a set of rules with their severities, as "M10:warning M7:error"; 0: none broken.
ALTER TABLE event ADD COLUMN rules INTEGER NOT NULL DEFAULT 0;

-- A tracking plan's text as it was read or edited. Events are judged by the one in force; at most one is.
CREATE TABLE plan (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    in_force INTEGER NOT NULL,
    changed INTEGER NOT NULL
);

-- One row at most, in Eventscope's own form.
CREATE TABLE series (state BLOB NOT NULL);

-- A further kind of change: 7: events first to last were judged again.

DROP VIEW events;
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
       rules.text AS rules,
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
  LEFT JOIN term AS rules ON rules.kind = 6 AND rules.id = event.rules
 WHERE event.id > coalesce((SELECT last FROM removed WHERE first <= event.id ORDER BY first DESC LIMIT 1), -1);

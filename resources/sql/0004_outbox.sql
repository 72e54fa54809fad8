-- What is to be sent, and what became of it.

-- One order to send. State 0: being filled, hidden, 1: queued, 2: put out of sight, 3: given up, hidden, to be
-- deleted. The owner is the place of the filling or sending process's lock in the file <store>-owners; 0: none.
-- Hold 0: none, 1: a person paused it, 2: the endpoint refused, 3: a key is missing, 4: the endpoint changed.
-- Settings are the rest of the endpoint as it was then, without any key; the policy says how it is sent: both one
-- JSON object. The origin is that of events which are stored with the order, while it is being filled; else 0. The
-- last eight are the events of each state.
CREATE TABLE outbox_job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    endpoint_name TEXT NOT NULL,
    service TEXT NOT NULL,
    transport TEXT NOT NULL,
    base TEXT NOT NULL,
    settings TEXT NOT NULL,
    label TEXT NOT NULL,
    policy TEXT NOT NULL,
    queued INTEGER NOT NULL,
    hold INTEGER NOT NULL,
    hold_message TEXT NOT NULL,
    origin INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    in_flight INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    partly INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    cancelled INTEGER NOT NULL
);

-- The events of an order, by their places from 0; written once. At: microseconds after the first, of a replay.
CREATE TABLE outbox_item (
    job INTEGER NOT NULL,
    place INTEGER NOT NULL,
    event INTEGER NOT NULL,
    dedup TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (job, place)
) WITHOUT ROWID;

-- Consecutive places that share a fate; together they are all places of the job. State 0: queued, 1: in flight,
-- 2: accepted, 3: partly accepted, 4: rejected, 5: failed, 6: unknown, 7: cancelled. Not before due; the delivery is
-- the last attempt, 0: none yet.
CREATE TABLE outbox_part (
    job INTEGER NOT NULL,
    first INTEGER NOT NULL,
    count INTEGER NOT NULL,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    delivery INTEGER NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (job, first)
) WITHOUT ROWID;
CREATE INDEX outbox_part_queued ON outbox_part (job, first, due) WHERE state = 0;
CREATE INDEX outbox_part_in_flight ON outbox_part (job, first) WHERE state = 1;

-- Endpoints for which nothing is sent until a person says so.
CREATE TABLE outbox_hold (
    endpoint INTEGER PRIMARY KEY,
    message TEXT NOT NULL
);

-- A further kind of change: 8: an order (subject; 0: several) changed.

-- For other tools: how the orders stand, and each of their events.
CREATE VIEW outbox AS
SELECT job.id AS job,
       job.label AS label,
       job.endpoint_name AS endpoint,
       job.service AS service,
       job.transport AS transport,
       job.base AS base,
       strftime('%Y-%m-%dT%H:%M:%fZ', part.queued / 1000000.0, 'unixepoch') AS queued,
       part.queued AS queued_us,
       part.first AS first_place,
       part.count AS events,
       CASE part.state WHEN 0 THEN 'queued' WHEN 1 THEN 'in-flight' WHEN 2 THEN 'accepted'
           WHEN 3 THEN 'partly-accepted' WHEN 4 THEN 'rejected' WHEN 5 THEN 'failed' WHEN 6 THEN 'unknown'
           WHEN 7 THEN 'cancelled' END AS state,
       part.attempts AS attempts,
       CASE WHEN part.state = 0 AND part.due > 0
           THEN strftime('%Y-%m-%dT%H:%M:%fZ', part.due / 1000000.0, 'unixepoch') END AS due,
       nullif(part.delivery, 0) AS delivery,
       part.message AS message,
       CASE WHEN job.hold = 1 THEN 'paused' WHEN job.hold = 2 OR held.endpoint IS NOT NULL THEN 'endpoint-refused'
           WHEN job.hold = 3 THEN 'key-missing' WHEN job.hold = 4 THEN 'endpoint-changed' END AS held,
       CASE WHEN job.hold = 0 THEN held.message ELSE job.hold_message END AS held_message
  FROM outbox_job AS job
  JOIN outbox_part AS part ON part.job = job.id
  LEFT JOIN outbox_hold AS held ON held.endpoint = job.endpoint
 WHERE job.state IN (1, 2);

CREATE VIEW outbox_events AS
SELECT item.job AS job,
       item.place AS place,
       item.event AS event,
       item.dedup AS dedup,
       outbox.state AS state,
       outbox.attempts AS attempts,
       outbox.delivery AS delivery,
       outbox.message AS message
  FROM outbox_item AS item
  JOIN outbox ON outbox.job = item.job AND outbox.first_place =
       (SELECT max(first) FROM outbox_part WHERE outbox_part.job = item.job AND outbox_part.first <= item.place);

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the events of a file of JSON lines, knowing nothing of Eventscope.

count.py FILE FROM TO   prints {"stored", "rejected": [lines], "service": {..}, "tenant": {..}, "user": {..},
"name": {..}, "range": N}; FROM <= time < TO are epoch microseconds. A map counts under its pairs, sorted and
joined by commas, and once under each of its different values.
"""

import collections
import datetime
import json
import re
import sys

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MOST_BYTES = 16 * 1024 * 1024
MOST_LEVELS = 512


def depth(value):
    level, row = 0, [value]
    while row:
        row = [v for v in row if isinstance(v, (dict, list))]
        level += 1 if row else 0
        row = [child for v in row for child in (v.values() if isinstance(v, dict) else v)]
    return level


def read(line):
    """The event, or None for a line that is no readable JSON object within bounds."""
    if len(line) > MOST_BYTES:
        return None
    try:
        event = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and depth(event) <= MOST_LEVELS else None


def micros(text):
    try:
        moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return (moment - EPOCH) // datetime.timedelta(microseconds=1)


def dig(event, *path):
    for step in path:
        if isinstance(event, list):
            event = event[step] if len(event) > step else None
        else:
            event = event.get(step) if isinstance(event, dict) else None
    return event


def first(*values):
    return next((v for v in values if v not in (None, "")), None)


def schematic(event):
    body, kind = event["body"], first(event.get("event_type"), event.get("type"))
    if kind == "identify":
        tenant, user = dig(body, "company", "keys"), body.get("keys")
    else:
        tenant, user = body.get("company"), body.get("user")
    return "schematic", tenant, user, first(body.get("event"), kind), micros(event["sent_at"])


def buildless(event):
    inner = event["event"]
    detail = inner["detail"]
    return (
        "buildless",
        dig(detail, "tenant", "name"),
        first(dig(detail, "user", "username"), dig(detail, "user", "uid")),
        first(dig(inner, "context", 0, "event"), event.get("collection")),
        int(inner["timing"]["occurred"]) * 1000,
    )


def identify(event):
    """(service, tenant, user, name, time)"""
    if "body" in event:
        return schematic(event)
    if "event" in event:
        return buildless(event)
    if "euid" in event:
        return "engagelab", None, str(event["euid"]), event["event_name"], event["itime"] * 1000
    time = micros(event["timestamp"]) if "timestamp" in event else None
    if "tenant_id" in event:
        return "emban", event["tenant_id"], event.get("user_id"), event["event_name"], time
    return "eventbunker", event.get("customer_identifier"), event.get("user_id"), event["event_name"], time


def spellings(value):
    """The texts under which a tenant or user is found."""
    if not isinstance(value, dict):
        return {value or ""}
    return {",".join(sorted(f"{k}={v}" for k, v in value.items()))} | set(value.values())


def main(path, start, end):
    counts = {field: collections.Counter() for field in ("service", "tenant", "user", "name")}
    rejected, stored, in_range = [], 0, 0
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            event = read(line.rstrip(b"\n"))
            if event is None:
                rejected.append(number)
                continue
            stored += 1
            service, tenant, user, name, time = identify(event)
            counts["service"][service] += 1
            counts["name"][name] += 1
            counts["tenant"].update(spellings(tenant))
            counts["user"].update(spellings(user))
            in_range += time is not None and start <= time < end
    json.dump({"stored": stored, "rejected": rejected, "range": in_range, **counts}, sys.stdout)


if __name__ == "__main__":
    assert re.fullmatch(r"-?\d+ -?\d+", " ".join(sys.argv[2:4])), __doc__
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/eventreader.h"

namespace eventscope::test {

// Two services as data: one whose requests are `{"events": […]}`, one with a key beside its list.
inline constexpr auto shopDefinition = R"({
  "format": 1, "id": "shop", "title": "Shop",
  "keys": [{"kind": "secret", "title": "Secret key", "prefix": ["shop_sec_"], "mask": true}],
  "shapes": {"event": {"title": "Event", "schema": "#/$defs/event", "secret": ["/api_key"]}},
  "fields": {
    "name": [{"at": "/event"}], "tenant": [{"at": "/shop"}], "user": [{"at": "/buyer"}],
    "time": [{"at": "/at", "as": "iso8601"}]},
  "detect": {"event": [{"need": {"/shop": "string", "/event": "string"}}]},
  "envelopes": [{"events": "events"}],
  "transports": {"http": {"title": "HTTP", "shape": "event", "base": "https://shop.test", "auth": [],
    "many": {"method": "POST", "path": "/events", "body": {"events": "$events"}, "max": 3}}},
  "rules": [{"id": "T1", "is": "batch-count", "on": "request", "severity": "error"}],
  "samples": [],
  "$defs": {"event": {"type": "object", "required": ["event"], "properties": {
    "event": {"type": "string"}, "shop": {"type": "string"}, "amount": {"type": "number", "x-rule": "T2"}}}}})";

inline constexpr auto tapDefinition = R"({
  "format": 1, "id": "tap", "title": "Tap",
  "keys": [{"kind": "secret", "title": "Secret key", "prefix": ["tap_key_"], "mask": true}],
  "shapes": {"event": {"title": "Event", "schema": "#/$defs/event"}},
  "fields": {"name": [{"at": "/what"}], "tenant": [{"envelope": "/app"}], "user": [{"at": "/who"}],
    "time": [{"at": "/ms", "as": "epoch-ms"}]},
  "detect": {"event": [{"need": {"/what": "string"}}]},
  "envelopes": [{"events": "data", "with": {"app": "#/$defs/app"}}],
  "transports": {"http": {"title": "HTTP", "shape": "event", "base": "https://tap.test", "auth": [],
    "many": {"method": "POST", "path": "/data", "body": {"app": "$envelope.app", "data": "$events"}, "max": 100}}},
  "rules": [], "samples": [],
  "$defs": {"app": {"type": "string"}, "event": {"type": "object", "required": ["what"], "properties": {
    "what": {"type": "string"}}}}})";

// A service whose rules look across events.
inline constexpr auto logbookDefinition = R"({
  "format": 1, "id": "logbook", "title": "Logbook",
  "shapes": {"entry": {"title": "Entry", "schema": "#/$defs/entry"}},
  "fields": {"name": [{"at": "/entry"}], "time": [{"at": "/at", "as": "iso8601"}],
    "dedup": {"at": "/id", "with": ["name"], "window": "24h"}},
  "detect": {"entry": [{"need": {"/entry": "string"}}]},
  "envelopes": [{"events": "entries"}],
  "transports": {"http": {"title": "HTTP", "shape": "entry", "base": "https://logbook.test", "auth": [],
    "many": {"method": "POST", "path": "/entries", "body": {"entries": "$events"}, "max": 100}}},
  "rules": [
    {"id": "L1", "is": "duplicate", "severity": "warning", "at": "/id", "with": ["name"], "in": ["batch", "24h"]},
    {"id": "L2", "is": "drift", "severity": "error", "at": "/more", "compare": ["types"]},
    {"id": "L3", "is": "distinct-limit", "severity": "info", "at": "/tags/*", "limit": 2}],
  "samples": [],
  "$defs": {"entry": {"type": "object", "required": ["entry"], "properties": {"entry": {"type": "string"}}}}})";

inline ServiceSet serviceSet()
{
    std::vector<ServicePtr> services;
    for (const char *definition : {shopDefinition, tapDefinition, logbookDefinition}) {
        const Result<ServicePtr> service = Service::load(definition, QStringLiteral("test.json"));
        if (!service)
            qWarning("%s", qPrintable(service.error().message));
        else
            services.push_back(*service);
    }
    std::vector<Error> faults;
    const ServiceSet set = ServiceSet::compile(Services::of(services), &faults);
    for (const Error &fault : faults)
        qWarning("%s", qPrintable(fault.message));
    return set;
}

}

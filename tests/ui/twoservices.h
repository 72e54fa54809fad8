// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/serviceset.h"

#include <QtGlobal>

#include <initializer_list>

namespace eventscope::test {

inline constexpr auto plantedKey = "al_live_PLANTEDSECRET0123456789abcdef";

// A service whose key stands in a header, with an option; an event needs a name.
inline constexpr auto alphaDefinition = R"({
  "format": 1, "id": "alpha", "title": "Alpha",
  "keys": [{"kind": "live", "title": "Live key", "prefix": ["al_live_"], "mask": true}],
  "shapes": {"event": {"title": "Event", "schema": "#/$defs/event"}},
  "fields": {"name": [{"at": "/name"}], "tenant": [{"at": "/tenant"}], "user": [{"at": "/user"}],
    "time": [{"at": "/at", "as": "iso8601"}]},
  "detect": {"event": [{"need": {"/name": "string"}}]},
  "transports": {
    "http": {"title": "HTTP", "shape": "event", "base": "https://alpha.example",
      "auth": [{"header": "Authorization", "prefix": "Bearer ", "title": "Key", "help": "From the settings page."},
               {"header": "X-Other", "title": "Other way", "optional": true}],
      "options": [{"header": "X-Region", "title": "Region", "help": "Where it is kept."}],
      "one": {"method": "POST", "path": "/e", "body": "$event"},
      "many": {"method": "POST", "path": "/events", "body": {"events": "$events"}, "max": 3},
      "reply": {"accepted": {"status": "2xx"}, "error": ["/error"], "pause": [401, 402, 403]}}
  },
  "rules": [], "samples": [],
  "$defs": {"event": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}})";

// A service with basic auth of two parts, and a transport without any.
inline constexpr auto betaDefinition = R"({
  "format": 1, "id": "beta", "title": "Beta",
  "shapes": {"event": {"title": "Event", "schema": "#/$defs/event"}},
  "fields": {"name": [{"at": "/kind"}], "tenant": [{"at": "/tenant"}], "user": [{"at": "/user"}],
    "time": [{"at": "/at", "as": "iso8601"}]},
  "detect": {"event": [{"need": {"/kind": "string"}}]},
  "transports": {
    "basic": {"title": "Basic", "shape": "event", "base": "https://beta.example",
      "auth": [{"basic": ["Public part", "Secret part"], "title": "Both parts"}],
      "one": {"method": "POST", "path": "/b", "body": "$event"},
      "reply": {"accepted": {"status": "2xx"}, "error": ["/error"]}},
    "open": {"title": "Open", "shape": "event", "base": "https://open.example", "auth": [],
      "one": {"method": "POST", "path": "/o", "body": "$event"},
      "reply": {"accepted": {"status": "2xx"}, "error": ["/error"]}}
  },
  "rules": [], "samples": [],
  "$defs": {"event": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}}})";

// A service whose key stands in the event.
inline constexpr auto gammaDefinition = R"({
  "format": 1, "id": "gamma", "title": "Gamma",
  "shapes": {"event": {"title": "Event", "schema": "#/$defs/event"}},
  "fields": {"name": [{"at": "/act"}], "tenant": [{"at": "/tenant"}], "user": [{"at": "/user"}],
    "time": [{"at": "/at", "as": "iso8601"}]},
  "detect": {"event": [{"need": {"/act": "string"}}]},
  "transports": {
    "http": {"title": "HTTP", "shape": "event", "base": "https://gamma.example",
      "auth": [{"member": "/key", "title": "Key"}],
      "one": {"method": "POST", "path": "/g", "body": "$event"},
      "reply": {"accepted": {"status": "2xx"}, "error": ["/error"]}}
  },
  "rules": [], "samples": [],
  "$defs": {"event": {"type": "object", "required": ["act"], "properties": {"act": {"type": "string"}}}}})";

inline ServiceSet servicesOf(std::initializer_list<const char *> definitions)
{
    std::vector<ServicePtr> services;
    for (const char *definition : definitions) {
        auto loaded = Service::load(definition, QStringLiteral("test.json"));
        if (!loaded)
            qFatal("%s", qPrintable(loaded.error().message));
        services.push_back(*loaded);
    }
    std::vector<Error> faults;
    ServiceSet set = ServiceSet::compile(Services::of(services), &faults);
    if (!faults.empty())
        qFatal("%s", qPrintable(faults.front().message));
    return set;
}

inline ServiceSet twoServices()
{
    return servicesOf({alphaDefinition, betaDefinition});
}

inline ServiceSet threeServices()
{
    return servicesOf({alphaDefinition, betaDefinition, gammaDefinition});
}

}

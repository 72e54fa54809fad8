// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formdriver.h"

#include <QLabel>
#include <QMenu>

namespace eventscope::test {

// Every construct that forms have.
inline constexpr char everyDefinition[] = R"({
  "format": 1, "id": "every", "title": "Every construct",
  "shapes": {"event": {"title": "Event", "schema": "#/$defs/event", "kind": "/kind"}},
  "switch": {"at": "/body", "to": {"one": "#/$defs/one", "two": "#/$defs/two"}},
  "fields": {"time": [{"at": "/at", "as": "iso8601"}]},
  "detect": {"event": [{"need": {"/kind": "string"}}]},
  "groups": {"main": {"title": "Main", "order": 1}, "far": {"title": "Far", "order": 2, "folded": true}},
  "$defs": {
    "event": {
      "type": "object", "required": ["kind", "name"],
      "properties": {
        "kind": {"type": "string", "enum": ["one", "two"], "x-order": 1, "x-group": "main"},
        "name": {"title": "Name", "description": "How it is called.", "type": "string", "examples": ["acme"],
                 "x-order": 2, "x-group": "main", "x-widget": "text"},
        "count": {"title": "Count", "type": "integer", "x-order": 3, "x-group": "main", "x-widget": "number"},
        "flag": {"title": "Flag", "type": ["boolean", "null"], "x-order": 4, "x-group": "main"},
        "color": {"title": "Colour", "type": "string", "enum": ["red", "green"], "x-order": 5, "x-group": "main",
                  "x-widget": "choice"},
        "at": {"title": "At", "type": "string", "x-order": 6, "x-group": "main", "x-widget": "time"},
        "hash": {"title": "Hash", "type": "string", "x-order": 7, "x-group": "main", "x-widget": "sha256"},
        "note": {"title": "Note", "type": "string", "x-order": 8, "x-group": "main", "x-widget": "multiline"},
        "either": {"title": "Either", "type": ["string", "integer"], "x-order": 9, "x-group": "main",
                   "x-widget": "text"},
        "props": {"title": "Properties", "type": "object", "x-order": 10, "x-group": "main", "x-widget": "pairs"},
        "tags": {"title": "Tags", "type": "array", "items": {"type": "string"}, "x-order": 11, "x-group": "main",
                 "x-widget": "list"},
        "parts": {"title": "Parts", "type": "array", "x-order": 12, "x-group": "main", "x-widget": "list",
                  "items": {"type": "object", "required": ["id"], "properties": {
                    "id": {"title": "Part id", "type": "string", "x-order": 1},
                    "size": {"title": "Size", "type": "integer", "x-order": 2, "x-widget": "number"}}}},
        "body": {"type": "object", "x-order": 13, "x-group": "main"},
        "far": {"title": "Far one", "type": "string", "x-order": 14, "x-group": "far"},
        "deep": {"type": "object", "x-order": 15, "x-group": "far", "properties": {
          "inner": {"title": "Inner", "type": "string"}}}
      }
    },
    "one": {"type": "object", "properties": {"alpha": {"title": "Alpha", "type": "string"}}},
    "two": {"type": "object", "properties": {"beta": {"title": "Beta", "type": "number"}}}
  }
})";

inline ServicePtr everyService()
{
    static const ServicePtr service = [] {
        auto loaded = Service::load(everyDefinition, QStringLiteral("every.json"));
        if (!loaded)
            qFatal("%s", qPrintable(loaded.error().message));
        return *loaded;
    }();
    return service;
}

struct Every : FormDriver {
    explicit Every(const QByteArray &text = R"({"kind": "one", "name": "x"})")
        : FormDriver({text, {}, "every", "event", {}, 0}, everyService())
    {}
    void chooseType(const QString &field, const QString &action)
    {
        focus(field);
        key(Qt::Key_T, Qt::ControlModifier);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu != nullptr);
        auto *chosen = menu->findChild<QAction *>(action);
        QVERIFY(chosen != nullptr && chosen->isEnabled());
        menu->close();
        chosen->trigger();
    }
    [[nodiscard]] QStringList sentencesUnder(const QString &name) const
    {
        QStringList found;
        const QWidget *row = get(name);
        while (row != nullptr && QByteArray(row->metaObject()->className()) != "eventscope::FieldRow")
            row = row->parentWidget();
        for (const QLabel *label : row->findChildren<QLabel *>()) {
            if (label->isVisible() &&
                label->parentWidget()->metaObject()->className() == QByteArray("eventscope::FieldFindings") &&
                !label->text().isEmpty())
                found << label->text();
        }
        return found;
    }
};

}

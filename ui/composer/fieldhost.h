// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "compose/formspec.h"
#include "validation/finding.h"

#include <QObject>

#include <QWidget>

#include <functional>
#include <memory>

namespace eventscope {

class FieldRow;

using FormClock = std::function<Micros()>;

// Where an editor stands: its field, and the place that the field's pointer is relative to (the root but
// in items of lists and values of open maps). A value.
struct FieldSite {
    FormField field;
    JsonPointer base;
    int depth = 0;            // of boxes around it
    bool inSeries = false;    // an item of a list or a value of an open map: it goes with its place

    [[nodiscard]] JsonPointer at() const;
    [[nodiscard]] QByteArray key() const;                  // of the part and pointer, for look-ups
    [[nodiscard]] QString name(QStringView what) const;    // object names: `field:/a`, `envelope-type:/a` …
    // The same with the field of an item or a value at a place below.
    [[nodiscard]] FieldSite inner(const JsonPointer &place) const;
};

[[nodiscard]] QByteArray fieldKey(DraftPart part, const JsonPointer &at);
// Whether both describe one and the same editor.
[[nodiscard]] bool sameField(const FormField &a, const FormField &b);
// Whether `at` is `around` or lies in it.
[[nodiscard]] bool holds(const JsonPointer &around, const JsonPointer &at);

// What the editors of a form share: the draft, the time, and the keys that mean the same in each of them.
// GUI thread.
class FieldHost : public QObject {
    Q_OBJECT

public:
    FieldHost(Draft &draft, FormClock clock, QObject *parent = nullptr);

    [[nodiscard]] Draft &draft() const { return m_draft; }
    [[nodiscard]] Micros now() const { return m_clock(); }
    [[nodiscard]] JsonValue valueAt(DraftPart part, const JsonPointer &at) const;
    [[nodiscard]] bool onlyFilled() const { return m_onlyFilled; }
    void setOnlyFilled(bool only) { m_onlyFilled = only; }
    // Set while values are shown: what widgets then say is not typed, and nothing may be written.
    class Showing {
    public:
        explicit Showing(FieldHost &host)
            : m_host(host)
        {
            ++m_host.m_showing;
        }
        ~Showing() { m_host.endShowing(); }
        Q_DISABLE_COPY_MOVE(Showing)

    private:
        FieldHost &m_host;
    };
    [[nodiscard]] bool isShowing() const { return m_showing > 0; }
    // Editors came or went.
    void noteRestructured();
    // Takes a widget out of the form, where nobody finds it any more, and deletes it later: its own key or
    // click may be what led here.
    void bury(QWidget *widget);
    // The width of labels at a depth, so that all editors begin in one column.
    [[nodiscard]] int leadWidth(int depth) const;

    // Gives an input the keys of fields: undo and redo are the draft's, Ctrl+Delete and Ctrl+Backspace
    // remove the member, Alt+Return asks for the fix, Ctrl+T opens the menu of types, Alt+Up and Alt+Down
    // move the item. Wheels turn only what has the focus.
    void watch(QWidget *input);

    // Puts the focus into what is at the pointer once it is there; false where it is not.
    std::function<bool(DraftPart, const JsonPointer &)> focusAt;

    static constexpr int indent = 16;

signals:
    // Editors came or went, and all is shown: the order of tabs is to be made again.
    void restructured();
    void rowFocused(eventscope::FieldRow *row, Qt::FocusReason reason);
    void sourceRequested(eventscope::DraftPart part, const eventscope::JsonPointer &at);
    void fixRequested(const eventscope::Finding &finding);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void endShowing();
    bool handleKey(QWidget *input, int key, Qt::KeyboardModifiers modifiers);

    Draft &m_draft;
    FormClock m_clock;
    std::unique_ptr<QWidget> m_buried;
    bool m_onlyFilled = false;
    int m_showing = 0;
    bool m_restructured = false;
};

}

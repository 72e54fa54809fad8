// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldhost.h"

#include <QWidget>

#include <vector>

namespace eventscope {

// The editor of one field: shows what the draft has there, and writes what is typed at once. What it
// shows again and again it shows in place: focus, caret and selection stay. GUI thread.
class FieldEditor : public QWidget {
    Q_OBJECT

public:
    FieldEditor(FieldHost &host, FieldSite site, QWidget *parent);

    [[nodiscard]] const FieldSite &site() const { return m_site; }
    [[nodiscard]] FieldHost &host() const { return m_host; }

    // Nothing: the member is absent.
    virtual void showValue(JsonValue value) = 0;
    // What gets the focus.
    [[nodiscard]] virtual QWidget *input() = 0;
    // The input of what is at the pointer, which the field holds; makes it where it is not made yet.
    [[nodiscard]] virtual QWidget *inputAt(const JsonPointer &at);
    // Takes the findings that stand deeper to where they stand; gives the others back.
    [[nodiscard]] virtual std::vector<Finding> place(std::vector<Finding> findings);
    // Drawn below its label, over the whole width.
    [[nodiscard]] virtual bool isWide() const { return false; }
    // Whether a mark always tells the value's type; else it does of a value that is not drawn.
    [[nodiscard]] virtual bool hasMark() const { return true; }
    [[nodiscard]] virtual bool draws(JsonValue) const { return true; }
    // The same field at another place: a key was renamed.
    virtual void rebind(const JsonPointer &base);
    // Name and description for assistive tools.
    virtual void describe(const QString &name, const QString &description);

signals:
    // A sentence: why what was typed is not in the text. Empty: it is.
    void refused(const QString &sentence);

protected:
    // Writes the value; successive calls are one step of undo.
    void write(const QByteArray &raw);
    void resite(FieldSite site) { m_site = std::move(site); }
    void removeMember();
    // Gives the input its object name and the keys of fields.
    void adopt(QWidget *input);
    [[nodiscard]] JsonValue current() const;

private:
    void report(const Result<void> &result);

    FieldHost &m_host;
    FieldSite m_site;
};

[[nodiscard]] FieldEditor *makeEditor(FieldHost &host, FieldSite site, QWidget *parent);

class FieldRow;
// Gives each row the findings it holds, and a missing member's to that member's row; the others come back.
[[nodiscard]] std::vector<Finding> placeAmong(
    const std::vector<FieldRow *> &rows, const JsonPointer &around, std::vector<Finding> findings);
// Whether a finding about the object at `around` is about the absent member at `member`.
[[nodiscard]] bool speaksOf(const Finding &finding, const JsonPointer &member);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldeditor.h"

#include <QPointer>

class QGridLayout;
class QLabel;
class QToolButton;

namespace eventscope {

class FieldFindings;
class FieldType;

// One field of the form: what leads it (a label, a key, an item's number), its editor, the mark of its
// type, a button that removes the member, and below what is wrong with it. GUI thread.
class FieldRow : public QWidget {
    Q_OBJECT

public:
    // Takes `lead`; none gives a label.
    FieldRow(FieldHost &host, FieldSite site, QWidget *lead, QWidget *parent);

    [[nodiscard]] FieldEditor &editor() const { return *m_editor; }
    [[nodiscard]] const FieldSite &site() const { return m_editor->site(); }
    [[nodiscard]] bool isFilled() const { return m_filled; }
    void showValue(JsonValue value);
    void setFindings(std::vector<Finding> findings);
    void setNote(const QString &sentence);
    void setHelpShown(bool shown);
    // Shown, not edited.
    void setLocked(bool locked);
    void rebind(const JsonPointer &base);

    void removeMember();
    void requestFix();
    void openTypes();

signals:
    // Just before the member goes.
    void removing();

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeLabel();
    void layOut(QWidget *lead);
    void showVisibility();
    void describe();
    void dress();

    FieldHost &m_host;
    FieldEditor *m_editor;
    FieldType *m_type;
    QToolButton *m_remove;
    FieldFindings *m_findings;
    QLabel *m_label = nullptr;
    QLabel *m_help = nullptr;    // made when it is first shown
    QGridLayout *m_grid;
    bool m_filled = false;
    bool m_locked = false;
};

}

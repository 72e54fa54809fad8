// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldhost.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace eventscope {

// Adds a member that the definition does not know: its name, and the object that is to have it.
class SchemaFormOthers : public QWidget {
    Q_OBJECT

public:
    SchemaFormOthers(FieldHost &host, QWidget *parent);

    // The objects that take members of one's own; hidden where none does.
    void setObjects(const std::vector<FormObject> &objects);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void add();
    void say(const QString &sentence);

    FieldHost &m_host;
    QLineEdit *m_key;
    QComboBox *m_object;
    QLabel *m_fault;
    std::vector<FormObject> m_objects;
};

}

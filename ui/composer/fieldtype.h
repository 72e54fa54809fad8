// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldhost.h"

#include <QToolButton>

namespace eventscope {

// Tells which type a value is of, and makes it another: "123" and a menu. Warns, by colour and sign, of a
// type that the field does not allow.
class FieldType : public QToolButton {
    Q_OBJECT

public:
    FieldType(FieldHost &host, const FieldSite &site, QWidget *parent);

    void showValue(JsonValue value);
    void openMenu();
    void rebind(const FieldSite &site);

signals:
    void chosen(const QByteArray &raw);
    void removeRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill(QMenu *menu);
    void dress();

    FieldHost &m_host;
    FieldSite m_site;
    bool m_wrong = false;
};

}

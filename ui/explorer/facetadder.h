// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/propertysample.h"

#include <QStringListModel>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace eventscope {

// A button that becomes a field for a path, completed with those that events have: Enter adds it, Esc or leaving the
// field ends that. The parts are named addFacet, addFacetPath and addFacetFault.
class FacetAdder : public QWidget {
    Q_OBJECT

public:
    explicit FacetAdder(EventStore &store, QWidget *parent = nullptr);

signals:
    void chosen(const QByteArray &path);    // as FilterTerm::path

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void begin();
    void end();
    void add(const QString &text);
    void listPaths();
    void dress();

    PropertySample m_sample;
    QStringListModel m_paths;
    QToolButton *m_button;
    QLineEdit *m_field;
    QLabel *m_fault;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/connectionprobe.h"
#include "endpoints/endpointdialog.h"
#include "views/latest.h"

#include <functional>
#include <map>
#include <optional>

class QLabel;
class QLayout;
class QListView;
class QPushButton;

namespace eventscope {

class AskBar;
class EndpointForm;
class EndpointModel;
class ProductionFrame;
class ProductionMark;

struct EndpointDialog::Private {
    Private(EndpointDialog *dialog, EndpointWorld endpointWorld);

    void layOut();
    QWidget *listSide();
    QWidget *formSide();
    QLayout *buttonRow();
    void connectParts();

    void load();
    void take(std::vector<Endpoint> endpoints);
    void show(const Endpoint &endpoint);
    void showNew(const QByteArray &service, const QByteArray &transport);
    void showFirst();
    void select(EndpointId id);
    void change();

    [[nodiscard]] bool isDirty() const;
    void leave(std::function<void()> then);
    void save(std::function<void()> then);
    void settle(const Result<EndpointId> &saved);
    void use();
    void duplicate();
    void remove();
    void test();

    EndpointDialog *q;
    EndpointWorld world;
    EndpointModel *model;
    QListView *list;
    QLabel *empty;
    QPushButton *add;
    QPushButton *copy;
    QPushButton *drop;
    ProductionFrame *frame;
    QLabel *title;
    ProductionMark *mark;
    AskBar *bar;
    EndpointForm *form;
    QLabel *probeNote;
    QPushButton *probeButton;
    QPushButton *saveButton;
    QPushButton *useButton;
    ConnectionProbe *probe;
    Latest<std::vector<Endpoint>> listing;
    Latest<EndpointId> saving;
    std::function<void()> afterSave;
    std::map<int, QByteArray> keysToEnter;
    Endpoint savedAs;
    Endpoint baseline;
    std::optional<EndpointId> wanted;    // to be shown when the list has come
    EndpointId returning = 0;            // removed, and on its way back
};

}
